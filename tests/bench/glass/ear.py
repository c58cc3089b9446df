"""What a player makes heard: a sound server of our own (PulseAudio, a null sink) and a recording of it with its times."""
import os
import subprocess
import tempfile
import threading
import time
from array import array
from pathlib import Path

RATE = 48000
BLOCK = 240  # sample frames read at a time: 5 ms
LOUD = 0.1
SILENCE = int(0.2 * RATE)
STRETCH = 5 * RATE  # in which the sound server's clock may be taken for ours


class Ear:
    """Hears everything that is played through `environment`."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="ear-")
        path = Path(self.folder.name)
        self.environment = {"PULSE_SERVER": f"unix:{path}/native", "PULSE_RUNTIME_PATH": str(path), "XDG_RUNTIME_DIR": str(path),
                            "HOME": str(path), "SDL_AUDIODRIVER": "pulseaudio"}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        everything = dict(os.environ, **self.environment)
        self.server = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes",
             "--load=module-null-sink sink_name=ear rate=48000",
             f"--load=module-native-protocol-unix auth-anonymous=1 socket={path}/native"], env=everything, **quiet)
        for _ in range(500):
            if (path / "native").exists():
                break
            time.sleep(0.02)
        self.recorder = subprocess.Popen(
            ["parec", "--raw", "--format=float32le", "--channels=1", f"--rate={RATE}", "--latency-msec=5", "--device=ear.monitor"],
            env=everything, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0)
        self.samples, self.arrivals = array("f"), []
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self):
        rest = b""
        while data := self.recorder.stdout.read(BLOCK * 4):
            now = time.monotonic_ns()
            data = rest + data
            whole = len(data) // 4 * 4
            self.samples.frombytes(data[:whole])
            rest = data[whole:]
            self.arrivals.append((len(self.samples), now))

    def close(self):
        for process in (self.recorder, self.server):
            process.terminate()
            process.wait()
        self.thread.join()
        self.folder.cleanup()

    def beeps(self):
        """When each beep began, ns."""
        heard, found, quiet = Heard(self.arrivals), [], SILENCE
        for index, sample in enumerate(self.samples):
            if abs(sample) < LOUD:
                quiet += 1
            else:
                if quiet >= SILENCE:
                    found.append(heard.at(index))
                quiet = 0
        return found


class Heard:
    """When each sample was heard. Data arrive late, never early, so the earliest arrival of a stretch tells; each stretch
    for itself, as the null sink's clock runs away from the system's (1.5 ms in 10 s were seen)."""

    def __init__(self, arrivals):
        self.begins = {}  # when sample 0 would have been heard, by the clock of each stretch
        for count, at in arrivals:
            begin, stretch = at - nominal(count), count // STRETCH
            self.begins[stretch] = min(begin, self.begins.get(stretch, begin))

    def at(self, index):
        return self.begins.get(index // STRETCH, min(self.begins.values())) + nominal(index)


def nominal(count):
    return count * 1_000_000_000 // RATE
