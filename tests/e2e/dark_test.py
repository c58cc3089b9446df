#!/usr/bin/python3
"""A `dark` entry switches the display off, a takeover wakes it. A real X server whose monitor has a power switch: Xorg with its
dummy driver and a module of ours (monitor.c); what the server says of the monitor is what a panel would do."""
import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

import rig

DRIVER = Path("/usr/lib/xorg/modules/drivers/dummy_drv.so")
CONF = """
Section "Files"
  ModulePath "{folder},/usr/lib/xorg/modules"
EndSection
Section "Module"
  Load "monitor"
EndSection
"""


class DarkTest(rig.PlayerTest):
    def setUp(self):
        super().setUp()
        flags = subprocess.run(["pkg-config", "--cflags", "xorg-server"], check=True, capture_output=True, text=True).stdout.split()
        subprocess.run(["cc", "-shared", "-fPIC", "-Wall", *flags, f'-DDUMMY_DRIVER="{DRIVER}"', "-o", self.folder / "libmonitor.so",
                        Path(__file__).with_name("monitor.c")], check=True)
        self.xorg, self.screen.display = rig.start_xorg(self.folder, CONF.format(folder=self.folder))
        self.addCleanup(rig.stop, self.xorg)
        self.server.start()

    def xset(self, *words):
        return subprocess.run(["xset", *words], env=dict(os.environ, DISPLAY=self.screen.display), capture_output=True, text=True, check=True).stdout

    def await_monitor(self, state):
        """"On", "Off"; a monitor with DPMS disabled is on."""
        rig.wait_for(f"the monitor to be {state}; log:\n{self.log()}",
                     lambda: ("Monitor is Off" in self.xset("q")) == (state == "Off"))

    def publish_draft(self, *entries):
        file = self.folder / "draft.json"
        file.write_text(json.dumps({"format": "kepu-feed/1", "feed": "e2e", "timezone": "Asia/Shanghai",
                                    "assets": {"red": {"type": "video", "file": str(self.media / "red.mp4")}},
                                    "playlists": {"red": {"items": [{"asset": "red"}]}}, "entries": list(entries)}))
        subprocess.run([rig.KEPU, "publish", "--feed", file, "--out", self.site], check=True, stdout=subprocess.DEVNULL)

    def test_the_display_is_off_in_the_dark_and_a_takeover_wakes_it(self):
        dark, storm = {"id": "night", "mode": "dark"}, {"id": "storm", "playlist": "red", "mode": "takeover"}
        self.publish_draft(dark)
        self.start()
        self.await_monitor("Off")
        self.xset("dpms", "force", "on")  # somebody passes by and touches a key
        self.await_monitor("Off")
        self.publish_draft(dark, storm)
        self.await_monitor("On")
        rig.wait_for("the takeover's clip", lambda: "aired red" in self.log())
        self.publish_draft(dark)
        self.await_monitor("Off")
        self.term()
        self.await_monitor("On")  # a technician finds a desktop

    def test_a_player_that_died_in_the_dark_leaves_no_display_off(self):
        self.publish_draft({"id": "night", "mode": "dark"})
        self.start()
        self.await_monitor("Off")
        self.player.kill()
        self.player.wait()
        self.publish_draft({"id": "day", "playlist": "red"})
        self.start()
        self.await_monitor("On")

    def test_in_a_window_it_is_not_ours(self):
        self.publish_draft({"id": "night", "mode": "dark"})
        settings = self.folder / "player.json"
        settings.write_text(json.dumps({"screen": "e2e", "feed_url": self.server.url, "state_dir": str(self.state), "windowed": True,
                                        "control_socket": str(self.folder / "control")}))
        self.start("--settings", settings)
        rig.wait_for("darkness", lambda: '"dark"' in subprocess.run(
            [rig.PLAYER, "--status", "--json", "--control", self.folder / "control"], capture_output=True, text=True).stdout)
        self.assertNotIn("Monitor is Off", self.xset("q"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
