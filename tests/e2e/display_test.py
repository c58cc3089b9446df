#!/usr/bin/python3
"""A display that changes under the player: another mode, unplugged and plugged in again, an X server that goes. A real X server
(Xorg with its dummy driver), for Xvfb has one mode."""
import contextlib
import json
import os
import re
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

import rig

class DisplayTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="kepu-e2e-display-")
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.server, self.display = rig.start_xorg(self.folder)
        self.addCleanup(rig.stop, self.server)
        self.clip = self.folder / "red.mp4"
        rig.PlayerTest.make_clip(self.clip, "red", 2)
        self.log_file = self.folder / "log"
        self.player = None
        self.addCleanup(lambda: rig.stop(self.player))

    def start(self, renderer="surface"):
        settings = self.folder / "player.json"
        settings.write_text(json.dumps({"screen": "e2e", "fit": "stretch", "sound": False, "renderer": renderer,
                                        "control_socket": str(self.folder / "control"), "state_dir": str(self.folder)}))
        with open(self.log_file, "wb") as log:
            self.player = subprocess.Popen([rig.PLAYER, "--settings", settings, self.clip], env=dict(os.environ, DISPLAY=self.display),
                                           stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.wait_for_red(640, 480)

    def xrandr(self, *words):
        subprocess.run(["xrandr", *words], env=dict(os.environ, DISPLAY=self.display), check=True, stdout=subprocess.DEVNULL)

    def corner(self, width, height):
        """The colour of the last pixel of the screen, if it has that size."""
        shot = subprocess.run(["import", "-window", "root", "-crop", f"1x1+{width - 1}+{height - 1}", "-depth", "8", "txt:-"], capture_output=True,
                              env=dict(os.environ, DISPLAY=self.display), text=True, check=False).stdout
        found = re.search(r"\((\d+),(\d+),(\d+)", shot)
        return tuple(map(int, found.groups())) if found else (0, 0, 0)

    def wait_for_red(self, width, height):
        def is_red():
            red, green, blue = self.corner(width, height)
            return red > 150 and green < 40 and blue < 40

        rig.wait_for(f"red on all of {width}x{height}; log:\n{self.log_file.read_text()}", is_red)

    def test_the_picture_follows_the_mode(self):
        self.start()
        self.xrandr("--output", "DUMMY0", "--mode", "1024x768")
        self.wait_for_red(1024, 768)
        self.xrandr("--output", "DUMMY0", "--mode", "800x600")
        self.wait_for_red(800, 600)
        rig.wait_for("a line of the log", lambda: "the display is 800x600 now" in self.log_file.read_text())
        self.assertIsNone(self.player.poll())

    def test_through_a_renderer_too(self):
        self.start("gpu")
        self.assertIn("renderer opengl", self.log_file.read_text())
        self.xrandr("--output", "DUMMY0", "--mode", "1024x768")
        self.wait_for_red(1024, 768)

    def test_unplugged_and_plugged_in_again_it_plays_on(self):
        self.start()
        self.xrandr("--output", "DUMMY0", "--off")
        rows = self.log_file.read_text().count("aired red.mp4")
        rig.wait_for("a clip played in the dark", lambda: self.log_file.read_text().count("aired red.mp4") > rows)
        self.xrandr("--output", "DUMMY0", "--mode", "1024x768")
        self.wait_for_red(1024, 768)
        self.assertIsNone(self.player.poll())

    def test_when_both_are_ended_the_player_does_not_wait_for_a_server_that_has_gone(self):
        # As at a shutdown. The server is stopped first, so that the player cannot be quicker.
        self.start()
        self.server.send_signal(signal.SIGSTOP)
        self.player.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):  # it may be waiting for an answer
            self.player.wait(1)
        self.server.kill()
        self.player.wait(3)
        self.assertIn("cut red.mp4", self.log_file.read_text())

    def test_when_the_server_goes_the_player_says_so_and_ends_in_order(self):
        self.start()
        self.server.kill()
        self.assertEqual(self.player.wait(5), 1)
        log = self.log_file.read_text()
        self.assertIn("the display has gone", log)
        self.assertIn("cut red.mp4", log)


if __name__ == "__main__":
    unittest.main()
