#!/usr/bin/python3
"""Files by hand, and decode processes that die or hang: the screen goes on."""
import array
import itertools
import os
import signal
import sys
import unittest

import rig


class FaultsTest(rig.PlayerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_clip(cls.media / "long-red.mp4", "red", 30)
        cls.make_clip(cls.media / "long-green.mp4", "green", 30)
        (cls.media / "text.mp4").write_text("this is not a film")
        whole = (cls.media / "blue.mp4").read_bytes()
        (cls.media / "cut.mp4").write_bytes(whole[: len(whole) // 3])

    def play(self, *names, options=(), sound="dummy"):
        self.start(*[self.media / name for name in names], "--state", self.state, *options, sound=sound)

    def test_files_are_played_once_and_broken_ones_passed_over(self):
        self.play("red.mp4", "text.mp4", "cut.mp4", "white.png", "green.mp4", options=["--once", "--image-seconds", "1"])
        self.see("red")
        self.assertEqual(self.watch(2), ["red", "white", "green"])
        self.assertEqual(self.player.wait(10), 0)
        rows = self.as_run()
        outcomes = {row["asset"]: row["outcome"] for row in rows}
        self.assertEqual(outcomes["red.mp4"], "aired")
        self.assertEqual(outcomes["green.mp4"], "aired")
        self.assertTrue(outcomes["text.mp4"].startswith("failed: is not a media file"), outcomes)
        self.assertTrue(outcomes["cut.mp4"].startswith("failed: "), outcomes)

    def test_when_the_decode_process_is_killed_the_next_picture_follows_at_once(self):
        self.play("long-red.mp4", "long-green.mp4")
        self.see("red")
        rig.wait_for("both decode processes", lambda: len(self.decoders()) == 2)
        os.kill(self.decoders()[0], signal.SIGKILL)
        self.assertEqual(self.watch(1, seconds=2), ["red", "green"])
        self.term()
        self.assertTrue(self.as_run()[0]["outcome"].startswith("failed: the decode process"), self.as_run())

    def test_when_all_decode_processes_are_killed_the_last_picture_stays_until_the_next(self):
        self.play("long-red.mp4", "long-green.mp4")
        self.see("red")
        rig.wait_for("both decode processes", lambda: len(self.decoders()) == 2)
        self.signal_decoders(signal.SIGKILL)
        rig.wait_for("another decode process", lambda: len(self.decoders()) > 0)
        self.assertNotIn("black", [self.screen.colour()])
        rig.wait_for("the failures in the log", lambda: self.log().count("failed") >= 2)

    def test_a_decode_process_that_hangs_is_given_up(self):
        self.play("long-red.mp4", "long-green.mp4")
        self.see("red")
        rig.wait_for("both decode processes", lambda: len(self.decoders()) == 2)
        os.kill(self.decoders()[0], signal.SIGSTOP)
        self.assertEqual(self.watch(1, seconds=10), ["red", "green"])
        self.term()
        self.assertIn("stalled", self.as_run()[0]["outcome"])


    def test_sigterm_ends_the_player_and_its_children(self):
        self.play("long-red.mp4", "long-green.mp4")
        self.see("red")
        children = rig.wait_for("both decode processes", lambda: len(self.decoders()) == 2 and self.decoders())
        self.term()
        for pid in children:
            self.assertFalse(os.path.exists(f"/proc/{pid}"))
        self.assertEqual(self.as_run()[0]["outcome"], "cut")

    def test_a_killed_player_takes_its_decode_processes_along(self):
        self.play("long-red.mp4", "long-green.mp4")
        self.see("red")
        children = rig.wait_for("both decode processes", lambda: len(self.decoders()) == 2 and self.decoders())
        self.player.kill()
        self.player.wait()
        rig.wait_for("the end of its children", lambda: not any(os.path.exists(f"/proc/{pid}") for pid in children))

    def test_a_screenshot_of_each_item_is_kept(self):
        shots = self.folder / "shots"
        self.play("red.mp4", "white.png", "green.mp4", options=["--once", "--image-seconds", "1", "--screenshot-dir", shots])
        self.assertEqual(self.player.wait(20), 0)
        self.assertEqual(sorted(path.name for path in shots.iterdir()),
                         ["0001-red.mp4.png", "0002-white.png.png", "0003-green.mp4.png"])

    def test_sound_follows_the_pictures_across_clips_on_one_device(self):
        raw = self.folder / "sound.raw"  # SDL's "disk" device: what would be heard, 32-bit floats, stereo, 48 kHz
        os.environ.update(SDL_DISKAUDIOFILE=str(raw))
        self.addCleanup(os.environ.pop, "SDL_DISKAUDIOFILE")
        self.play("red.mp4", "white.png", "green.mp4", options=["--once", "--image-seconds", "1"], sound="disk")
        self.assertEqual(self.player.wait(20), 0)
        samples = array.array("f", raw.read_bytes()[: raw.stat().st_size // 8 * 8])
        step = 48000 // 50 * 2  # 20 ms
        loud = [max(samples[i : i + step]) > 0.02 for i in range(0, len(samples) - step, step)]
        runs = [(key, len(list(group))) for key, group in itertools.groupby(loud)]
        stretches = [length for is_loud, length in runs if is_loud]
        pauses = [length for is_loud, length in runs[1:] if not is_loud]
        # The device opens a moment after the first picture; the second clip is heard whole.
        self.assertEqual(len(stretches), 2, runs)
        self.assertAlmostEqual(pauses[0], 50, delta=8, msg=str(runs))
        self.assertAlmostEqual(stretches[1], 50, delta=8, msg=str(runs))

    def test_without_a_display_it_says_so_instead_of_playing_to_nobody(self):
        self.screen.display = ""
        self.play("red.mp4", options=["--once"])
        self.assertEqual(self.player.wait(10), 1)
        self.assertIn("no display: ", self.log())
        self.assertNotIn("aired", self.log())

    def test_a_file_that_is_not_there_ends_it_with_a_message(self):
        self.start(self.folder / "nowhere.mp4")
        self.assertEqual(self.player.wait(10), 1)
        self.assertIn("nowhere.mp4: there is no such file or folder", self.log())


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
