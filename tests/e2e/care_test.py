#!/usr/bin/python3
"""Nothing stops the screen: what crashes is put into quarantine, what does not decode is never shown, and the running
player says so."""
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import unittest
from pathlib import Path

import rig


class Killer(threading.Thread):
    """Kills each decode process that plays one of `assets` (names of files in the store), as its codec would, until
    stopped. Vetting is left alone."""

    def __init__(self, player, assets):
        super().__init__(daemon=True)
        self.player, self.assets, self.stopped, self.kills = player, assets, threading.Event(), 0
        self.start()

    def run(self):
        while not self.stopped.wait(0.01):
            for pid in self.victims():
                try:
                    os.kill(pid, signal.SIGKILL)
                    self.kills += 1
                except ProcessLookupError:
                    pass

    def victims(self):
        gone = (FileNotFoundError, ProcessLookupError)
        try:
            children = [(task / "children").read_text() for task in Path(f"/proc/{self.player.pid}/task").iterdir()]
        except gone:
            return
        for pid in " ".join(children).split():
            try:
                words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
            except gone:
                continue
            if "purpose=vet" not in words and any(name in word for word in words for name in self.assets):
                yield int(pid)

    def stop(self):
        self.stopped.set()
        self.join()


class CareTest(rig.PlayerTest):
    def setUp(self):
        super().setUp()
        self.socket = self.folder / "control"

    def start_on_feed(self):
        settings = self.folder / "player.json"
        settings.write_text(json.dumps({"screen": "e2e", "feed_url": self.server.url, "state_dir": str(self.state),
                                        "poll_s": 1, "control_socket": str(self.socket)}))
        self.start("--settings", settings)

    def ask(self, *words):
        return subprocess.run([rig.PLAYER, *words, "--control", self.socket], capture_output=True, text=True, timeout=10)

    def status(self):
        asked = self.ask("--status", "--json")
        return json.loads(asked.stdout) if asked.returncode == 0 else {}

    def hash_of(self, *names):
        """Of published files, by the name they were published under."""
        feed = json.loads((self.site / "feed.json").read_text())
        return [asset["sha256"] for key, asset in feed["assets"].items() if any(name in key for name in names)]

    def test_a_clip_that_kills_its_decoder_is_in_quarantine_after_two_and_the_rest_plays_on(self):
        self.publish("red.mp4", "green.mp4", "blue.mp4")
        self.server.start()
        bad = self.hash_of("green")
        self.start_on_feed()
        killer = Killer(self.player, bad)
        self.addCleanup(killer.stop)
        status = rig.wait_for("the quarantine", lambda: (lambda s: s if s.get("quarantined") else None)(self.status()))
        self.assertEqual(status["quarantined"][0]["sha256"], bad[0])
        self.assertIn("until", status["quarantined"][0])
        self.assertIn("decode process", status["quarantined"][0]["reason"])
        self.assertEqual(status["decoder_deaths"], 2)
        kills = killer.kills
        rig.wait_for("a picture", lambda: self.screen.colour() in ("red", "blue"))
        seen = set(self.watch(5))
        self.assertEqual(seen, {"red", "blue"}, self.log())
        self.assertEqual(killer.kills, kills, "it was opened again")
        self.term()
        reasons = [row["outcome"] for row in self.as_run() if row["sha256"] == bad[0]]
        self.assertEqual(len([reason for reason in reasons if "failed: the decode process" in reason]), 2, reasons)
        # It outlives a restart.
        self.start_on_feed()
        rig.wait_for("the player again", lambda: self.status().get("on"))
        self.assertEqual([each["sha256"] for each in self.status()["quarantined"]], bad)

    def test_a_file_that_does_not_decode_is_never_shown_and_named(self):
        self.publish("red.mp4", "green.mp4", "blue.mp4")
        self.spoil("green")
        self.server.start()
        self.start_on_feed()
        status = rig.wait_for("the verdict", lambda: (lambda s: s if s.get("refused") else None)(self.status()))
        self.assertEqual([each["sha256"] for each in status["refused"]], self.hash_of("green"))
        self.assertNotEqual(status["refused"][0]["reason"], "")
        self.assertEqual(set(self.watch(5)) - {"other"}, {"red", "blue"}, self.log())
        self.term()
        self.assertNotIn("green", " ".join(row["asset"] for row in self.as_run()))
        self.assertIn("green: is not played", self.log())

    def spoil(self, name):
        """Publishes bytes that hash right and do not decode: every picture of the clip is zeros."""
        feed = json.loads((self.site / "feed.json").read_text())
        key = next(key for key in feed["assets"] if name in key)
        asset = feed["assets"][key]
        data = (self.site / asset["url"]).read_bytes()
        at = data.index(b"mdat") + 4
        length = int.from_bytes(data[at - 8:at - 4], "big") - 8
        data = data[:at] + bytes(length) + data[at + length:]
        digest = hashlib.sha256(data).hexdigest()
        url = f"media/{digest}.mp4"
        (self.site / url).write_bytes(data)
        asset.update(sha256=digest, url=url, bytes=len(data))
        (self.site / "feed.json").write_text(json.dumps(feed))

    def test_four_killers_within_ten_minutes_are_safe_mode_and_it_outlives_a_restart(self):
        self.publish("red.mp4", "green.mp4", "blue.mp4", "cyan.mp4", "white.png")
        self.server.start()
        self.start_on_feed()
        self.see("red")
        killer = Killer(self.player, self.hash_of("red", "green", "blue", "cyan"))
        self.addCleanup(killer.stop)
        status = rig.wait_for("safe mode", lambda: (lambda s: s if "safe_mode_until" in s else None)(self.status()), 40)
        killer.stop()
        self.assertEqual(status["quarantined_count"], 4)
        self.assertIn("safe mode until", self.log())
        self.see("other")  # the built-in card
        self.assertGreater(min(sum(self.screen.pixel(x, y)) for x in (2, 160, 317) for y in (2, 237)), 20)
        self.term()
        self.start_on_feed()
        rig.wait_for("the player again", lambda: "safe_mode_until" in self.status())

    def test_a_player_that_is_killed_blames_nobody_one_that_crashes_does(self):
        self.publish("red.mp4", "green.mp4")
        self.server.start()

        def begin_and_end(number):
            self.start_on_feed()
            rig.wait_for("a picture", lambda: self.screen.colour() in ("red", "green"))
            self.player.send_signal(number)
            self.assertEqual(self.player.wait(5), -number)
            rig.wait_for("the window to be gone", lambda: self.screen.colour() == "black")

        for _ in range(4):
            begin_and_end(signal.SIGKILL)
        begin_and_end(signal.SIGSEGV)
        begin_and_end(signal.SIGSEGV)
        self.start_on_feed()
        status = rig.wait_for("the status", self.status)
        self.assertIn(status["quarantined_count"], (1, 2))
        self.assertIn("the player ended without warning", status["quarantined"][0]["reason"])
        self.assertEqual(self.log().count("the last player ended without warning"), 2, self.log())

    def test_the_running_player_is_asked_and_told(self):
        self.publish("red.mp4", "green.mp4")
        self.server.start()
        self.start_on_feed()
        self.see("red")
        for_people = self.ask("--status")
        self.assertEqual(for_people.returncode, 0, for_people.stderr)
        self.assertIn("screen            e2e", for_people.stdout)
        status = self.status()
        self.assertEqual(status["feed"]["name"], "e2e")
        self.assertIn(status["on"]["asset"], ("0-red", "1-green"))
        self.assertEqual((status["display"]["width"], status["display"]["height"]), (rig.WIDTH, rig.HEIGHT))
        self.assertEqual(status["missing"], 0)
        self.assertIs(status["ducked"], False)
        self.assertEqual(self.ask("--duck", "on").returncode, 0)
        self.assertIs(self.status()["ducked"], True)
        self.assertEqual(self.ask("--duck", "off").returncode, 0)
        self.assertIs(self.status()["ducked"], False)
        self.term()
        gone = self.ask("--status")
        self.assertEqual(gone.returncode, 1)
        self.assertIn("is the player running?", gone.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
