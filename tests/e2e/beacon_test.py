#!/usr/bin/env python3
"""A server that goes on serving an old feed, and a live headend (kepu beacon) by which a screen finds out."""
import json
import shutil
import signal
import subprocess
import unittest
import urllib.error
import urllib.request

import rig
import signed_rig

NONCE = "00112233445566778899aabbccddeeff"


class BeaconTest(signed_rig.SignedTest):
    def setUp(self):
        super().setUp()
        self.headend = None
        self.addCleanup(lambda: rig.stop(self.headend))

    def start_headend(self):
        self.headend_log = self.folder / "headend.log"
        with open(self.headend_log, "ab") as out:
            self.headend = subprocess.Popen([rig.KEPU, "beacon", self.site, "--key", "headend.key", "--listen", "127.0.0.1:0"],
                                            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        rig.wait_for("the headend to listen", lambda: "Beacons at " in self.headend_log.read_text())
        return self.headend_log.read_text().split("Beacons at ")[1].split(",")[0]

    def publish_signed(self, colour):
        self.propose(colour)
        self.sign("feed.json", "li", "wang")
        self.release()

    def status_of(self, url, data=None):
        try:
            with urllib.request.urlopen(url, data) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    def test_a_feed_that_is_held_back_comes_from_a_mirror(self):
        root = self.have_root(beacon=["headend"])
        self.publish_signed("red")
        held_back = self.folder / "held-back"
        shutil.copytree(self.site, held_back)
        (self.folder / "own").mkdir()
        own = rig.Server(self.folder / "own", held_back)
        own.start()
        self.addCleanup(own.kill)
        self.server.start()  # the mirror, which has what is published
        url = self.start_headend()
        self.publish_signed("green")
        self.start_with(root, feed_url=own.url, mirrors=[self.server.url], beacon=url)
        self.see("green", seconds=60)  # the first question is asked within half a minute
        self.assertIn("epoch 1 version 2, ", self.status()["beacon"])
        rig.wait_for("the alarm", lambda: any("version 1 is older than epoch 1 version 2" in alarm for alarm in self.status()["alarms"]))

    def test_the_headend_answers_questions_and_nothing_else(self):
        self.have_root(beacon=["headend"])
        self.publish_signed("red")
        url = self.start_headend()
        with urllib.request.urlopen(f"{url}any/path?nonce={NONCE}") as answer:
            envelope = json.load(answer)
            self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(envelope["payloadType"], "application/vnd.kepu.beacon.v1+json")
        self.assertEqual(self.status_of(url), 400)
        self.assertEqual(self.status_of(url + "?nonce=" + "g" * 32), 400)
        self.assertEqual(self.status_of(f"{url}?nonce={NONCE}", data=b"x"), 405)
        self.publish_signed("green")
        self.assertEqual(self.status_of(f"{url}?nonce={NONCE}"), 200)
        self.assertIn("The newest feed of e2e: epoch 1 version 2\n", self.headend_log.read_text())
        (self.site / "feed.json").write_text("{}")
        self.assertEqual(self.status_of(f"{url}?nonce={NONCE}"), 503)
        self.assertIn("nothing is answered", self.headend_log.read_text())
        self.headend.send_signal(signal.SIGTERM)
        self.assertEqual(self.headend.wait(10), 0)

    def test_a_key_that_the_root_does_not_name_is_refused(self):
        self.have_root()
        self.publish_signed("red")
        for person, complaint in (("li", "does not name this key for beacons"), ("nobody", "nobody.key")):
            ran = subprocess.run([rig.KEPU, "beacon", self.site, "--key", f"{person}.key"], cwd=self.folder, stdin=subprocess.DEVNULL,
                                 capture_output=True, text=True)
            self.assertEqual(ran.returncode, 1)
            self.assertIn(complaint, ran.stderr)


if __name__ == "__main__":
    unittest.main()
