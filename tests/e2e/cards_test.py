#!/usr/bin/python3
"""Text cards on a real screen: kepu-card draws them, the player shows them as slots."""
import json
import subprocess
import sys
import unittest

import rig

WORDS = {"zh-CN": "台风橙色预警", "en": "Typhoon warning"}
CALM, ALARM = "calm", "alarm"


class CardsTest(rig.PlayerTest):
    def publish_draft(self, items, entries):
        draft = {"format": "kepu-feed/1", "feed": "e2e", "timezone": "Asia/Shanghai",
                 "assets": {"red": {"type": "video", "file": str(self.media / "red.mp4")}},
                 "playlists": {name: {"items": content} for name, content in items.items()}, "entries": entries}
        file = self.folder / "draft.json"
        file.write_text(json.dumps(draft))
        subprocess.run([rig.KEPU, "publish", "--feed", file, "--out", self.site], check=True, stdout=subprocess.DEVNULL)

    def ground(self):
        """What a card's words stand on, by the left edge: routine's blue or an alert's red. The built-in card has no words."""
        red, green, blue = self.screen.pixel(3, rig.HEIGHT // 2)
        calm, alarm = abs(red - 7) < 12 and abs(green - 50) < 16 and abs(blue - 79) < 16, 80 < red < 130 and max(green, blue) < 24
        if not (calm or alarm):
            return self.screen.colour()
        return (CALM if calm else ALARM) if self.lettered() > 0.02 else "without words"

    def lettered(self):
        """How much of the middle half of the screen is as bright as letters are."""
        places = [(x, y) for x in range(rig.WIDTH // 8, rig.WIDTH * 7 // 8, 2) for y in range(rig.HEIGHT // 4, rig.HEIGHT * 3 // 4, 2)]
        return sum(min(self.screen.pixel(x, y)) > 150 for x, y in places) / len(places)

    def await_ground(self, which):
        rig.wait_for(f"the ground to be {which}; log:\n{self.log()}", lambda: self.ground() == which)

    def test_a_card_takes_its_turn_between_clips_and_is_logged(self):
        self.publish_draft({"p": [{"asset": "red"}, {"text": WORDS, "duration_ms": 1500}]}, [{"id": "loop", "playlist": "p"}])
        self.server.start()
        self.start()
        self.await_ground(CALM)
        self.await_ground("red")
        self.await_ground(CALM)
        self.await_ground("red")
        self.term()
        cards = [row for row in self.as_run() if row["asset"] == "(text)"]
        self.assertGreaterEqual(len(cards), 2)
        self.assertEqual({(row["entry"], row["outcome"]) for row in cards}, {("loop", "aired")})

    def test_a_takeovers_card_cuts_in_and_leaves_when_it_is_withdrawn(self):
        loop, storm = {"id": "loop", "playlist": "p"}, {"id": "storm", "playlist": "s", "mode": "takeover"}
        lists = {"p": [{"asset": "red"}], "s": [{"text": WORDS, "duration_ms": 60_000}]}
        self.publish_draft(lists, [loop])
        self.server.start()
        self.start()
        self.see("red")
        self.publish_draft(lists, [loop, storm])
        self.await_ground(ALARM)
        self.publish_draft(lists, [loop])
        self.await_ground("red")
        self.assertNotIn("failed", self.log())


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
