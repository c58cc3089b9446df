#!/usr/bin/python3
"""What cannot wait for the next feed: a recall in the middle of a clip, a notice that takes the screen over, a clock that is wrong."""
import datetime
import json
import unittest

import rig
import signed_rig


class NoticesTest(signed_rig.SignedTest):
    def setUp(self):
        super().setUp()
        self.make_clip(self.media / "red.mp4", "red", 60)  # a minute: nothing here waits for its end
        self.root = self.have_root()
        self.propose("red", notice_assets=["green"])
        self.sign("feed.json", "li", "wang")
        self.release()
        self.server.start()

    def notice(self, key, **what):
        until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
        (self.folder / "notice.json").write_text(json.dumps({
            "format": "kepu-notices/1", "feed": "e2e",
            "notices": [{"id": "storm", "until": until.strftime("%Y-%m-%dT%H:%M:%SZ"), **what}] if what else []}))
        return self.kepu("notice", "notice.json", "--out", self.site, "--key", f"{key}.key")

    def live_on(self, seconds):
        """Until the player is so much older: what must not come has had its time to."""
        age = self.status()["uptime_s"]
        rig.wait_for(f"{seconds} s of the player's life", lambda: self.status()["uptime_s"] > age + seconds)

    def release_notices(self):
        self.kepu("publish", "--signed", self.pending / "notices.json", "--out", self.site)

    def test_a_recall_acts_in_the_middle_of_a_clip_and_after_a_restart(self):
        self.start_with(self.root)
        self.see("red")
        self.kepu("recall", "red", "--out", self.site, "--key", "chen.key")
        rig.wait_for(f"the card; log:\n{self.log()}", lambda: self.screen.colour() == "other", seconds=10)
        self.assertIn("1 recalls", self.log())
        self.assertEqual(self.status()["recalled"], 1)
        self.term()
        self.assertEqual([(row["asset"], row["outcome"]) for row in self.as_run()], [("red", "cut")])
        self.server.kill()
        self.start_with(self.root)
        rig.wait_for(f"the card; log:\n{self.log()}", lambda: self.screen.colour() == "other")
        self.live_on(2)
        self.assertEqual(self.screen.colour(), "other")

    def test_a_notice_takes_the_screen_over_when_two_have_signed_it_and_gives_it_back(self):
        self.start_with(self.root)
        self.see("red")
        self.notice("li", assets=["green"])
        self.sign("notices.json", "wang")
        self.release_notices()
        self.see("green")
        self.assertEqual(self.status()["notices"], ["storm"])
        self.notice("li")
        self.sign("notices.json", "wang")
        self.release_notices()
        self.see("red")
        self.assertEqual(self.status()["notices"], [])

    def test_what_one_person_signed_takes_no_screen_over(self):
        self.start_with(self.root)
        self.see("red")
        self.notice("li", assets=["green"])
        (self.site / "notices.json").write_bytes((self.pending / "notices.json").read_bytes())  # a hostile server
        rig.wait_for(f"the notices; log:\n{self.log()}", lambda: "0 takeovers" in self.log())
        self.live_on(2)
        self.assertEqual(self.screen.colour(), "red")


if __name__ == "__main__":
    unittest.main()
