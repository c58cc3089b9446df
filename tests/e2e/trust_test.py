#!/usr/bin/python3
"""A screen with a pinned root: it plays what two of three persons signed, and nothing else, whatever the server says."""
import json
import shutil
import subprocess
import unittest

import rig
import signed_rig


class TrustTest(signed_rig.SignedTest):
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
        signed_by_one = (self.pending / "feed.json").read_bytes()
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
        status = self.status()
        self.assertEqual((status["feeds_must_be_signed"], status["root"]), (True, 1))
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
        self.propose("green")
        self.sign("feed.json", "li", "chen")  # while Chen still may
        signed_with_chen = self.folder / "green.json"
        shutil.copy(self.pending / "feed.json", signed_with_chen)
        self.revoke_chen()
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
        self.revoke_chen()
        (self.site / "feed.json").write_bytes((self.site / "feed.json").read_bytes() + b" ")  # served anew: Chen signs no more
        rig.wait_for(f"the card; log:\n{self.log()}", lambda: self.screen.colour() == "other")
        self.propose("green")
        self.sign("feed.json", "li", "wang")
        self.release()
        self.see("green")


if __name__ == "__main__":
    unittest.main()
