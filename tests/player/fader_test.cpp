#include "player/fader.h"

#include <gtest/gtest.h>

#include <vector>

namespace kepu::player {
namespace {

// What becomes of `frames` of 1.
std::vector<float> heard(Fader& fader, std::size_t frames) {
  std::vector<float> out(frames * 2, 1.0F);
  fader.apply(out);
  return out;
}

TEST(Fader, TheVolumeScalesEverySample) {
  Fader fader(0.5, -20);
  for (const float sample : heard(fader, 100)) EXPECT_EQ(sample, 0.5F);
}

TEST(Fader, AnAnnouncementLowersItInFiftyMillisecondsAndLetsItBackInFiveHundred) {
  Fader fader(1, -20);
  heard(fader, 10);
  fader.set_duck(true);
  const auto down = heard(fader, 2500);
  EXPECT_NEAR(down[2 * 1199], 0.55, 1e-3);
  EXPECT_NEAR(down[2 * 2400], 0.1, 1e-6);
  fader.set_duck(false);
  const auto up = heard(fader, 24'100);
  EXPECT_NEAR(up[2 * 11'999], 0.55, 1e-3);
  EXPECT_EQ(up[2 * 24'050], 1);
  for (std::size_t i = 2; i < down.size(); i += 2) ASSERT_NEAR(down[i], down[i - 2], 0.001);
}

TEST(Fader, QuietHoursAreSilentEvenIfSomebodySpeaks) {
  Fader fader(1, -20);
  fader.set_quiet(true);
  fader.set_duck(true);
  EXPECT_EQ(heard(fader, 3000).back(), 0);
  fader.set_quiet(false);
  EXPECT_NEAR(heard(fader, 25'000).back(), 0.1, 1e-6);
}

TEST(Fader, ADeviceThatIsOpenedInQuietHoursSaysNothingAtAll) {
  Fader fader(1, -20);
  fader.set_quiet(true);
  fader.start();
  EXPECT_EQ(heard(fader, 10).front(), 0);
}

}  // namespace
}  // namespace kepu::player
