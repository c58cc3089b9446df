#!/usr/bin/python3
"""All at once: the network is dead, the disk is full, the clock says 1970. The screen plays what it has."""
import os
import shutil
import subprocess
import time
import unittest

import rig
import signed_rig


class OddsTest(signed_rig.SignedTest):
    def full_disk(self):
        """The state folder on a small disk of its own."""
        self.state.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "kepu-e2e", self.state], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", self.state], check=True)

    def fill(self):
        try:
            with open(self.state / "filler", "wb") as file:
                while True:
                    file.write(b"x" * 65536)
        except OSError:
            pass

    @unittest.skipUnless(os.geteuid() == 0, "root mounts the small disk")
    def test_what_is_on_the_disk_plays_whatever_is_wrong(self):
        root = self.have_root()
        self.propose("red")
        self.sign("feed.json", "li", "wang")
        self.release()
        played = self.folder / "played"
        self.server.start()
        self.start_with(root)
        self.see("red")
        self.term()
        self.server.kill()
        shutil.move(self.state, played)
        self.full_disk()
        shutil.copytree(played, self.state, dirs_exist_ok=True)
        self.fill()

        self.environment = {"FAKETIME": "@1970-01-02 00:00:00", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "LD_PRELOAD": rig.faketime()}
        began = time.monotonic()
        self.start_with(root)
        self.see("red")
        print(f"first picture {time.monotonic() - began:.2f} s after the start: no network, no disk, 1970", flush=True)
        self.assertFalse(self.status()["feed"]["expired"])

        # With the network back the disk is still full: what is new is not there, the alarm is, and what is there plays on.
        self.propose("green")
        self.sign("feed.json", "li", "wang")
        self.release()
        self.server.start()
        rig.wait_for(f"an alarm; log:\n{self.log()}", lambda: self.status()["alarms"])
        self.assertEqual(self.screen.colour(), "red")
        (self.state / "filler").unlink()
        rig.wait_for(f"the feed on disk; log:\n{self.log()}", lambda: len(list((self.state / "feeds").glob("*-*2.json"))) > 0)


if __name__ == "__main__":
    unittest.main()
