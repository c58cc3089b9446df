#!/usr/bin/python3
"""A screen with a pinned root: it plays what two of three persons signed, and nothing else, whatever the server says."""
import json
import shutil
import subprocess
import sys
import unittest

import rig

PERSONS = ("li", "wang", "chen")


class TrustTest(rig.PlayerTest):
    def kepu(self, *words):
        return subprocess.run([rig.KEPU, *words], cwd=self.folder, check=True, capture_output=True, text=True).stdout

    def have_root(self):
        """Three persons, two of whom must sign; gives what a screen's settings say of it."""
        persons = {}
        for person in PERSONS:
            persons.update(json.loads("{" + self.kepu("keygen", person).split("root:")[1] + "}"))
        role = {"threshold": 2, "persons": list(PERSONS)}
        (self.folder / "root.json").write_text(json.dumps({"format": "kepu-root/1", "feed": "e2e", "persons": persons,
                                                           "roles": {"root": role, "feed": role}}))
        self.kepu("root", "root.json", "--out", self.site)
        self.sign("root.json", "li", "wang")
        released = self.kepu("publish", "--signed", self.site / "pending/root.json", "--out", self.site)
        return json.loads(released.split('"root": ')[1].splitlines()[0])

    def sign(self, document, *persons):
        for person in persons:
            self.kepu("sign", self.site / "pending" / document, "--key", f"{person}.key", "--yes")

    def propose(self, colour):
        (self.folder / "draft.json").write_text(json.dumps({
            "format": "kepu-feed/1", "feed": "e2e", "timezone": "Asia/Shanghai",
            "assets": {colour: {"type": "video", "file": str(self.media / f"{colour}.mp4")}},
            "playlists": {"all": {"items": [{"asset": colour}]}}, "entries": [{"id": "loop", "playlist": "all"}]}))
        self.kepu("publish", "--feed", "draft.json", "--out", self.site)

    def release(self):
        self.kepu("publish", "--signed", self.site / "pending/feed.json", "--out", self.site)

    def start_with(self, root):
        settings = self.folder / "player.json"
        settings.write_text(json.dumps({"screen": "e2e", "feed_url": self.server.url, "state_dir": str(self.state), "poll_s": 1, "root": root,
                                        "control_socket": str(self.folder / "control")}))
        self.start("--settings", settings)

    def test_what_two_persons_signed_is_played_and_nothing_else(self):
        root = self.have_root()
        self.propose("red")
        self.sign("feed.json", "li", "chen")
        self.release()
        self.server.start()
        self.start_with(root)
        self.see("red")

        self.propose("green")
        self.sign("feed.json", "li")
        signed_by_one = (self.site / "pending/feed.json").read_bytes()
        served = (self.site / "feed.json").read_bytes()
        payload = subprocess.run(["python3", "-c", "import base64, json, sys; sys.stdout.buffer.write("
                                  "base64.b64decode(json.load(sys.stdin)['payload']))"], input=signed_by_one, capture_output=True, check=True).stdout
        for attempt, complaint in ((payload, "feed.json: is not signed"), (signed_by_one, "is signed by li alone; 2 persons are needed")):
            (self.site / "feed.json").write_bytes(attempt)
            rig.wait_for(f"a complaint; log:\n{self.log()}", lambda: complaint in self.log())
            self.assertEqual(self.screen.colour(), "red")
        (self.site / "feed.json").write_bytes(served)

        self.sign("feed.json", "wang")
        self.release()
        self.see("green")
        status = json.loads(subprocess.run([rig.PLAYER, "--status", "--json", "--control", self.folder / "control"], capture_output=True, text=True).stdout)
        self.assertEqual(status["root"], 1)
        self.term()

        self.server.kill()  # no network: what is on disk is verified again, and plays
        self.start_with(root)
        self.see("green")

    def test_a_screen_that_was_given_another_root_plays_nothing_of_it(self):
        root = self.have_root()
        self.propose("red")
        self.sign("feed.json", "li", "chen")
        self.release()
        self.server.start()
        self.start_with({**root, "sha256": "0" * 64})
        rig.wait_for(f"a complaint; log:\n{self.log()}", lambda: "is not the root that the settings name" in self.log())
        self.assertNotEqual(self.screen.colour(), "red")

    def test_a_revoked_person_signs_nothing_any_more(self):
        root = self.have_root()
        self.propose("red")
        self.sign("feed.json", "li", "wang")
        self.release()
        self.server.start()
        self.start_with(root)
        self.see("red")
        draft = json.loads((self.folder / "root.json").read_text())
        del draft["persons"]["chen"]
        draft["roles"] = {"root": {"threshold": 2, "persons": ["li", "wang"]}, "feed": {"threshold": 2, "persons": ["li", "wang"]}}
        self.propose("green")
        self.sign("feed.json", "li", "chen")  # while Chen still may
        signed_with_chen = self.folder / "green.json"
        shutil.copy(self.site / "pending/feed.json", signed_with_chen)
        (self.folder / "root.json").write_text(json.dumps(draft))
        self.kepu("root", "root.json", "--out", self.site)
        self.sign("root.json", "li", "wang")
        self.kepu("publish", "--signed", self.site / "pending/root.json", "--out", self.site)
        shutil.copy(signed_with_chen, self.site / "feed.json")
        rig.wait_for(f"a complaint; log:\n{self.log()}", lambda: "is signed by li alone; 2 persons are needed" in self.log())
        self.assertIn("root 2 of trust: verified", self.log())
        self.assertEqual(self.screen.colour(), "red")


    def test_what_only_a_revoked_person_vouched_for_goes_off_air(self):
        root = self.have_root()
        self.propose("red")
        self.sign("feed.json", "li", "chen")
        self.release()
        self.server.start()
        self.start_with(root)
        self.see("red")
        draft = json.loads((self.folder / "root.json").read_text())
        del draft["persons"]["chen"]
        draft["roles"] = {"root": {"threshold": 2, "persons": ["li", "wang"]}, "feed": {"threshold": 2, "persons": ["li", "wang"]}}
        (self.folder / "root.json").write_text(json.dumps(draft))
        self.kepu("root", "root.json", "--out", self.site)
        self.sign("root.json", "li", "wang")
        self.kepu("publish", "--signed", self.site / "pending/root.json", "--out", self.site)
        (self.site / "feed.json").write_bytes((self.site / "feed.json").read_bytes() + b" ")  # served anew: Chen signs no more
        rig.wait_for(f"the card; log:\n{self.log()}", lambda: self.screen.colour() == "other")
        self.propose("green")
        self.sign("feed.json", "li", "wang")
        self.release()
        self.see("green")


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
