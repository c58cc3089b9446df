#!/usr/bin/python3
"""What the ear makes of the times at which recorded sound arrived."""
import unittest

from ear import RATE, Heard

SECOND = 1_000_000_000


class HeardTest(unittest.TestCase):
    def arrivals(self, seconds, clock=1.0, lateness=lambda number: 0):
        """Blocks of 5 ms of a sound server whose seconds last `clock` of ours."""
        return [(number * RATE // 200, 7 * SECOND + round(number * SECOND / 200 * clock) + lateness(number))
                for number in range(1, seconds * 200 + 1)]

    def test_late_arrivals_do_not_move_what_was_heard(self):
        heard = Heard(self.arrivals(20, lateness=lambda number: 0 if number % 50 == 0 else 9_000_000))
        self.assertAlmostEqual(heard.at(12 * RATE) / SECOND, 19, delta=0.000001)

    def test_a_sound_server_whose_clock_runs_away_is_followed(self):
        heard = Heard(self.arrivals(600, clock=1.00015))
        for second in (3, 300, 597):
            self.assertAlmostEqual(heard.at(second * RATE) / SECOND, 7 + second * 1.00015, delta=0.001)


if __name__ == "__main__":
    unittest.main()
