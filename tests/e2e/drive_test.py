#!/usr/bin/python3
"""A screen that moves: a real gpsd hears a receiver (gpsfake) that drives a written track, and a bus's own computer
speaks through the control socket."""
import json
import random
import socket
import subprocess
import sys
import unittest
from functools import reduce

import rig

SCHOOL = (24.326, 109.412)
METRES_PER_DEGREE = 111_195
FIXES_PER_SECOND = 10  # of two sentences each: the receiver is in a hurry, the player is not


def sentence(body):
    return f"${body}*{reduce(lambda a, b: a ^ b, body.encode()):02X}\r\n"


def angle(value, digits, positive, negative):
    degrees, minutes = divmod(abs(value) * 60, 60)
    return f"{int(degrees):0{digits}d}{minutes:07.4f},{positive if value >= 0 else negative}"


class Track:
    """NMEA 0183 as a receiver sends it, second by second."""

    def __init__(self):
        self.text, self.second = "", 8 * 3600

    def clock(self):
        self.second += 1
        return f"{self.second // 3600:02d}{self.second // 60 % 60:02d}{self.second % 60:02d}.00"

    def fix(self, north):
        at = angle(SCHOOL[0] + north / METRES_PER_DEGREE, 2, "N", "S") + "," + angle(SCHOOL[1], 3, "E", "W")
        clock = self.clock()
        self.text += sentence(f"GPRMC,{clock},A,{at},18.0,0.0,271126,,,A")
        self.text += sentence(f"GPGGA,{clock},{at},1,08,1.1,92.1,M,-31.0,M,,")

    def tunnel(self, seconds):
        for _ in range(seconds * FIXES_PER_SECOND):
            clock = self.clock()
            self.text += sentence(f"GPRMC,{clock},V,,,,,,,271126,,,N")
            self.text += sentence(f"GPGGA,{clock},,,,,0,00,99.99,,,,,,")

    def stand(self, north, seconds, tremble=0):
        chance = random.Random(17)
        for _ in range(seconds * FIXES_PER_SECOND):
            self.fix(north + chance.uniform(-tremble, tremble))

    def drive(self, start, end):
        for step in range(10):
            self.fix(start + (end - start) * step / 10)


class DriveTest(rig.PlayerTest):
    def setUp(self):
        super().setUp()
        self.socket = self.folder / "control"
        self.server.start()

    def publish_draft(self, entries):
        assets = {"red": {"type": "video", "file": str(self.media / "red.mp4")},
                  "green": {"type": "video", "file": str(self.media / "green.mp4")},
                  "white": {"type": "image", "file": str(self.media / "white.png")}}
        lists = {"red": {"items": [{"asset": "red"}]}, "green": {"items": [{"asset": "green"}]},
                 "white": {"items": [{"asset": "white", "duration_ms": 3_600_000}]}}
        file = self.folder / "draft.json"
        file.write_text(json.dumps({"format": "kepu-feed/1", "feed": "e2e", "timezone": "Asia/Shanghai", "assets": assets,
                                    "playlists": lists, "entries": entries}))
        subprocess.run([rig.KEPU, "publish", "--feed", file, "--out", self.site], check=True, stdout=subprocess.DEVNULL)

    def start_with(self, **more):
        settings = self.folder / "player.json"
        settings.write_text(json.dumps({"screen": "bus-17", "feed_url": self.server.url, "state_dir": str(self.state), "poll_s": 1,
                                        "control_socket": str(self.socket), **more}))
        self.start("--settings", settings)

    def ask(self, *words):
        return subprocess.run([rig.PLAYER, *words, "--control", self.socket], capture_output=True, text=True, timeout=10)

    def gpsd(self, track):
        """A gpsd on a port of its own, whose receiver waits until it is listened to."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        file = self.folder / "track.nmea"
        file.write_text(track.text)
        process = subprocess.Popen(["gpsfake", "-1", "-q", "-c", str(0.5 / FIXES_PER_SECOND), "-P", str(port), file],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: rig.stop(process))
        return f"localhost:{port}"

    def place_changes(self):
        return self.log().count("another place")

    def test_a_bus_that_trembles_at_a_schools_edge_and_drives_into_a_tunnel(self):
        self.publish_draft([{"id": "town", "playlist": "red"},
                            {"id": "school", "playlist": "green", "priority": 1,
                             "near": [{"lat": SCHOOL[0], "lon": SCHOOL[1], "radius_m": 300}]}])
        track = Track()
        track.stand(600, 4)
        track.stand(300, 6, tremble=14)
        track.drive(320, 520)
        track.stand(520, 3)
        track.drive(520, 0)
        track.stand(0, 3)
        track.tunnel(14)
        track.stand(0, 20)
        self.start_with(gpsd=self.gpsd(track))
        self.see("red")
        self.see("green")
        place = json.loads(self.ask("--status", "--json").stdout)["place"]
        self.assertEqual(place["by"], "gpsd")
        self.assertAlmostEqual(place["lon"], SCHOOL[1], 5)
        self.see("red")
        self.assertEqual(self.place_changes(), 2, self.log())  # in and out once, however it trembled
        self.see("green")
        self.see("red", 30)  # ten seconds without a fix
        self.assertNotIn("place", json.loads(self.ask("--status", "--json").stdout))
        self.see("green")
        self.assertEqual(self.place_changes(), 5, self.log())

    def test_a_gpsd_that_is_not_there_yet_and_goes_away(self):
        self.publish_draft([{"id": "town", "playlist": "red"},
                            {"id": "school", "playlist": "green", "priority": 1,
                             "near": [{"lat": SCHOOL[0], "lon": SCHOOL[1], "radius_m": 300}]}])
        track = Track()
        track.stand(0, 3)
        address = self.gpsd(track)  # ends with its track
        self.start_with(gpsd=address)
        self.see("green")
        self.see("red", 30)
        self.assertIn("until it comes back the position is not known", self.log())
        self.assertIsNone(self.player.poll())

    def test_a_bus_computer_says_where_it_is_and_a_takeover_does_not_wait(self):
        self.publish_draft([{"id": "town", "playlist": "white"},
                            {"id": "flood", "playlist": "green", "mode": "takeover",
                             "near": [{"lat": SCHOOL[0], "lon": SCHOOL[1], "radius_m": 300}, {"stop": "博物馆"}]}])
        self.start_with()
        self.see("white")  # for an hour
        self.assertEqual(self.ask("--place", f"{SCHOOL[0]},{SCHOOL[1]}").returncode, 0)
        self.see("green")
        self.assertEqual(json.loads(self.ask("--status", "--json").stdout)["place"],
                         {"by": "told", "lat": SCHOOL[0], "lon": SCHOOL[1]})
        self.ask("--place", "24.5,109.412")
        self.see("white")
        self.ask("--stop", "博物馆")
        self.see("green")
        self.ask("--stop", "")
        self.see("white")
        asked = self.ask("--place", "here")
        self.assertEqual(asked.returncode, 2)
        self.assertIn("is not a value for it", asked.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
