#!/usr/bin/env python3
"""Whether two builds of `kepu` say the same: the day of a screen from 100 random feeds, byte for byte, also when the feed's
keys stand in another order.

  tests/same/rundowns.py KEPU OTHER_KEPU [--feeds 100] [--seed N]"""
import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

ZONES = ["Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "America/New_York", "America/St_Johns", "Asia/Pyongyang",
         "Africa/Casablanca"]
RULES = ["FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
         "FREQ=DAILY;INTERVAL=3;COUNT=9", "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU", "FREQ=DAILY;UNTIL=20270328"]
DATES = ["2027-03-13", "2027-03-14", "2027-03-27", "2027-03-28", "2027-04-03"]


def hours(rng):
    begin, length = rng.randrange(48) * 30, rng.randrange(1, 40) * 30
    clock = lambda minute: f"{minute // 60 % 24:02}:{minute % 60:02}"
    return f"{clock(begin)}-{clock(begin + length)}"


def entry(rng, number, playlists):
    mode = rng.choice(["loop", "loop", "loop", "spot", "takeover", "dark"])
    made = {"id": f"entry-{number}", "mode": mode, "priority": rng.randrange(3)}
    if mode != "dark":
        made["playlist"] = rng.choice(playlists)
    if mode == "spot":
        made["per_hour"] = rng.randrange(1, 12)
    if mode == "loop":
        made["share"] = rng.randrange(1, 5)
    if rng.random() < 0.6:
        made["hours"] = [hours(rng) for _ in range(rng.randrange(1, 3))]
    if rng.random() < 0.2:
        made["days"] = rng.sample(["mon", "tue", "sat", "sun", "workday", "restday"], 2)
    if rng.random() < 0.2:
        made["rrule"] = rng.choice(RULES)
    if rng.random() < 0.2:
        made["from"] = rng.choice(["2027-03-10", "2027-03-27"])
    if rng.random() < 0.2:
        made["until"] = rng.choice(["2027-03-28", "2027-11-01"])
    if rng.random() < 0.2:
        made["except"] = rng.sample(DATES, 2)
    if rng.random() < 0.2:
        made["near"] = [{"lat": 24.326, "lon": 109.412, "radius_m": rng.choice([300, 3000]), "datum": rng.choice(["gcj02", "bd09", "wgs84"])}]
    return made


def feed(rng):
    assets = {f"asset-{i}": {"type": "stream", "url": f"http://host/{i}.ts", "stall_s": 5} for i in range(rng.randrange(3, 12))}
    playlists = {}
    for i in range(rng.randrange(1, 6)):
        items = [{"asset": rng.choice(sorted(assets)), "duration_ms": rng.randrange(20_000, 900_000)} for _ in range(rng.randrange(1, 6))]
        if rng.random() < 0.4:
            text = {"zh-CN": f"台风{rng.randrange(3)}", "en": "typhoon"}
            items.insert(rng.randrange(len(items) + 1), {"text": text, "duration_ms": rng.randrange(20_000, 200_000)})
        if playlists and rng.random() < 0.4:
            items.append({"playlist": rng.choice(sorted(playlists)), **({"take": rng.randrange(1, 4)} if rng.random() < 0.5 else {})})
        playlists[f"list-{i}"] = {"order": rng.choice(["sequential", "shuffle"]), "items": items}
    overlays = [{"id": f"overlay-{i}", "kind": "ticker", "text": {"en": "Welcome"}, "hours": [hours(rng)]} for i in range(rng.randrange(3))]
    return {"format": "kepu-feed/1", "feed": "random", "overlays": overlays, "timezone": rng.choice(ZONES),
            "calendar": {"rest": ["2027-03-27"], "work": ["2027-03-28"]}, "assets": assets, "playlists": playlists,
            "entries": [entry(rng, i, sorted(playlists)) for i in range(rng.randrange(1, 9))]}


def shuffled(rng, value):
    """The same document with its keys in another order."""
    if isinstance(value, list):
        return [shuffled(rng, one) for one in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    rng.shuffle(keys)
    return {key: shuffled(rng, value[key]) for key in keys}


def day(kepu, document, date):
    command = [kepu, "rundown", "--feed", document, "--screen", "bus-17,bus", "--date", date, "--place", "24.3286,109.412", "--json", "--why"]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kepu")
    parser.add_argument("other")
    parser.add_argument("--feeds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    rng, slots = random.Random(options.seed), 0
    print(f"{options.feeds} feeds, seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="same-") as folder:
        document = Path(folder) / "feed.json"
        for number in range(options.feeds):
            made = feed(rng)
            # The Sundays on which clocks change in Berlin, New York and on Lord Howe are among them.
            date = rng.choice(["2027-03-13", "2027-03-27", "2027-03-28", "2027-04-03", "2027-10-30", "2027-11-06", "2026-11-24"])
            document.write_text(json.dumps(made))
            wanted = day(options.kepu, document, date)
            slots += wanted.count(b'"start_utc"')
            document.write_text(json.dumps(shuffled(rng, made)))
            if wanted != day(options.other, document, date):
                sys.exit(f"feed {number} of seed {options.seed}, {date}: the two differ")
    print(f"the same, {slots} slots")


if __name__ == "__main__":
    main()
