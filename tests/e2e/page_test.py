#!/usr/bin/env python3
"""The page of `kepu rundown --html` in a real browser: its script runs, no other does, nothing is fetched, and the items
cover the day."""
import http.server
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

BUILD = Path(os.environ.get("KEPU_BUILD", Path(__file__).resolve().parents[2] / "build/release"))
HOSTILE = "</title></script><script>document.documentElement.dataset.broken='yes'</script><img src='/stolen' onerror=''>"


def feed():
    return {"format": "kepu-feed/1", "feed": "liuzhou", "timezone": "Asia/Shanghai",
            "assets": {"mars": {"type": "stream", "url": "http://h/x.ts", "title": {"zh-CN": HOSTILE}},
                       "bees": {"type": "stream", "url": "http://h/y.ts", "title": {"zh-CN": "蜜蜂"}}},
            "playlists": {"all": {"items": [{"asset": "mars", "duration_ms": 17000}, {"asset": "bees", "duration_ms": 10000}]}},
            "entries": [{"id": "day", "playlist": "all", "mode": "loop", "hours": ["07:00-22:00"]},
                        {"id": "night", "mode": "dark", "hours": ["23:00-06:00"]}]}


class Server(http.server.ThreadingHTTPServer):
    """Serves one page, and keeps what is asked for."""
    def __init__(self, page):
        super().__init__(("127.0.0.1", 0), Handler)
        self.page, self.asked = page, []


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        found = self.path == "/day.html"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self.server.page if found else b"")

    def log_message(self, *_):
        pass


class PageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="page-")
        document = Path(cls.folder.name) / "feed.json"
        document.write_text(json.dumps(feed()))
        page = subprocess.run([BUILD / "headend/kepu", "rundown", "--feed", document, "--screen", "bus-17", "--date", "2026-11-23",
                               "--html"], check=True, stdout=subprocess.PIPE).stdout
        cls.server = Server(page)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{cls.server.server_port}/day.html"
        browser = subprocess.run([shutil.which("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
                                  f"--user-data-dir={cls.folder.name}/profile", "--dump-dom", address],
                                 check=True, timeout=60, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        cls.dom, cls.log = browser.stdout, browser.stderr

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()
        cls.folder.cleanup()

    def test_its_script_ran_and_no_other(self):
        root = re.search(r"<html[^>]*>", self.dom).group(0)
        self.assertIn('data-ready="yes"', root)
        self.assertNotIn("data-broken", root)
        self.assertEqual([], [line for line in self.log.splitlines() if "CONSOLE" in line])

    def test_nothing_but_the_page_is_asked_for(self):
        # A browser asks for an icon of its own accord; the page's policy forbids even that.
        self.assertEqual(["/day.html"], [path for path in self.server.asked if path != "/favicon.ico"])

    def test_the_items_cover_the_day(self):
        rows = re.findall(r'<div class="hour"><span>(\d\d:\d\d)</span>(.*?)</svg>', self.dom, re.DOTALL)
        self.assertEqual([f"{hour % 24:02}:00" for hour in range(4, 28)], [name for name, _ in rows])
        for name, row in rows:
            cells = re.findall(r'<rect class="[^"]*" x="([\d.]+)" width="([\d.]+)"', row)
            end = 0.0
            for x, width in cells:
                self.assertAlmostEqual(end, float(x), places=3, msg=name)
                end = float(x) + float(width)
            self.assertAlmostEqual(3600.0, end, places=3, msg=name)


if __name__ == "__main__":
    unittest.main()
