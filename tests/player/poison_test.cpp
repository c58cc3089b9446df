#include "player/poison.h"

#include <gtest/gtest.h>

namespace kepu::player {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using Cause = Poison::Cause;

const Wall kNow = Wall(std::chrono::sys_days(std::chrono::year(2026) / 11 / 23));

config::AssetId asset(std::uint8_t number) {
  config::AssetId id;
  id.bytes[0] = number;
  return id;
}

void crash_twice(Poison& poison, std::uint8_t number, Wall at) {
  poison.blame(asset(number), Cause::crash, "x", at);
  poison.blame(asset(number), Cause::crash, "x", at);
}

TEST(Poison, OneCrashIsForgivenTwoBarForADayToTheMillisecond) {
  Poison poison;
  EXPECT_FALSE(poison.blame(asset(1), Cause::crash, "signal 11", kNow));
  EXPECT_FALSE(poison.barred(asset(1), kNow));
  EXPECT_TRUE(poison.blame(asset(1), Cause::hang, "stalled", kNow));
  EXPECT_TRUE(poison.barred(asset(1), kNow));
  EXPECT_TRUE(poison.barred(asset(1), kNow + hours(24) - milliseconds(1)));
  EXPECT_FALSE(poison.barred(asset(1), kNow + hours(24)));
  EXPECT_FALSE(poison.barred(asset(2), kNow));
  EXPECT_EQ(poison.cases().at(asset(1)).reason, "stalled");
}

TEST(Poison, OneRebootBarsAtOnce) {
  Poison poison;
  EXPECT_TRUE(poison.blame(asset(1), Cause::reboot, "x", kNow));
  EXPECT_TRUE(poison.barred(asset(1), kNow));
}

TEST(Poison, TheSecondTimeAndEachFurtherOneIsSevenDays) {
  Poison poison;
  crash_twice(poison, 1, kNow);
  Wall at = kNow + hours(24);
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(poison.blame(asset(1), Cause::crash, "x", at));
    EXPECT_TRUE(poison.blame(asset(1), Cause::crash, "x", at));
    EXPECT_TRUE(poison.barred(asset(1), at + hours(24 * 7) - milliseconds(1)));
    EXPECT_FALSE(poison.barred(asset(1), at + hours(24 * 7)));
    at += hours(24 * 7);
  }
}

TEST(Poison, APlayToTheEndForgivesACrashButNotTheTerms) {
  Poison poison;
  EXPECT_FALSE(poison.played_to_end(asset(1)));
  poison.blame(asset(1), Cause::crash, "x", kNow);
  EXPECT_TRUE(poison.played_to_end(asset(1)));
  EXPECT_EQ(poison, Poison{});
  crash_twice(poison, 1, kNow);
  EXPECT_FALSE(poison.played_to_end(asset(1)));
  EXPECT_EQ(poison.cases().at(asset(1)).terms, 1);
}

TEST(Poison, WhatIsBarredAlreadyCollectsNoCrashes) {
  Poison poison;
  crash_twice(poison, 1, kNow);
  EXPECT_FALSE(poison.blame(asset(1), Cause::reboot, "x", kNow + hours(1)));
  EXPECT_FALSE(poison.barred(asset(1), kNow + hours(24)));
  EXPECT_FALSE(poison.blame(asset(1), Cause::crash, "x", kNow + hours(24)));
}

TEST(Poison, ThreeAssetsInTenMinutesAreNoSafeModeAFourthIs) {
  Poison poison;
  for (std::uint8_t i = 1; i <= 3; ++i) crash_twice(poison, i, kNow);
  EXPECT_FALSE(poison.safe_mode(kNow));
  crash_twice(poison, 4, kNow + minutes(10) - milliseconds(1));
  EXPECT_TRUE(poison.safe_mode(kNow + minutes(10)));
  EXPECT_EQ(poison.safe_until(), kNow + minutes(20) - milliseconds(1));
  EXPECT_FALSE(poison.safe_mode(poison.safe_until()));
}

TEST(Poison, FourAssetsOverMoreThanTenMinutesAreNoSafeMode) {
  Poison poison;
  for (std::uint8_t i = 1; i <= 3; ++i) crash_twice(poison, i, kNow);
  crash_twice(poison, 4, kNow + minutes(10));
  EXPECT_FALSE(poison.safe_mode(kNow + minutes(10)));
}

TEST(Poison, OneAssetThatCrashesOftenIsNoSafeMode) {
  Poison poison;
  for (int i = 0; i < 20; ++i) crash_twice(poison, 1, kNow);
  EXPECT_FALSE(poison.safe_mode(kNow));
}

TEST(Poison, SafeModeLastsTwiceAsLongEachTimeUpToFourHours) {
  Poison poison;
  Wall at = kNow;
  std::uint8_t next = 1;
  for (const minutes expected :
       {minutes(10), minutes(20), minutes(40), minutes(80), minutes(160), minutes(240), minutes(240)}) {
    for (int i = 0; i < 4; ++i) crash_twice(poison, next++, at);
    ASSERT_TRUE(poison.safe_mode(at)) << expected.count();
    EXPECT_EQ(poison.safe_until() - at, expected);
    at = poison.safe_until();
  }
}

TEST(Poison, AfterADayOfPeaceSafeModeIsShortAgain) {
  Poison poison;
  for (std::uint8_t i = 1; i <= 4; ++i) crash_twice(poison, i, kNow);
  const Wall later = poison.safe_until() + hours(24);
  for (std::uint8_t i = 11; i <= 14; ++i) crash_twice(poison, i, later);
  EXPECT_EQ(poison.safe_until() - later, milliseconds(minutes(10)));
}

TEST(Poison, OneMoreAfterSafeModeDoesNotBringItBack) {
  Poison poison;
  for (std::uint8_t i = 1; i <= 4; ++i) crash_twice(poison, i, kNow);
  crash_twice(poison, 5, poison.safe_until());
  EXPECT_FALSE(poison.safe_mode(kNow + minutes(10)));
}

TEST(Poison, WhatWasBarredOnTheWayIntoSafeModeIsBarredForADayTheNextTimeToo) {
  Poison poison;
  for (std::uint8_t i = 1; i <= 4; ++i) crash_twice(poison, i, kNow);
  const Wall next = kNow + hours(24);
  crash_twice(poison, 1, next);
  EXPECT_FALSE(poison.barred(asset(1), next + hours(24)));
}

TEST(Poison, ANoteOfThisBootIsACrashOneOfAnotherBootIsAReboot) {
  Poison poison;
  poison.judge({"boot-a", {asset(1), asset(2)}}, "boot-a", kNow);
  EXPECT_FALSE(poison.barred(asset(1), kNow));
  poison.judge({"boot-a", {asset(2)}}, "boot-a", kNow);
  EXPECT_TRUE(poison.barred(asset(2), kNow));
  poison.judge({"boot-a", {asset(3)}}, "boot-b", kNow);
  EXPECT_TRUE(poison.barred(asset(3), kNow));
  EXPECT_FALSE(poison.barred(asset(1), kNow));
}

TEST(Poison, NextChangeIsTheFirstEndAhead) {
  Poison poison;
  EXPECT_FALSE(poison.next_change(kNow));
  crash_twice(poison, 1, kNow);
  crash_twice(poison, 2, kNow + hours(1));
  EXPECT_EQ(poison.next_change(kNow), kNow + hours(24));
  EXPECT_EQ(poison.next_change(kNow + hours(24)), kNow + hours(25));
  EXPECT_FALSE(poison.next_change(kNow + hours(25)));
}

TEST(Poison, ComesBackFromTheDiskAsItWas) {
  Poison poison;
  for (std::uint8_t i = 1; i <= 5; ++i) crash_twice(poison, i, kNow);
  poison.blame(asset(9), Cause::crash, "\"odd\"\n\xff reason", kNow);
  const auto read = Poison::parse(poison.print());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, poison);
}

TEST(Poison, AnyOtherDocumentIsInvalid) {
  for (const char* text :
       {"", "{}", "[]", R"({"safe_until":0,"safe_length":0,"cases":[{"sha256":"ab"}]})",
        R"({"safe_until":-1,"safe_length":0,"cases":[]})", R"({"safe_until":0,"safe_length":0,"cases":)"}) {
    EXPECT_FALSE(Poison::parse(text)) << text;
  }
}

TEST(AttemptNote, ComesBackAsItWasAndIgnoresWhatIsTorn) {
  const AttemptNote note{"boot", {asset(1), asset(2)}};
  EXPECT_EQ(parse_note(print_note(note)), note);
  const std::string text = print_note(note);
  EXPECT_EQ(parse_note(text.substr(0, text.size() - 5)), (AttemptNote{"boot", {asset(1)}}));
  EXPECT_EQ(parse_note(""), AttemptNote{});
  EXPECT_EQ(parse_note(std::string(100, '\0')).assets.size(), 0U);
}

}  // namespace
}  // namespace kepu::player
