#!/usr/bin/env python3
"""A stick carries a feed and its media to a screen that no network reaches: kepu export, kepu import."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import rig
import signed_rig

SOURCE = Path(__file__).resolve().parents[2]


class StickTest(signed_rig.SignedTest):
    def setUp(self):
        super().setUp()
        self.stick = self.folder / "stick"
        self.root = self.have_root()
        self.propose("red")
        self.sign("feed.json", "li", "wang")
        self.release()

    def export(self, *words):
        return self.kepu("export", self.site, "--to", self.stick, *words)

    def take_in(self, folder=None):
        """What kepu import says, and its exit code."""
        done = subprocess.run([rig.KEPU, "import", folder or self.stick, "--settings", self.folder / "player.json"], env=dict(os.environ, PATH=f"{rig.PLAYER.parent}:{os.environ['PATH']}"),
                              capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout + done.stderr

    def test_what_is_signed_is_taken_in_and_played_without_a_network(self):
        self.start_with(self.root)  # nothing listens at its feed_url
        rig.wait_for("the card", lambda: self.screen.colour() == "other")
        self.export()
        code, said = self.take_in()
        self.assertEqual(code, 0, said)
        self.assertIn("1 file copied", said)
        shutil.rmtree(self.stick)  # it is never played from there
        self.see("red")
        self.assertEqual(self.status()["stick"]["step"], "done")
        media = subprocess.run([rig.PLAYER, "--media", "--state", self.state], check=True, capture_output=True, text=True).stdout
        (self.folder / "have.txt").write_text(media)
        self.assertIn("1 on the screens already", self.export("--have", "have.txt"))
        self.assertEqual(list(self.stick.glob("media/*/*")), [])

    def test_what_is_not_signed_by_enough_is_refused_and_says_so(self):
        self.export()
        shutil.copy(self.site / "feed.json", self.stick / "feed.json")
        envelope = (self.stick / "feed.json").read_text()
        (self.stick / "feed.json").write_text(envelope.replace('"payload": "', '"payload": "AAAA') if '"payload": "' in envelope
                                              else envelope.replace('"payload":"', '"payload":"AAAA'))
        self.start_with(self.root)
        rig.wait_for("the card", lambda: self.screen.colour() == "other")
        code, said = self.take_in()
        self.assertEqual(code, 1, said)
        self.assertIn("feed.json", said)
        self.assertEqual(self.screen.colour(), "other")

    def test_links_and_pipes_are_not_followed(self):
        self.export()
        clip = next(self.stick.glob("media/*/*"))
        shutil.move(clip, self.folder / "elsewhere.mp4")
        clip.symlink_to(self.folder / "elsewhere.mp4")
        os.mkfifo(self.stick / "notices.json")
        self.start_with(self.root)
        rig.wait_for("the card", lambda: self.screen.colour() == "other")
        code, said = self.take_in()
        self.assertIn("1 not there or not as they should be", said)
        self.assertEqual(list(self.state.glob("objects/sha256/*/*")), [])

    def test_the_screen_says_in_its_corner_that_the_stick_may_be_pulled_out(self):
        self.start_with(self.root)
        rig.wait_for("the card", lambda: self.screen.colour() == "other")
        self.export()
        before = self.screen.pixel(rig.WIDTH - 24, rig.HEIGHT - 18)
        self.take_in()
        rig.wait_for("the note", lambda: self.screen.pixel(rig.WIDTH - 24, rig.HEIGHT - 18) != before)
        self.see("red")
        if os.environ.get("KEPU_SHOTS"):
            subprocess.run(["import", "-window", "root", "-display", self.screen.display, f"{os.environ['KEPU_SHOTS']}/corner.png"], check=True)

    @unittest.skipUnless(os.geteuid() == 0 and shutil.which("mkfs.ext4"), "mounting needs root")
    def test_a_stick_that_is_put_in_is_mounted_read_only_and_left_alone(self):
        before, image = self.put_in()
        self.assertEqual(image.read_bytes(), before)

    @unittest.skipUnless(os.geteuid() == 0 and shutil.which("mkfs.ext4"), "mounting needs root")
    def test_the_as_run_log_travels_back_encrypted(self):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:3072", "-nodes", "-days", "9", "-subj", "/CN=headend", "-keyout", "headend.key", "-out", "headend.pem"],
                       cwd=self.folder, check=True, capture_output=True)
        self.start(self.media / "green.mp4", "--once", "--state", self.state)  # has shown something before
        self.player.wait(20)
        _, image = self.put_in(as_run_cert=str(self.folder / "headend.pem"))
        self.assertIn("as-run log in", self.said)
        subprocess.run(["debugfs", "-R", f"dump /from-screens/e2e.cms {self.folder}/e2e.cms", image], check=True, capture_output=True)
        rows = subprocess.run(["openssl", "cms", "-decrypt", "-inform", "DER", "-binary", "-in", "e2e.cms", "-inkey", "headend.key"],
                              cwd=self.folder, check=True, capture_output=True, text=True).stdout
        self.assertEqual([row["asset"] for row in json.loads(rows)], ["green.mp4"])

    def put_in(self, **more):
        """A stick in a real file system, put into a screen; gives its bytes before, and its file."""
        self.export()
        image = self.folder / "stick.img"
        with open(image, "wb") as file:
            file.truncate(32 << 20)
        subprocess.run(["mkfs.ext4", "-q", "-d", self.stick, image], check=True)
        before = image.read_bytes()
        loop = subprocess.run(["losetup", "--find", "--show", image], capture_output=True, text=True)
        if loop.returncode != 0:
            self.skipTest(f"no loop device here: {loop.stderr}")
        device = loop.stdout.strip()
        self.addCleanup(subprocess.run, ["losetup", "-d", device], check=False)
        if subprocess.run(["mount", "-o", "ro", device, tempfile.mkdtemp(dir=self.folder)], capture_output=True).returncode != 0:
            self.skipTest("nothing can be mounted here")
        subprocess.run(["umount", device], check=True)
        self.start_with(self.root, **more)
        rig.wait_for("the card", lambda: self.screen.colour() == "other")
        done = subprocess.run([SOURCE / "deploy/kepu-stick", device, self.folder / "player.json"], env=dict(os.environ, PATH=f"{rig.PLAYER.parent}:{os.environ['PATH']}"),
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.said = done.stdout + done.stderr
        self.see("red")
        self.assertNotIn(device, Path("/proc/mounts").read_text())
        return before, image


if __name__ == "__main__":
    unittest.main()
