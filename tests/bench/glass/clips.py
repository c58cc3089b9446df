"""Marker clips: every frame says which it is, in two rows of 40 black or white cells (marker.h). Made by ffmpeg and
kept in a folder; a set that is there already is not made again."""
import json
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

CELLS = 40
ROWS_PER_MARKER = 18


@dataclass
class Clip:
    """One clip as the analysis must know it. An image is one frame at 1 / (seconds shown) frames per second."""
    id: int
    path: str
    frames: int
    fps: float


@dataclass
class Recipe:
    width: int
    height: int
    fps: int
    seconds: float
    kind: str = "h264"  # or vp9, png


# Name of a set -> the screen, and its clips.
SETS = {
    "720p30": ((1280, 720), [Recipe(1280, 720, 30, 5)] * 6),
    "1080p30": ((1920, 1080), [Recipe(1920, 1080, 30, 5)] * 6),
    "1080p25": ((1920, 1080), [Recipe(1920, 1080, 25, 5)] * 6),
    "1080p60": ((1920, 1080), [Recipe(1920, 1080, 60, 5)] * 6),
    "4k30": ((1920, 1080), [Recipe(3840, 2160, 30, 4)] * 3),
    "mixed": ((1280, 720), [
        Recipe(1280, 720, 25, 1.2), Recipe(1920, 1080, 30, 1.2), Recipe(1280, 720, 1, 1, "png"), Recipe(1280, 720, 50, 1.2),
        Recipe(1280, 720, 30, 1.2, "vp9"), Recipe(1920, 1080, 25, 1.2), Recipe(1280, 720, 30, 1.2),
        Recipe(1920, 1080, 30, 1.2, "vp9"), Recipe(1920, 1080, 50, 1.2)]),
}


def crc8(values):
    crc = 0
    for value in values:
        crc ^= value
        for _ in range(8):
            crc = (crc << 1 ^ 7) & 0xFF if crc & 0x80 else crc << 1 & 0xFF
    return crc


def cells(clip, frame):
    payload = [clip & 0xFF, frame >> 8 & 0xFF, frame & 0xFF]
    payload.append(crc8(payload))
    bits = [1, 0, 1, 0]
    for byte in payload:
        bits += [byte >> shift & 1 for shift in range(7, -1, -1)]
    return bits + [0, 1, 1, 0]


def background(number, recipe):
    """Moving pictures that are neither trivial nor impossible to encode, each with noise."""
    w, h, rate = recipe.width, recipe.height, recipe.fps
    return [
        f"testsrc2=s={w}x{h}:r={rate},noise=alls=8:allf=t",
        f"mandelbrot=s={w // 2}x{h // 2}:r={rate}:maxiter=600:end_scale=0.01,scale={w}:{h},noise=alls=6:allf=t",
        f"gradients=s={w}x{h}:r={rate}:n=6:speed=0.02:seed={number},noise=alls=10:allf=t",
        f"life=s={w // 4}x{h // 4}:r={rate}:mold=10:ratio=0.1:seed={number}:death_color=#203060:life_color=#c0e040,"
        f"scale={w}:{h},noise=alls=6:allf=t",
        f"sierpinski=s={w // 2}x{h // 2}:r={rate}:seed={number},scale={w}:{h},noise=alls=6:allf=t",
        f"testsrc2=s={w}x{h}:r={rate},rotate=0.2*sin(t*2):ow={w}:oh={h},hue=H=t,noise=alls=8:allf=t",
    ][(number - 1) % 6]


def encoder(recipe):
    rate = 5 if recipe.height <= 720 else 30 if recipe.height > 1080 else 14 if recipe.fps >= 50 else 10
    colours = ["-pix_fmt", "yuv420p", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
    if recipe.kind == "vp9":
        return ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", f"{rate}M", *colours, "-c:a", "libopus"]
    return ["-c:v", "libx264", "-preset", "fast", "-crf", "23", "-maxrate", f"{rate}M", "-bufsize", f"{2 * rate}M",
            "-g", str(2 * recipe.fps), *colours, "-c:a", "aac", "-b:a", "128k", "-movflags", "+faststart"]


def make_clip(number, recipe, path):
    frames = 1 if recipe.kind == "png" else round(recipe.fps * recipe.seconds)
    marker_height = recipe.height // ROWS_PER_MARKER
    graph = (f"{background(number, recipe)},format=yuv420p[b];"
             f"[0:v]scale={recipe.width}:{marker_height}:flags=neighbor,format=yuv420p,split[top][bottom];"
             f"[b][top]overlay=0:0:shortest=1[x];[x][bottom]overlay=0:{recipe.height - marker_height},format=yuv420p[v]")
    beep = (f"aevalsrc='lt(mod(t,1),0.04)*0.7*sin(2*PI*{600 + 200 * number}*t)|lt(mod(t,1),0.04)*0.7*sin(2*PI*{600 + 200 * number}*t)'"
            f":s=48000:d={frames / recipe.fps}")
    sound = [] if recipe.kind == "png" else ["-f", "lavfi", "-i", beep]
    output = ["-frames:v", "1"] if recipe.kind == "png" else ["-map", "1:a", "-frames:v", str(frames), *encoder(recipe)]
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "yuv444p", "-s", f"{CELLS}x2", "-r", str(recipe.fps),
               "-i", "pipe:0", *sound, "-filter_complex", graph, "-map", "[v]", *output, str(path)]
    strips = b"".join(bytes(235 if bit else 16 for bit in cells(number, frame)) * 2 + b"\x80" * (4 * CELLS) for frame in range(frames))
    subprocess.run(command, input=strips, check=True)
    return Clip(number, str(path), frames, 1 / recipe.seconds if recipe.kind == "png" else recipe.fps)


def make_set(name, folder):
    """The set's screen size and clips; made in `folder` if they are not there."""
    size, recipes = SETS[name]
    manifest = Path(folder) / name / "manifest.json"
    if not manifest.exists():
        manifest.parent.mkdir(parents=True, exist_ok=True)
        ending = {"h264": "mp4", "vp9": "webm", "png": "png"}
        made = []
        for number, recipe in enumerate(recipes, 1):
            print(f"making {name}, clip {number} of {len(recipes)}", flush=True)
            made.append(make_clip(number, recipe, manifest.parent / f"{number:02}.{ending[recipe.kind]}"))
        manifest.write_text(json.dumps([asdict(clip) for clip in made], indent=1))
    return size, [Clip(**clip) for clip in json.loads(manifest.read_text())]
