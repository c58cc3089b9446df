"""One run of one player on a screen of its own (Xvfb), watched by the sampler. Nothing is known about the player."""
import os
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from analyse import analyse, read_trace

TICKS = os.sysconf("SC_CLK_TCK")


def tree(pid):
    """The process and its descendants."""
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        try:
            for task in os.listdir(f"/proc/{one}/task"):
                todo += map(int, Path(f"/proc/{one}/task/{task}/children").read_text().split())
        except OSError:
            pass
    return found


def cpu_seconds(pid):
    """Of a process tree, ended children included."""
    total = 0
    for one in tree(pid):
        try:
            words = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
            total += sum(map(int, words[11:15]))
        except OSError:
            pass
    return total / TICKS


def pss_mb(pid):
    """Proportional memory of a process tree: shared pages count once."""
    total = 0
    for one in tree(pid):
        try:
            total += sum(int(line.split()[1]) for line in open(f"/proc/{one}/smaps_rollup") if line.startswith("Pss:"))
        except OSError:
            pass
    return total / 1024


class Screen:
    def __init__(self, size, folder):
        read, write = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size[0]}x{size[1]}x24", "-fbdir", str(folder), "-ac", "-br", "-noreset",
             "-nolisten", "tcp"], pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as pipe:
            self.display = ":" + pipe.readline().strip()
        self.framebuffer = Path(folder) / "Xvfb_screen0"


class Watch(threading.Thread):
    """Looks at the player's processor time ten times a second, at its memory each second: reading that locks its map."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.over, self.cpu, self.pss = pid, threading.Event(), [], 0.0
        self.start()

    def run(self):
        round_ = 0
        while not self.over.wait(0.1):
            self.cpu.append((time.monotonic_ns(), cpu_seconds(self.pid)))
            if round_ % 10 == 0:
                self.pss = max(self.pss, pss_mb(self.pid))
            round_ += 1

    def cpu_at(self, ns):
        return next((cpu for at, cpu in self.cpu if at >= ns), 0.0)


def end_of(player, seconds):
    """When the player ended, and whether it had to be stopped."""
    try:
        player.wait(seconds)
        return time.monotonic_ns(), False
    except subprocess.TimeoutExpired:
        end = time.monotonic_ns()
        os.killpg(player.pid, signal.SIGTERM)
        try:
            player.wait(3)
        except subprocess.TimeoutExpired:
            os.killpg(player.pid, signal.SIGKILL)
            player.wait()
        return end, True


def measure(command, clips, size, programs, seconds=None, environment=None):
    """Runs the player until it ends, or for `seconds`. Its figures, or None if no frame was seen."""
    nominal = sum(clip.frames / clip.fps for clip in clips)
    with tempfile.TemporaryDirectory(prefix="glass-") as folder:
        screen = Screen(size, folder)
        trace = Path(folder) / "trace"
        sampler = subprocess.Popen([f"{programs}/glass-sampler", screen.framebuffer, trace])
        time.sleep(0.5)  # the X server's own start is not the player's
        spawned = time.monotonic_ns()
        player = subprocess.Popen(command, env=dict(os.environ, DISPLAY=screen.display, **(environment or {})), start_new_session=True,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        watch = Watch(player.pid)
        end, stopped = end_of(player, seconds or nominal + 15)
        watch.over.set()
        watch.join()
        sampler.terminate()
        sampler.wait()
        screen.process.terminate()
        screen.process.wait()
        figures = analyse(read_trace(trace), clips, spawned, end, stopped)
    if figures is None:
        return None
    cpu = watch.cpu[-1][1] - watch.cpu_at(figures["first_ns"])
    figures.update(cpu_per_minute=60 * cpu / figures["content_s"], pss_mb=watch.pss)
    return figures
