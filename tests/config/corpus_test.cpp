// The corpus of good and bad documents, read by the readers and by the JSON Schemas.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "config/feed.h"
#include "config/settings.h"

namespace kepu::config {
namespace {

namespace fs = std::filesystem;

const fs::path kCorpus = fs::path(KEPU_SOURCE_DIR) / "tests/config/corpus";

std::vector<fs::path> documents(const std::string& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(kCorpus / folder)) {
    if (entry.path().extension() == ".json") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Corpus, IsLargeEnough) {
  EXPECT_GE(documents("feed/good").size() + documents("settings/good").size(), 25U);
  EXPECT_GE(documents("feed/bad").size() + documents("settings/bad").size(), 60U);
}

TEST(Corpus, EveryGoodFeedIsAcceptedForPublishingAndPlaying) {
  for (const fs::path& path : documents("feed/good")) {
    const std::string text = read(path);
    EXPECT_EQ(describe(path, read_feed(text, Reading::publishing).faults), "");
    const FeedReading playing = read_feed(text, Reading::playing);
    EXPECT_EQ(describe(path, playing.faults), "");
    EXPECT_TRUE(playing.ignored.empty()) << path;
  }
}

TEST(Corpus, EveryGoodFeedSurvivesWritingAndReading) {
  for (const fs::path& path : documents("feed/good")) {
    const FeedReading first = read_feed(read(path), Reading::publishing);
    ASSERT_TRUE(first.feed) << path;
    const FeedReading second = read_feed(write_feed(*first.feed), Reading::publishing);
    EXPECT_EQ(describe(path, second.faults), "");
    EXPECT_EQ(first.feed, second.feed) << path;
  }
}

TEST(Corpus, EveryBadFeedIsRefusedWithAPlaceAndAReason) {
  for (const fs::path& path : documents("feed/bad")) {
    const FeedReading reading = read_feed(read(path), Reading::publishing);
    EXPECT_FALSE(reading.feed) << path;
    EXPECT_FALSE(reading.faults.empty()) << path;
    for (const Fault& fault : reading.faults) EXPECT_FALSE(fault.message.empty()) << path;
  }
}

TEST(Corpus, OneMistakeIsNotEchoedAllOverTheDocument) {
  for (const fs::path& path : documents("feed/bad")) {
    const Faults faults = read_feed(read(path), Reading::publishing).faults;
    EXPECT_LE(faults.size(), 5U) << describe(path, faults);
  }
}

TEST(Corpus, EveryGoodSettingsFileIsAccepted) {
  for (const fs::path& path : documents("settings/good")) {
    EXPECT_EQ(describe(path, read_settings(read(path)).faults), "");
  }
}

TEST(Corpus, EveryBadSettingsFileIsRefused) {
  for (const fs::path& path : documents("settings/bad")) {
    const SettingsReading reading = read_settings(read(path));
    EXPECT_FALSE(reading.settings) << path;
    EXPECT_FALSE(reading.faults.empty()) << path;
  }
}

TEST(Corpus, TheSchemasAgreeWithTheReaders) {
  const fs::path root(KEPU_SOURCE_DIR);
  const std::string command = "/usr/bin/python3 -B '" + (root / "tests/config/schema_check.py").string() +
                              "' '" + (root / "config/schema").string() + "' '" + kCorpus.string() + "' 2>&1";
  FILE* pipe = ::popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string output;
  std::array<char, 4096> piece{};
  for (std::size_t size = 0; (size = std::fread(piece.data(), 1, piece.size(), pipe)) > 0;)
    output.append(piece.data(), size);
  EXPECT_EQ(::pclose(pipe), 0) << output;
  EXPECT_NE(output.find("feed: " + std::to_string(documents("feed/good").size()) + " good, " +
                        std::to_string(documents("feed/bad").size()) + " bad, 0 wrong\n"),
            std::string::npos)
      << output;
}

}  // namespace
}  // namespace kepu::config
