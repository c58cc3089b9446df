"""Builds the bench's two small programs, the sampler and the fake player, apart from Kepu's own build."""
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
WORK = ROOT / "build" / "bench"
KEPU = ROOT / "build" / "release" / "player" / "kepu-player"
PUBLISH = ROOT / "build" / "release" / "headend" / "kepu"


def build_programs():
    """The folder they lie in."""
    folder = WORK / "programs"
    subprocess.run(["cmake", "-S", HERE, "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", folder], check=True, stdout=subprocess.DEVNULL)
    return folder
