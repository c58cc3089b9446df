"""What the end-to-end tests stand on: a real screen (Xvfb, read through its mapped framebuffer), a real web server
(nginx), real media (ffmpeg), the real commands. Everything lies in one temporary folder and ends with the test."""
import json
import mmap
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

BUILD = Path(os.environ["KEPU_BUILD"])
PLAYER = BUILD / "player" / "kepu-player"
KEPU = BUILD / "headend" / "kepu"
WIDTH, HEIGHT = 320, 240
COLOURS = {"red": (200, 0, 0), "green": (0, 180, 0), "blue": (0, 0, 220), "cyan": (0, 190, 190), "white": (240, 240, 240)}


def wait_for(what, condition, seconds=20.0):
    """Asks `condition` every 4 ms until it gives something true, and returns that. There is no event to wait for:
    the screen is a file that changes."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain for: {what}")
        time.sleep(0.004)


def stop(process):
    if process and process.poll() is None:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Screen:
    """Xvfb, and the colour in the middle of it."""

    def __init__(self, folder):
        read, write = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", str(folder), "-ac", "-noreset",
             "-nolisten", "tcp"], pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as pipe:
            self.display = ":" + pipe.readline().strip()
        with open(folder / "Xvfb_screen0", "rb") as file:
            self.map = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        header = struct.unpack(">25I", self.map[:100])
        self.pixels, self.stride = header[0] + header[19] * 12, header[12]

    def pixel(self, x=WIDTH // 2, y=HEIGHT // 2):
        at = self.pixels + y * self.stride + 4 * x
        blue, green, red = self.map[at], self.map[at + 1], self.map[at + 2]
        return red, green, blue

    def colour(self):
        """The name of what is shown; 'black', or 'other'."""
        pixel = self.pixel()
        if max(pixel) < 16:
            return "black"
        for name, wanted in COLOURS.items():
            if all(abs(a - b) <= 24 for a, b in zip(pixel, wanted)):
                return name
        return "other"

    def close(self):
        self.map.close()
        stop(self.process)


XORG_CONF = """
Section "Device"
  Identifier "device"
  Driver "dummy"
  VideoRam 65536
EndSection
Section "Monitor"
  Identifier "monitor"
  HorizSync 5-1000
  VertRefresh 5-200
EndSection
Section "Screen"
  Identifier "screen"
  Device "device"
  Monitor "monitor"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Modes "640x480" "800x600" "1024x768"
    Virtual 1024 768
  EndSubSection
EndSection
"""


def start_xorg(folder, more_conf=""):
    """A real X server with its dummy driver, which has modes; gives its process and its display."""
    (folder / "xorg.conf").write_text(more_conf + XORG_CONF)
    read, write = os.pipe()
    process = subprocess.Popen(
        ["Xorg", "-displayfd", str(write), "-config", folder / "xorg.conf", "-logfile", folder / "xorg.log", "-noreset", "-nolisten", "tcp", "-ac",
         "-novtswitch", "-sharevts"], pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        return process, ":" + pipe.readline().strip()


def faketime():
    found = [line.split()[-1] for line in subprocess.run(["dpkg", "-L", "libfaketime"], capture_output=True, text=True, check=True).stdout.splitlines()
             if line.endswith("libfaketimeMT.so.1")]
    return found[0]


class Server:
    """nginx on a port of its own."""

    def __init__(self, folder, site):
        self.folder, self.site, self.process = folder, site, None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/feed.json"
        (folder / "nginx.conf").write_text(f"""
            daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.err; worker_processes 1;
            events {{ worker_connections 64; }}
            http {{ access_log off; client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2;
              fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
              server {{ listen 127.0.0.1:{self.port}; root {site}; }} }}""")

    def start(self):
        self.process = subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(self.folder / "nginx.conf"),
                                         "-e", str(self.folder / "nginx.err"), "-g", "user root;" if os.geteuid() == 0 else "master_process off;"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for("nginx to answer", self.answers)

    def answers(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self):
        stop(self.process)


class PlayerTest(unittest.TestCase):
    """A test with a screen, a server, a site and a state folder of its own."""

    @classmethod
    def setUpClass(cls):
        cls.media = Path(tempfile.mkdtemp(prefix="kepu-e2e-media-"))
        for name, seconds in (("red", 1), ("green", 1), ("blue", 1), ("cyan", 1)):
            cls.make_clip(cls.media / f"{name}.mp4", name, seconds)
        subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", f"color={cls.hex('white')}:s=400x300", "-frames:v", "1",
                        str(cls.media / "white.png")], check=True)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.media)

    @staticmethod
    def hex(name):
        return "0x%02x%02x%02x" % COLOURS[name]

    @classmethod
    def make_clip(cls, path, colour, seconds):
        subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", f"color={cls.hex(colour)}:s={WIDTH}x{HEIGHT}:r=25:d={seconds}",
                        "-f", "lavfi", "-i", f"sine=d={seconds}", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac",
                        str(path)], check=True)

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="kepu-e2e-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.screen = Screen(self.folder)
        self.addCleanup(self.screen.close)
        self.site, self.state, self.log_file = self.folder / "site", self.folder / "state", self.folder / "player.log"
        self.server = Server(self.folder, self.site)
        self.addCleanup(self.server.kill)
        self.player = None
        self.environment = {}  # of the player, beside what it needs
        self.addCleanup(lambda: stop(self.player))

    def publish(self, *names, image_seconds=1):
        """A site whose loop shows these files, in this order."""
        source = self.folder / f"source-{time.monotonic_ns()}"
        source.mkdir()
        for number, name in enumerate(names):
            shutil.copy(self.media / name, source / f"{number}-{name}")
        subprocess.run([KEPU, "publish", source, "--out", self.site, "--name", "e2e", "--image-seconds", str(image_seconds)],
                       check=True, stdout=subprocess.DEVNULL)

    def start(self, *arguments, sound="dummy"):
        """The player; without arguments on the feed, polling each second."""
        if not arguments:
            settings = self.folder / "player.json"
            settings.write_text(json.dumps({"screen": "e2e", "feed_url": self.server.url, "state_dir": str(self.state), "poll_s": 1,
                                            "control_socket": str(self.folder / "control")}))
            arguments = ["--settings", settings]
        self.state.mkdir(exist_ok=True)
        with open(self.log_file, "ab") as log:
            self.player = subprocess.Popen([PLAYER, *arguments], env=dict(os.environ, DISPLAY=self.screen.display, SDL_AUDIODRIVER=sound, **self.environment),
                                           stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def term(self):
        """SIGTERM; the player must be gone within a second (three are granted to a busy test machine)."""
        self.player.terminate()
        self.assertEqual(self.player.wait(3), 0, self.log())

    def log(self):
        return self.log_file.read_text()

    def as_run(self):
        out = subprocess.run([PLAYER, "--as-run", "--json", "--state", self.state, "--control", self.folder / "control"], check=True, capture_output=True, text=True).stdout
        return json.loads(out)

    def see(self, colour, seconds=20.0):
        wait_for(f"{colour} on the screen; log:\n{self.log() if self.log_file.exists() else ''}", lambda: self.screen.colour() == colour, seconds)

    def watch(self, changes, seconds=30.0):
        """The next colours on the screen, one for each change, the present one first."""
        seen = [self.screen.colour()]

        def enough():
            colour = self.screen.colour()
            if colour != seen[-1]:
                seen.append(colour)
            return len(seen) > changes

        wait_for(f"{changes} changes, seen {seen}", enough, seconds)
        return seen

    def decoders(self):
        """Process ids of the player's decode processes, oldest first."""
        children = Path(f"/proc/{self.player.pid}/task/{self.player.pid}/children").read_text().split()
        return sorted(int(pid) for pid in children)

    def signal_decoders(self, number):
        for pid in self.decoders():
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass
