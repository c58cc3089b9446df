// The examples in scheduler/README.md are what compile() and nearest.h give. tests/player/examples_test.cpp
// has those that a player is needed for.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/scheduler/example.h"
#include "tests/scheduler/examples_page.h"

namespace kepu::scheduler {
namespace {

std::set<std::filesystem::path> files() {
  std::set<std::filesystem::path> all;
  for (const auto& file : std::filesystem::directory_iterator(KEPU_SOURCE_DIR "/tests/scheduler/examples"))
    all.insert(file.path());
  return all;
}

TEST(Examples, OnThePageAreWhatRunningGives) {
  ExamplesPage page;
  for (const auto& file : files()) {
    const Example example(whole(file));
    page.holds(file.stem(), example.scenario, example.lines, "scheduler_test");
  }
}

TEST(Examples, EachRuleHasOneAndEachIsRun) {
  const ExamplesPage page;
  EXPECT_EQ(page.rules_without(), std::vector<std::string>());
  std::set<std::string> run;
  for (const auto& file : files()) run.insert(file.stem());
  for (const std::string& name : page.names())
    EXPECT_TRUE(run.contains(name) || name.starts_with("played-")) << name << " is run by nobody";
}

}  // namespace
}  // namespace kepu::scheduler
