#include "player/whereabouts.h"

#include <gtest/gtest.h>

namespace kepu::player {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using Source = Whereabouts::Source;

constexpr Steady kNow{std::chrono::hours(1)};
constexpr config::Position kSchool{24.3, 109.4}, kDepot{24.4, 109.5};

TEST(Whereabouts, NobodyKnowsBeforeSomebodySaysSo) {
  const Whereabouts where({});
  EXPECT_EQ(where.place(kNow), config::Place{});
  EXPECT_EQ(where.source(kNow), Source::nobody);
  EXPECT_FALSE(where.next_change(kNow));
}

TEST(Whereabouts, TheSettingsHoldForGood) {
  const Whereabouts where({kSchool, "school"});
  EXPECT_EQ(where.place(kNow), (config::Place{kSchool, "school"}));
  EXPECT_EQ(where.source(kNow), Source::settings);
  EXPECT_FALSE(where.next_change(kNow));
}

TEST(Whereabouts, AFixGoesStaleAfterTenSeconds) {
  Whereabouts where({});
  where.fix(kSchool, kNow);
  EXPECT_EQ(where.source(kNow), Source::gpsd);
  EXPECT_EQ(where.next_change(kNow), kNow + seconds(10));
  EXPECT_EQ(where.place(kNow + seconds(10) - nanoseconds(1)).position, kSchool);
  EXPECT_EQ(where.place(kNow + seconds(10)), config::Place{});
}

TEST(Whereabouts, TheBussOwnComputerIsBelievedBeforeGpsd) {
  Whereabouts where({});
  where.tell(kDepot, kNow);
  where.fix(kSchool, kNow + seconds(25));
  EXPECT_EQ(where.place(kNow + seconds(25)).position, kDepot);
  EXPECT_EQ(where.source(kNow + seconds(25)), Source::told);
  EXPECT_EQ(where.place(kNow + seconds(30)).position, kSchool);
  EXPECT_EQ(where.source(kNow + seconds(30)), Source::gpsd);
  EXPECT_EQ(where.place(kNow + seconds(35)).position, std::nullopt);
}

TEST(Whereabouts, AStopHoldsUntilTheNextWordAndHalfAnHourAtMost) {
  Whereabouts where({});
  where.tell_stop("museum", kNow);
  EXPECT_EQ(where.place(kNow + minutes(29)), (config::Place{{}, "museum"}));
  EXPECT_EQ(where.source(kNow), Source::told);
  EXPECT_EQ(where.place(kNow + minutes(30)), config::Place{});
  where.tell_stop("station", kNow + minutes(5));
  EXPECT_EQ(where.place(kNow + minutes(30)).stop, "station");
  where.tell_stop("", kNow + minutes(6));
  EXPECT_EQ(where.place(kNow + minutes(7)), config::Place{});
  EXPECT_EQ(where.source(kNow + minutes(7)), Source::nobody);
}

TEST(Whereabouts, AStopAndAPositionAreSaidApart) {
  Whereabouts where({});
  where.tell_stop("museum", kNow);
  where.fix(kSchool, kNow);
  EXPECT_EQ(where.place(kNow), (config::Place{kSchool, "museum"}));
  EXPECT_EQ(where.place(kNow + seconds(11)), (config::Place{{}, "museum"}));
}

}  // namespace
}  // namespace kepu::player
