#include "headend/names.h"

#include <gtest/gtest.h>

namespace kepu::headend {
namespace {

using config::AssetType;

TEST(Names, TheExtensionTellsClipsFromPostersInAnyCase) {
  EXPECT_EQ(type_by_extension("a/b.MP4"), AssetType::video);
  EXPECT_EQ(type_by_extension("a.b.webm"), AssetType::video);
  EXPECT_EQ(type_by_extension("海报.JPeG"), AssetType::image);
  EXPECT_EQ(type_by_extension("notes.txt"), std::nullopt);
  EXPECT_EQ(type_by_extension("mp4"), std::nullopt);
  EXPECT_EQ(type_by_extension(".mp4"), std::nullopt);
  EXPECT_EQ(type_by_extension("a.mp4/b"), std::nullopt);
}

TEST(Names, AnExtensionIsLowerCaseAndComesWithoutItsDot) {
  EXPECT_EQ(extension("x/光.Mp4"), "mp4");
  EXPECT_EQ(extension("x.y/z"), "");
  EXPECT_EQ(extension("z."), "");
}

TEST(Names, Utf8IsWellFormedOrNot) {
  EXPECT_TRUE(is_utf8("光合作用 photo ✓ \xF0\x9F\x9A\x8C"));
  EXPECT_FALSE(is_utf8("\xB9\xE2"));          // GBK
  EXPECT_FALSE(is_utf8("\xC0\xAF"));          // overlong
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));      // a surrogate
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));  // past the last code point
  EXPECT_FALSE(is_utf8("\xE5\x85"));          // cut off
}

TEST(Names, WhatATerminalWouldActOnIsPrintedAsBytes) {
  EXPECT_EQ(printable("光\x1b[31m\n"), "光\\x1b[31m\\x0a");
  EXPECT_EQ(printable("\xB9\xE2.mp4"), "\\xb9\\xe2.mp4");
}

TEST(Names, AFeedIsNamedAfterItsFolder) {
  EXPECT_EQ(feed_name("Liuzhou Clips (2026)"), "liuzhou-clips-2026");
  EXPECT_EQ(feed_name("bus_10"), "bus_10");
  EXPECT_EQ(feed_name("科普"), "feed");
  EXPECT_EQ(feed_name("科普 demo"), "demo");
  EXPECT_EQ(feed_name("-"), "feed");
}

TEST(Names, AnAssetIsNamedAfterItsPathAndKeepsItsUtf8) {
  std::set<std::string> taken;
  EXPECT_EQ(asset_name("太空/火星.mp4", taken), "太空-火星");
  EXPECT_EQ(asset_name("a.b.mp4", taken), "a.b");
}

TEST(Names, NoTwoAssetsShareAName) {
  std::set<std::string> taken;
  EXPECT_EQ(asset_name("mars.mp4", taken), "mars");
  EXPECT_EQ(asset_name("mars.png", taken), "mars-2");
  EXPECT_EQ(asset_name("mars.webm", taken), "mars-3");
  EXPECT_EQ(taken, (std::set<std::string>{"mars", "mars-2", "mars-3"}));
}

TEST(Names, ALongNameIsCutBetweenCharacters) {
  std::string file;
  for (int i = 0; i < 60; ++i) file += "光";
  std::set<std::string> taken;
  const std::string name = asset_name(file + ".mp4", taken);
  EXPECT_EQ(name.size(), 99U);
  EXPECT_TRUE(is_utf8(name));
}

TEST(Names, ATitleIsTheFileNameInItsLanguage) {
  EXPECT_EQ(title("x/02_Photo synthesis.mp4"), (config::Text{{"und", "02 Photo synthesis"}}));
  EXPECT_EQ(title("光合作用_1.mp4"), (config::Text{{"zh-CN", "光合作用 1"}}));
}

}  // namespace
}  // namespace kepu::headend
