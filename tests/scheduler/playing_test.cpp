#include "scheduler/playing.h"

#include <gtest/gtest.h>

namespace kepu::scheduler {
namespace {

using Members = Playing::Members;

TEST(Playing, NobodyAtFirst) {
  const Playing playing;
  EXPECT_TRUE(playing.none());
  EXPECT_TRUE(playing.concerns({-1000, false}));
}

TEST(Playing, AllOfTheHighestPriorityPlayAndNobodyElse) {
  Playing playing;
  playing.begin({10, false}, 0);
  playing.begin({5, false}, 1);
  playing.begin({10, false}, 2);
  EXPECT_EQ(playing.group(), (Group{10, false}));
  EXPECT_EQ(playing.members(), (Members{0, 2}));
}

TEST(Playing, TheNextPriorityFollowsWhenTheHighestIsGone) {
  Playing playing;
  playing.begin({10, false}, 0);
  playing.begin({-5, false}, 1);
  playing.end({10, false}, 0);
  EXPECT_EQ(playing.members(), Members{1});
  playing.end({-5, false}, 1);
  EXPECT_TRUE(playing.none());
}

TEST(Playing, DarkWinsOverLoopsOfItsPriorityButNotOverHigherOnes) {
  Playing playing;
  playing.begin({5, false}, 0);
  playing.begin({5, true}, 1);
  EXPECT_EQ(playing.group(), (Group{5, true}));
  EXPECT_EQ(playing.members(), Members{1});
  playing.begin({6, false}, 2);
  EXPECT_EQ(playing.members(), Members{2});
}

TEST(Playing, AWeakerEntryConcernsNobody) {
  Playing playing;
  playing.begin({5, true}, 0);
  EXPECT_FALSE(playing.concerns({4, true}));
  EXPECT_FALSE(playing.concerns({5, false}));
  EXPECT_TRUE(playing.concerns({5, true}));
  EXPECT_TRUE(playing.concerns({6, false}));
}

TEST(Playing, EndingWhatNeverBeganChangesNothing) {
  Playing playing;
  playing.begin({5, false}, 0);
  playing.end({4, false}, 0);
  playing.end({5, false}, 7);
  EXPECT_EQ(playing.members(), Members{0});
}

}  // namespace
}  // namespace kepu::scheduler
