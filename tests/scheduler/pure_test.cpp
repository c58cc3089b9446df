// The same input gives the same rundown, on random feeds. Across processes and compilers: tests/same.
#include <gtest/gtest.h>

#include "config/feed.h"
#include "tests/scheduler/random_feed.h"
#include "tests/scheduler/seeds.h"
#include "tests/scheduler/shuffled_keys.h"

namespace kepu::scheduler {
namespace {

config::Feed read(const std::string& json) {
  const config::FeedReading reading = config::read_feed(json, config::Reading::publishing);
  for (const auto& fault : reading.faults)
    ADD_FAILURE() << fault.pointer << ": " << fault.message << '\n' << json;
  return reading.feed.value_or(config::Feed{});
}

TEST(ShuffledKeys, SayTheSameInAnotherOrder) {
  EXPECT_EQ(KeyShuffler(R"({"a": [1, {"b,}": "\"}"}, []]})", 1).shuffled(), R"({"a":[1,{"b,}":"\"}"},[]]})");
  EXPECT_EQ(KeyShuffler(R"({"a": 1, "b": {}, "c": [true, "x"]})", 1).shuffled(),
            R"({"b":{},"a":1,"c":[true,"x"]})");
}

TEST(Pure, CompiledTwiceItIsEqual) {
  for (const unsigned seed : seeds(2'000)) {
    const RandomFeed one(seed), other(seed);
    const Rundown rundown = one.rundown();
    EXPECT_EQ(rundown, one.rundown()) << "seed " << seed;
    EXPECT_EQ(rundown, other.rundown()) << "seed " << seed;
  }
}

TEST(Pure, WrittenAndReadBackItIsEqual) {
  for (const unsigned seed : seeds(2'000)) {
    const RandomFeed random(seed);
    const config::Feed feed = read(config::write_feed(random.feed()));
    ASSERT_EQ(feed, random.feed()) << "seed " << seed;
    ASSERT_EQ(*compile(feed, random.sample.screen, random.today, random.place), random.rundown())
        << "seed " << seed;
  }
}

TEST(Pure, TheOrderOfKeysDoesNotMatter) {
  for (const unsigned seed : seeds(2'000)) {
    const RandomFeed random(seed);
    const config::Feed feed = read(KeyShuffler(config::write_feed(random.feed()), seed).shuffled());
    ASSERT_EQ(feed, random.feed()) << "seed " << seed;
    ASSERT_EQ(*compile(feed, random.sample.screen, random.today, random.place), random.rundown())
        << "seed " << seed;
  }
}

// Whatever else was compiled in between.
TEST(Pure, NothingIsRememberedFromAnotherFeed) {
  std::vector<Rundown> first;
  for (unsigned seed = 1; seed <= 50; ++seed) first.push_back(RandomFeed(seed).rundown());
  for (unsigned seed = 50; seed >= 1; --seed) EXPECT_EQ(RandomFeed(seed).rundown(), first[seed - 1]);
}

}  // namespace
}  // namespace kepu::scheduler
