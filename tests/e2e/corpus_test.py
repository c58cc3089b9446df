#!/usr/bin/python3
"""Damaged files and decoders that go wrong between good clips: no black, no standstill, no restart, and each in the log."""
import os
import subprocess
import sys
import time
import unittest

import rig

BLACK_MAX_S = 0.1
STANDSTILL_MAX_S = 2.0
CLIP_S = 1.0  # what the good clips last
SHIM = rig.BUILD / "tests" / "libdecode_shim.so"


class Timeline:
    """What was on the screen and for how long, from the first colour on."""

    def __init__(self, screen):
        self.screen, self.stretches = screen, []

    def look(self):
        now, colour = time.monotonic(), self.screen.colour()
        if self.stretches and self.stretches[-1][0] == colour:
            self.stretches[-1][2] = now
        elif self.stretches or colour != "black":
            self.stretches.append([colour, now, now])

    def lasted(self, name):
        """The longest stretch of a colour in seconds, up to the change after it."""
        ends = [stretch[1] for stretch in self.stretches[1:]]
        return max((end - begin for (colour, begin, _), end in zip(self.stretches, ends) if colour == name), default=0.0)

    def longest(self):
        return max(last - first for _, first, last in self.stretches)


class CorpusTest(rig.PlayerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_clip(cls.media / "victim.mp4", "cyan", 4)
        whole = (cls.media / "cyan.mp4").read_bytes()
        flipped = bytearray(whole)
        for place in range(100, len(flipped), 97):
            flipped[place] ^= 0x10
        (cls.media / "flipped.mp4").write_bytes(flipped)
        (cls.media / "cut.mp4").write_bytes(whole[: len(whole) // 3])
        (cls.media / "empty.mp4").write_bytes(b"")
        (cls.media / "text.mp4").write_text("this is not a film")
        (cls.media / "list.ts").write_text("#EXTM3U\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n")
        head = bytearray((cls.media / "white.png").read_bytes())
        head[16:24] = (100_000).to_bytes(4, "big") * 2
        (cls.media / "huge.png").write_bytes(head)
        cls.make("sound.m4a", "-f", "lavfi", "-i", "sine=d=1")
        cls.make("start.ts", "-i", str(cls.media / "cyan.mp4"), "-c:v", "mpeg2video", "-g", "12", "-c:a", "mp2")
        stream = (cls.media / "start.ts").read_bytes()
        (cls.media / "middle.ts").write_bytes(stream[len(stream) // 3 // 188 * 188 :])
        cls.make("wrap.ts", "-i", str(cls.media / "cyan.mp4"), "-c:v", "mpeg2video", "-output_ts_offset", "95443.3")
        cls.make("single.mp4", "-i", str(cls.media / "cyan.mp4"), "-frames:v", "1", "-an", "-c:v", "libx264")

    @classmethod
    def make(cls, name, *arguments):
        subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *arguments, str(cls.media / name)], check=True)

    def play_once(self, names):
        """Plays the files and watches until the player ends; the timeline and the outcomes by file."""
        self.start(*[self.media / name for name in names], "--state", self.state, "--once")
        timeline = Timeline(self.screen)

        def ended():
            timeline.look()
            return self.player.poll() is not None

        rig.wait_for("the end of the list", ended, 60)
        rig.wait_for("the screen after the player", lambda: self.screen.colour() == "black")
        if timeline.stretches[-1][0] == "black":
            timeline.stretches.pop()
        self.assertEqual(self.player.returncode, 0, self.log())
        return timeline, {row["asset"]: row["outcome"] for row in self.as_run()}  # the last one of each

    def judge(self, timeline, legal_s):
        self.assertLessEqual(timeline.lasted("black"), BLACK_MAX_S, timeline.stretches)
        self.assertLessEqual(timeline.longest(), legal_s + STANDSTILL_MAX_S, timeline.stretches)

    def test_damaged_files_between_good_ones(self):
        bad = ["flipped.mp4", "cut.mp4", "empty.mp4", "text.mp4", "list.ts", "huge.png", "sound.m4a", "middle.ts", "wrap.ts",
               "single.mp4"]
        names = []
        for number, name in enumerate(bad):
            names += [("red.mp4", "green.mp4")[number % 2], name]
        timeline, outcomes = self.play_once([*names, "blue.mp4"])
        self.judge(timeline, CLIP_S)
        for good in ("red.mp4", "green.mp4", "blue.mp4", "wrap.ts", "single.mp4", "middle.ts"):
            self.assertEqual(outcomes[good], "aired", outcomes)
        for name in ("cut.mp4", "empty.mp4", "text.mp4", "list.ts", "huge.png", "sound.m4a"):
            self.assertRegex(outcomes[name], "^failed: .", outcomes)

    def go_wrong(self, fault):
        """A decoder that goes wrong at its tenth picture; seconds from that picture's due time to the next clip."""
        for key, value in (("LD_PRELOAD", str(SHIM)), ("KEPU_SHIM_FAULT", fault), ("KEPU_SHIM_PICTURE", "10"),
                           ("KEPU_SHIM_CLIP", "victim")):
            os.environ[key] = value
            self.addCleanup(os.environ.pop, key, None)
        timeline, outcomes = self.play_once(["red.mp4", "victim.mp4", "green.mp4"])
        self.assertEqual([stretch[0] for stretch in timeline.stretches], ["red", "cyan", "green"])
        self.judge(timeline, CLIP_S)
        self.assertRegex(outcomes["victim.mp4"], "^failed: .", outcomes)
        self.assertEqual(outcomes["green.mp4"], "aired", outcomes)
        late = timeline.lasted("cyan") - 9 / 25
        print(f"{fault}: the next clip {late * 1000:.0f} ms after the picture that was missing; {outcomes['victim.mp4']}")
        return late

    def test_a_decoder_that_dies_costs_two_pictures(self):
        for fault in ("segfault", "abort"):
            self.assertLess(self.go_wrong(fault), 0.12)

    def test_a_decoder_that_lies_costs_two_pictures(self):
        for fault in ("lie_size", "lie_plane", "lie_slot", "lie_length"):
            self.assertLess(self.go_wrong(fault), 0.12)

    def test_a_decoder_that_hangs_costs_two_seconds(self):
        for fault in ("spin", "sleep", "leak"):
            self.assertLess(self.go_wrong(fault), STANDSTILL_MAX_S + 0.1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
