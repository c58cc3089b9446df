#!/usr/bin/python3
"""A real player on a real feed from a real server."""
import sys
import unittest

import rig


class FeedTest(rig.PlayerTest):
    def test_every_item_of_the_loop_is_seen_in_order_and_logged(self):
        self.publish("red.mp4", "white.png", "green.mp4")
        self.server.start()
        self.start()
        self.see("red")
        # What is vetted first is shown first; the boundary after it goes back to the plan.
        seen = self.watch(8)[1:]
        order = ["red", "white", "green"]
        self.assertEqual(seen, [order[(order.index(seen[0]) + i) % 3] for i in range(8)], self.log())
        self.term()
        rows = self.as_run()
        names = [row["asset"] for row in rows][1:]
        start = order.index(names[0].split("-")[-1]) if "-" in names[0] else 0
        self.assertEqual([name.split("-")[-1] for name in names], [order[(start + i) % 3] for i in range(len(names))])
        for row in rows[:-1]:
            self.assertEqual(row["outcome"], "aired")
            self.assertEqual(row["frames_shown"] + row["frames_dropped"], 1 if "white" in row["asset"] else 25)
            self.assertEqual(row["entry"], "loop")
            self.assertEqual(len(row["sha256"]), 64)
        self.assertEqual(rows[-1]["outcome"], "cut")

    def test_when_the_server_dies_playing_goes_on(self):
        self.publish("red.mp4", "green.mp4")
        self.server.start()
        self.start()
        self.see("green")
        self.server.kill()
        self.assertNotIn("black", self.watch(6))
        self.assertNotIn("other", self.watch(1))

    def test_a_new_feed_is_on_the_screen_after_one_poll_and_one_item(self):
        self.publish("red.mp4", "green.mp4")
        self.server.start()
        self.start()
        self.see("green")
        self.publish("cyan.mp4")
        seen = []

        def cyan():
            colour = self.screen.colour()
            if not seen or seen[-1] != colour:
                seen.append(colour)
            return colour == "cyan"

        rig.wait_for("the new feed", cyan)
        # One second until the poll at most, then what is on ends: the rest of this item and at most two more.
        self.assertLessEqual(len(seen), 4, seen)
        self.assertNotIn("black", seen)

    def test_a_corrupted_file_is_never_shown_nor_kept(self):
        self.publish("red.mp4", "blue.mp4", "green.mp4")
        objects = {path.stem: path for path in (self.site / "media").rglob("*.mp4")}
        blue = next(path for path in objects.values() if path.read_bytes() == (self.media / "blue.mp4").read_bytes())
        damaged = bytearray(blue.read_bytes())
        damaged[len(damaged) // 2] ^= 0xFF
        blue.write_bytes(damaged)
        self.server.start()
        self.start()
        self.see("green")
        seen = self.watch(6)
        self.assertEqual(set(seen), {"red", "green"}, self.log())
        kept = {path.name for path in (self.state / "objects").rglob("*") if path.is_file()}
        self.assertNotIn(blue.stem, kept)
        self.assertEqual(len(kept), 2)

    def test_started_offline_it_plays_from_its_disk(self):
        self.publish("red.mp4", "green.mp4")
        self.server.start()
        self.start()
        self.see("red")
        self.see("green")
        self.term()
        self.server.kill()
        self.log_file.unlink()
        self.start()
        rig.wait_for("a picture from the disk", lambda: self.screen.colour() in ("red", "green"))
        self.assertNotIn("black", self.watch(3))

    def test_an_object_that_rots_on_the_disk_is_fetched_anew(self):
        self.publish("red.mp4", "green.mp4")
        self.server.start()
        self.start()
        self.see("red")
        self.see("green")
        self.term()
        red = next(path for path in (self.state / "objects").rglob("*")
                   if path.is_file() and path.read_bytes() == (self.media / "red.mp4").read_bytes())
        rotten = bytearray(red.read_bytes())
        rotten[100] ^= 1
        red.write_bytes(rotten)
        self.start()
        self.see("green")
        self.see("red")
        self.assertTrue(any((self.state / "lost").iterdir()))
        # By whoever comes first: the background's hashing, or the process that opens it.
        self.assertRegex(self.log(), "failed|has rotted on the disk: it is fetched anew")

    def test_without_anything_to_play_the_card_is_on(self):
        self.site.mkdir()
        self.start()  # nobody answers there
        rig.wait_for("the built-in card", lambda: self.screen.colour() == "other")
        self.assertGreater(min(sum(self.screen.pixel(x, y)) for x in (2, 160, 317) for y in (2, 237)), 20)
        self.term()


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
