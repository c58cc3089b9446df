#!/usr/bin/env python3
"""A key's passphrase, at a terminal: asked for twice when the key is made, once when it is used, and never seen."""
import os
import pty
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import rig


class PassphraseTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="kepu-pass-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def at_terminal(self, *words, answers=()):
        """kepu at a terminal of its own, where each question gets an answer: its exit code, and all that was seen."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.folder)
            os.execv(rig.KEPU, [str(rig.KEPU), *words])
        seen, answers = "", list(answers)
        while True:
            try:
                piece = os.read(terminal, 4096).decode()
            except OSError:  # it has ended
                break
            if not piece:
                break
            seen += piece
            if answers and seen.endswith(": "):
                os.write(terminal, answers.pop(0).encode() + b"\n")
        os.close(terminal)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), seen

    def have_notice(self):
        """A site whose root names li, and a recall that waits to be made."""
        (self.folder / "m").mkdir()
        subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", "color=red:s=64x64", "-frames:v", "1", self.folder / "m/red.png"], check=True)
        code, said = self.at_terminal("keygen", "li", answers=["tell nobody", "tell nobody"])
        self.assertEqual(code, 0, said)
        key = said.split('"key": "')[1].split('"')[0]
        role = '{"threshold": 1, "persons": ["li"]}'
        (self.folder / "root.json").write_text('{"format": "kepu-root/1", "feed": "e2e", "persons": {"li": [{"alg": "ed25519", "key": "' + key + '"}]},'
                                               f'"roles": {{"root": {role}, "feed": {role}, "notice": {role}}}}}')
        subprocess.run([rig.KEPU, "root", "root.json", "--out", "site"], cwd=self.folder, check=True, capture_output=True)

    def test_it_is_asked_for_twice_and_needed_to_sign(self):
        self.have_notice()
        self.assertIn("ENCRYPTED", (self.folder / "li.key").read_text())
        code, said = self.at_terminal("sign", "site.pending/root.json", "--key", "li.key", "--yes", answers=["wrong"])
        self.assertEqual(code, 1, said)
        self.assertIn("another passphrase", said)
        code, said = self.at_terminal("sign", "site.pending/root.json", "--key", "li.key", "--yes", answers=["tell nobody"])
        self.assertEqual(code, 0, said)
        self.assertNotIn("tell nobody", said)

    def test_a_script_is_told_that_nobody_can_be_asked(self):
        self.have_notice()
        done = subprocess.run([rig.KEPU, "sign", "site.pending/root.json", "--key", "li.key", "--yes"], cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("li.key: has a passphrase", done.stderr)

    def test_two_that_differ_make_no_key(self):
        code, said = self.at_terminal("keygen", "li", answers=["one", "two"])
        self.assertEqual(code, 1)
        self.assertFalse((self.folder / "li.key").exists())

    def test_one_that_is_too_long_or_broken_off_is_not_taken_for_none(self):
        for answer in ("x" * 1001, "\x04"):  # Ctrl-D
            code, said = self.at_terminal("keygen", "li", answers=[answer])
            self.assertEqual(code, 1, said)
            self.assertFalse((self.folder / "li.key").exists())

    def test_none_is_possible_and_said(self):
        code, said = self.at_terminal("keygen", "li", answers=[""])
        self.assertEqual(code, 0)
        self.assertIn("without a passphrase", said)
        code, said = self.at_terminal("keygen", "wang", "--no-passphrase")
        self.assertNotIn(": \r", said.split("wang.key")[0])
        self.assertIn("PRIVATE KEY", (self.folder / "wang.key").read_text())


if __name__ == "__main__":
    unittest.main()
