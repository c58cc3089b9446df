#!/usr/bin/env python3
"""The rules of the house that no compiler checks. Each fault is a line: where, and what to do instead.

faults_of(root) judges a tree; the tests below judge this one, and small bad trees that show each rule at work.
"""
import re
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("config", "scheduler", "content", "player", "headend")

# What stands at the top of the tree: all of it, and nothing else.
TOP = {"CMakeLists.txt", "CMakePresets.json", "CHANGELOG.md", "LICENSE", "README.md", ".ci", ".clang-format",
       ".clang-tidy", ".gitignore", "deploy", "tests", *FOLDERS}
TOP_OF_A_WORK_TREE = {".git", "build"}

# The arrows: whose headers a folder may include besides its own.
MAY_INCLUDE = {
    "config": set(),
    "scheduler": {"config"},
    "content": {"config"},
    "player": {"config", "scheduler", "content"},
    "headend": {"config", "scheduler", "content"},
}

# Foreign headers, and the only places that may include them. Tests of a folder may include what the folder may.
FOREIGN = [
    (r"nlohmann/", r"config/json\.(h|cpp)$|tests/config/"),
    (r"date/", r"(tests/)?scheduler/|headend/local_clock\.cpp$"),
    (r"libical/", r"scheduler/recurrence\.cpp$"),
    (r"curl/", r"(tests/)?content/"),
    (r"SDL", r"(tests/)?player/(?!decode/)"),
    (r"sqlite3", r"(tests/)?player/asrun[a-z_]*\.cpp$|tests/crash/(killed|asrun_power_cut)_test\.cpp$"),
    (r"lib(av|sw|postproc)", r"player/decode/|headend/ingest/"),
    (r"png\.h|libyuv", r"player/(?!decode/)"),
    (r"mosquitto\.h", r"player/hint/"),
    (r"microhttpd", r"headend/web_server\.cpp$"),
    (r"pango/|cairo|fontconfig/", r"player/lettering/"),
]

# Calls that have one home, and what to write elsewhere.
CALLS = [
    (r"::now\s*\(", r"config/clock\.cpp$", "time is read through Clock (config/clock.h)"),
    (r"\b(clock_gettime|gettimeofday)\s*\(", r"config/clock\.cpp$", "time is read through Clock (config/clock.h)"),
    (r"\btime\s*\(\s*(nullptr|NULL|0)\s*\)", r"config/clock\.cpp$", "time is read through Clock (config/clock.h)"),
    (r"\b(sleep_for|sleep_until|usleep|nanosleep|clock_nanosleep)\s*\(|(?<![\w.>])sleep\s*\(", r"$^",
     "nothing sleeps: Clock::wait_until waits"),
]

# Functions that release a C handle, as calls. As template arguments (Free<avcodec_free_context>) they make an owner type.
RELEASE = re.compile(
    r"(?<![\w.>])(?:::)?("
    r"av\w*_free\w*|avcodec_close|avformat_close_input|avio_close\w*|sw[rs]_free\w*|"
    r"SDL_(?:Destroy|Free|Close|Quit|Unload)\w*|curl_\w*cleanup|sqlite3_(?:close|finalize)\w*|"
    r"png_destroy_\w+|EVP_\w+_free|munmap|fclose|closedir)\s*\(|(?<![\w.>])::(close)\s*\(")
OWNER = re.compile(r"operator\(\)\s*\(|~\w+\s*\(|\breset\(")  # a deleter, a destructor, an owner's reset

# Headers that need no test of their own, and why.
UNTESTED = {
    "config/place.h": "plain values",
    "content/allowance.h": "plain values",
    "content/courier_options.h": "plain values",
    "headend/page_files.h": "files as text; rundown_page_test and e2e/page_test look at them",
    "player/card_title.h": "a picture as data; card_test looks at it",
    "player/corner_words.h": "pictures as data; corner_test looks at them",
    "player/cue.h": "plain values",
    "player/picture.h": "plain values",
    "player/sdl.h": "owner types; sdl_stage_test and sdl_sound_test open and close them",
}


def code_of(text):
    """The lines of `text` with comments blanked; strings stay."""
    def blank(match):
        return match.group(0) if match.group(0)[0] in "\"'" else re.sub(r"[^\n]", " ", match.group(0))
    return re.sub(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|//[^\n]*|/\*.*?\*/', blank, text, flags=re.S).split("\n")


def sources(root):
    """(path, name from the root, lines of code) of each C++ file of ours; the bench is a tool of its own."""
    for folder in (*FOLDERS, "tests"):
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.suffix in (".h", ".cpp") and not name.startswith("tests/bench/"):
                yield name, code_of(path.read_text(encoding="utf-8"))


def include_faults(name, lines):
    folder = name.split("/")[0]
    for number, line in enumerate(lines, 1):
        found = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if not found:
            continue
        kind, header = found.groups()
        at = f"{name}:{number}"
        if ".." in header.split("/"):
            yield f'{at}: "{header}": include from the top of the tree'
        for pattern, home in FOREIGN:
            if kind == "<" and re.match(pattern, header) and not re.match(home, name):
                yield f"{at}: <{header}> may be included only in {home}"
        owner = header.split("/")[0]
        if kind == '"' and owner in (*FOLDERS, "tests") and folder != "tests":
            if owner != folder and owner not in MAY_INCLUDE[folder]:
                yield f'{at}: "{header}": {folder}/ is below {owner}/ or beside it: move the code or think again'


def call_faults(name, lines):
    for number, line in enumerate(lines, 1):
        for pattern, home, instead in CALLS:
            if re.search(pattern, line) and not re.match(home, name):
                yield f"{name}:{number}: {instead}"
        released = RELEASE.search(line)
        # An owner's function is at most a few lines long: its head is near.
        if released and not OWNER.search("\n".join(lines[max(0, number - 6):number])):
            call = released.group(1) or "::close"
            yield f"{name}:{number}: {call}() outside an owner type: give the handle an owner that releases it"


def test_file_faults(root):
    for folder in FOLDERS:
        for header in sorted((root / folder).glob("*.h")):
            name = f"{folder}/{header.name}"
            test = f"tests/{folder}/{header.stem}_test.cpp"
            if name not in UNTESTED and not (root / test).exists():
                yield f"{name}: has no {test}"


def top_faults(root):
    names = {path.name for path in root.iterdir()}
    for name in sorted(TOP - names):
        yield f"{name}: is missing at the top of the tree"
    for name in sorted(names - TOP - TOP_OF_A_WORK_TREE):
        yield f"{name}: does not belong at the top of the tree"


def script_faults(root):
    """Shell scripts stop at the first command that fails and at an unset variable."""
    for folder in ("deploy", "tests", ".ci"):
        for path in sorted((root / folder).rglob("*")):
            if not path.is_file() or path.suffix in (".cpp", ".h", ".py", ".json"):
                continue
            text = path.read_bytes()[:2000].decode("utf-8", "replace")
            if re.match(r"#!\S*(/| )(ba|da)?sh\b", text) and not re.search(r"^set -(eu|euo pipefail)$", text, re.M):
                yield f"{path.relative_to(root).as_posix()}: has no line `set -eu`"


def faults_of(root):
    faults = [*top_faults(root), *test_file_faults(root), *script_faults(root)]
    for name, lines in sources(root):
        faults += [*include_faults(name, lines), *call_faults(name, lines)]
    return faults


class ThisTree(unittest.TestCase):
    def test_keeps_the_rules(self):
        self.assertEqual([], faults_of(ROOT))

    def test_is_the_one_that_was_looked_at(self):
        names = [name for name, _ in sources(ROOT)]
        for folder in FOLDERS:
            self.assertTrue(any(name.startswith(folder + "/") for name in names), folder)


class EachRule(unittest.TestCase):
    """Breaks one rule at a time in a tree that keeps all of them."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for name in TOP:
            if "." in name[1:] or name in ("LICENSE", ".clang-format", ".clang-tidy", ".gitignore"):
                (self.root / name).write_text("")
            else:
                (self.root / name).mkdir()

    def with_file(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return faults_of(self.root)

    def test_a_good_tree_has_no_faults(self):
        self.with_file("tests/config/clock_test.cpp", "")
        self.with_file("config/clock.h", '#pragma once\n#include "config/wakeup.h"\n')
        self.with_file("tests/config/wakeup_test.cpp", "")
        self.with_file("config/wakeup.h", "// SDL_Quit(); ::now() are words in a comment\n")
        self.with_file("deploy/demo", "#!/bin/sh\n# Shows it.\nset -eu\n")
        self.with_file("player/x.cpp", '#include <SDL.h>\n#include "content/store.h"\nlog("a // in a string");\n')
        self.assertEqual([], self.with_file("config/clock.cpp", "auto t = std::chrono::steady_clock::now();\n"))

    def test_foreign_headers_stay_at_home(self):
        for name, header in (("player/x.cpp", "curl/curl.h"), ("content/x.cpp", "SDL2/SDL.h"),
                             ("player/decode/x.cpp", "SDL.h"), ("player/x.cpp", "libavcodec/avcodec.h"),
                             ("headend/x.cpp", "libswscale/swscale.h"), ("player/playout.cpp", "sqlite3.h"),
                             ("config/feed.cpp", "nlohmann/json.hpp"), ("player/x.cpp", "date/tz.h"),
                             ("tests/config/x_test.cpp", "curl/curl.h"), ("headend/x.cpp", "png.h"),
                             ("player/card.cpp", "pango/pangocairo.h"), ("player/decode/x.cpp", "cairo.h")):
            with self.subTest(name=name, header=header):
                faults = self.with_file(name, f"\n#include <{header}>\n")
                self.assertEqual(1, len(faults))
                self.assertTrue(faults[0].startswith(f"{name}:2: <{header}> may be included only in "), faults)
            (self.root / name).unlink()

    def test_arrows_go_one_way(self):
        for name, header in (("config/x.cpp", "scheduler/rundown.h"), ("scheduler/x.cpp", "content/store.h"),
                             ("content/x.cpp", "scheduler/why.h"), ("headend/x.cpp", "player/clip.h"),
                             ("player/x.cpp", "headend/draft.h"), ("player/x.cpp", "tests/fakes/fake_files.h")):
            with self.subTest(name=name, header=header):
                faults = self.with_file(name, f'#include "{header}"\n')
                self.assertEqual(1, len(faults))
                self.assertTrue(faults[0].startswith(f'{name}:1: "{header}": '), faults)
            (self.root / name).unlink()

    def test_nobody_climbs_with_dots(self):
        self.assertEqual(['content/x.cpp:1: "../config/feed.h": include from the top of the tree'],
                         self.with_file("content/x.cpp", '#include "../config/feed.h"\n'))

    def test_time_is_read_in_one_place(self):
        for call in ("std::chrono::system_clock::now()", "clock_gettime(CLOCK_REALTIME, &t)", "time(nullptr)"):
            self.assertEqual(["scheduler/x.cpp:1: time is read through Clock (config/clock.h)"],
                             self.with_file("scheduler/x.cpp", f"auto t = {call};\n"), call)

    def test_nothing_sleeps_not_even_a_test(self):
        for call in ("std::this_thread::sleep_for(1ms)", "usleep(10)", "sleep(1)", "::sleep(1)"):
            self.assertEqual(["tests/player/x_test.cpp:2: nothing sleeps: Clock::wait_until waits"],
                             self.with_file("tests/player/x_test.cpp", f"\n{call};\n"), call)

    def test_handles_are_released_by_their_owners(self):
        for call in ("av_frame_free", "avformat_close_input", "SDL_DestroyWindow", "curl_easy_cleanup", "::close"):
            self.assertEqual([f"player/x.cpp:1: {call}() outside an owner type: "
                              "give the handle an owner that releases it"],
                             self.with_file("player/x.cpp", f"{call}(handle);\n"), call)

    def test_an_owner_may_release_its_handle(self):
        self.assertEqual([], self.with_file(
            "player/x.cpp",
            "struct Free {\n  void operator()(AVFrame* f) const {\n    av_frame_free(&f);\n  }\n};\n"
            "~Audio() { SDL_CloseAudio(); }\nusing Easy = std::unique_ptr<CURL, Free<curl_easy_cleanup>>;\n"
            "file.close();\nvoid Writer::close() {}\n"))

    def test_every_header_has_a_test_file(self):
        self.assertEqual(["content/store.h: has no tests/content/store_test.cpp"],
                         self.with_file("content/store.h", "#pragma once\n"))

    def test_the_top_is_as_drawn(self):
        (self.root / "LICENSE").unlink()
        self.assertEqual(["LICENSE: is missing at the top of the tree",
                          "notes.txt: does not belong at the top of the tree"], self.with_file("notes.txt", ""))

    def test_scripts_are_strict(self):
        for head in ("#!/bin/sh", "#!/bin/bash", "#!/usr/bin/env bash"):
            self.assertEqual(["deploy/demo: has no line `set -eu`"], self.with_file("deploy/demo", head + "\necho\n"))


class Excuses(unittest.TestCase):
    def test_are_for_headers_that_exist(self):
        self.assertEqual([], [name for name in UNTESTED if not (ROOT / name).exists()])


if __name__ == "__main__":
    sys.exit(unittest.main())
