#include "player/crossing.h"

#include <gtest/gtest.h>

namespace kepu::player {
namespace {

using config::Transition;
using config::TransitionKind;
using std::chrono::seconds;

const Steady kBoundary{seconds(100)};
constexpr nanoseconds kLong = seconds(10);

Crossing crossing(TransitionKind kind, milliseconds length = milliseconds(400)) {
  return *crossing_at(kBoundary, {kind, length, 0x102030}, kLong, kLong);
}

bool is_dark(const Layer& layer) { return std::holds_alternative<Dark>(layer); }
bool is_card(const Layer& layer) { return std::holds_alternative<Card>(layer); }

TEST(Crossing, IsCentredOnTheBoundary) {
  const Crossing c = crossing(TransitionKind::crossfade);
  EXPECT_EQ(c.begin(), kBoundary - milliseconds(200));
  EXPECT_EQ(c.end(), kBoundary + milliseconds(200));
  EXPECT_TRUE(c.covers(kBoundary));
  EXPECT_FALSE(c.covers(c.end()));
}

TEST(Crossing, ACrossfadeGoesEvenlyFromOneToTheOther) {
  const Crossing c = crossing(TransitionKind::crossfade);
  Picture p = c.picture(Dark{}, Card{}, kBoundary - milliseconds(100));
  EXPECT_TRUE(is_dark(p.layer) && is_card(*p.over));
  EXPECT_DOUBLE_EQ(p.over_share, 0.25);
  p = c.picture(Dark{}, Card{}, kBoundary + milliseconds(100));
  EXPECT_TRUE(is_card(p.layer) && is_dark(*p.over));
  EXPECT_DOUBLE_EQ(p.over_share, 0.25);
}

TEST(Crossing, OutsideOfItOneIsAlone) {
  const Crossing c = crossing(TransitionKind::crossfade);
  const Picture before = c.picture(Dark{}, Card{}, c.begin());
  EXPECT_TRUE(is_dark(before.layer) && !before.over);
  const Picture after = c.picture(Dark{}, Card{}, c.end());
  EXPECT_TRUE(is_card(after.layer) && !after.over);
}

TEST(Crossing, AFadeIsAllColourAtTheBoundary) {
  const Crossing c = crossing(TransitionKind::fade);
  const Picture half = c.picture(Dark{}, Card{}, kBoundary - milliseconds(100));
  EXPECT_TRUE(is_dark(half.layer));
  EXPECT_EQ(std::get<Plain>(*half.over).rgb, 0x102030U);
  EXPECT_DOUBLE_EQ(half.over_share, 0.5);
  EXPECT_DOUBLE_EQ(c.picture(Dark{}, Card{}, kBoundary).over_share, 1);
  EXPECT_TRUE(is_card(c.picture(Dark{}, Card{}, kBoundary).layer));
  EXPECT_DOUBLE_EQ(c.leaving_gain(kBoundary), 0);
  EXPECT_DOUBLE_EQ(c.arriving_gain(kBoundary), 0);
  EXPECT_DOUBLE_EQ(c.leaving_gain(c.begin()), 1);
}

TEST(Crossing, ACrossfadeKeepsThePowerOfTheSound) {
  const Crossing c = crossing(TransitionKind::crossfade);
  for (int ms = -250; ms <= 250; ms += 10) {
    const Steady at = kBoundary + milliseconds(ms);
    const double out = c.leaving_gain(at);
    const double in = c.arriving_gain(at);
    EXPECT_NEAR(out * out + in * in, 1, 1e-12);
  }
  EXPECT_DOUBLE_EQ(c.leaving_gain(c.begin()), 1);
  EXPECT_DOUBLE_EQ(c.arriving_gain(c.end()), 1);
}

TEST(Crossing, IsNoLongerThanEitherItem) {
  const Transition two_seconds{TransitionKind::crossfade, seconds(2)};
  EXPECT_EQ(crossing_at(kBoundary, two_seconds, milliseconds(500), kLong)->how.length, milliseconds(500));
  EXPECT_EQ(crossing_at(kBoundary, two_seconds, kLong, milliseconds(800))->how.length, milliseconds(800));
  EXPECT_FALSE(crossing_at(kBoundary, two_seconds, nanoseconds(10), kLong));
  EXPECT_FALSE(crossing_at(kBoundary, {}, kLong, kLong));
}

}  // namespace
}  // namespace kepu::player
