"""From what the sampler saw to figures. Times in ms unless a name says otherwise."""
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median


@dataclass
class Shown:
    """A frame, from when it was seen until something else was."""
    begin: int  # ns
    end: int
    clip: int
    frame: int


@dataclass
class Pass:
    """One playing of a clip."""
    clip: object
    frames: list = field(default_factory=list)


def read_trace(path):
    """[(ns, kind, numbers)], in order."""
    lines = [line.split() for line in open(path) if not line.startswith("#")]
    return [(int(words[0]), words[1], tuple(map(int, words[2:]))) for words in lines]


def stretches(trace, end):
    """[(begin, end, kind, numbers)] up to `end`."""
    begins = [event[0] for event in trace[1:]] + [end]
    return [(begin, min(until, end), kind, numbers) for (begin, kind, numbers), until in zip(trace, begins) if begin < end]


def frames_shown(states, clips):
    shown = []
    for begin, end, kind, numbers in states:
        if kind != "F" or numbers[0] not in clips or numbers[1] >= clips[numbers[0]].frames:
            continue
        if shown and (shown[-1].clip, shown[-1].frame) == numbers:
            shown[-1].end = end  # the same frame again, after a picture half copied
        else:
            shown.append(Shown(begin, end, *numbers))
    return shown


def passes_of(shown, clips):
    passes = []
    for frame in shown:
        again = passes and passes[-1].clip.id == frame.clip and passes[-1].frames[-1].frame - frame.frame <= passes[-1].clip.frames / 2
        if not again:
            passes.append(Pass(clips[frame.clip]))
        passes[-1].frames.append(frame)
    return passes


def time_in(states, kind, begin, end):
    return sum(min(e, end) - max(b, begin) for b, e, k, _ in states if k == kind and b < end and e > begin) / 1e6


def boundary(before, after, states):
    last, first = before.frames[-1], after.frames[0]
    return {"from": before.clip.id, "to": after.clip.id, "gap": (first.begin - last.begin) / 1e6 - 1000 / before.clip.fps,
            "black": time_in(states, "B", last.begin, first.begin)}


def lost(one):
    """Frames of a pass that were never whole on the screen: before the first seen, in the middle, after the last."""
    seen = sorted({frame.frame for frame in one.frames})
    return seen[0], seen[-1] + 1 - seen[0] - len(seen), one.clip.frames - 1 - seen[-1]


def intervals(one):
    """For each new frame of a pass: how far its interval is from the ideal, and how many periods too long."""
    period = 1000 / one.clip.fps
    for a, b in pairwise(one.frames):
        steps = b.frame - a.frame
        if steps > 0:
            interval = (b.begin - a.begin) / 1e6
            yield abs(interval - steps * period), max(0, round(interval / period) - steps)


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else None


def analyse(trace, clips, spawned, end, cut_short):
    """Figures of one run. `cut_short`: the player was stopped, so its last pass does not count as whole."""
    clips = {clip.id: clip for clip in clips}
    states = stretches(trace, end)
    shown = frames_shown(states, clips)
    if not shown:
        return None
    passes = passes_of(shown, clips)
    whole = passes[:-1] if cut_short else passes
    head, middle, tail = (sum(part) for part in zip(*map(lost, whole))) if whole else (0, 0, 0)
    boundaries = [boundary(a, b, states) for a, b in pairwise(passes)]
    deviations = [figure for one in passes for figure in intervals(one)]
    expected = sum(one.clip.frames for one in whole)
    return {
        "start": (shown[0].begin - spawned) / 1e6,
        "first_ns": shown[0].begin,
        "order": [one.clip.id for one in passes],
        "boundaries": len(boundaries),
        "gap_median": median([b["gap"] for b in boundaries]) if boundaries else None,
        "gap_max": max((b["gap"] for b in boundaries), default=None),
        "black_max": max((b["black"] for b in boundaries), default=None),
        "dropped": head + middle + tail, "dropped_percent": 100 * (head + middle + tail) / expected if expected else None,
        "head": head, "tail": tail,
        "repeated": sum(repeats for _, repeats in deviations),
        "jitter_p50": percentile([d for d, _ in deviations], 0.5), "jitter_p99": percentile([d for d, _ in deviations], 0.99),
        "content_s": (end - shown[0].begin) / 1e9,
        "details": boundaries,
    }
