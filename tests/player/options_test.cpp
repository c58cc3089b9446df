#include "player/options.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

std::string fault_of(const std::vector<std::string>& words) {
  const auto options = parse_options(words);
  return options ? "" : options.error().message;
}

TEST(Options, FilesMeanThatFilesArePlayed) {
  const auto options = parse_options({"a.mp4", "b", "--once", "--image-seconds", "3"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->task, Options::Task::play_files);
  EXPECT_EQ(options->files.size(), 2U);
  EXPECT_TRUE(options->once);
  EXPECT_EQ(options->image_seconds, 3);
}

TEST(Options, AMistypedOptionIsNamedWithTheNearestOne) {
  EXPECT_EQ(fault_of({"--windwed"}),
            "--windwed: there is no such option; did you mean --windowed? (--help lists all)");
}

TEST(Options, AValueThatIsMissingOrWrongIsNamed) {
  EXPECT_EQ(fault_of({"--display"}), "--display needs a value (--help says which)");
  EXPECT_EQ(fault_of({"--rotate=45"}), "--rotate: \"45\" is not a value for it (--help says which are)");
  EXPECT_EQ(fault_of({"--fit", "fill"}), "--fit: \"fill\" is not a value for it (--help says which are)");
  EXPECT_EQ(fault_of({"--display", "1x"}), "--display: \"1x\" is not a value for it (--help says which are)");
}

TEST(Options, OnceIsForFiles) {
  EXPECT_EQ(fault_of({"--once"}), "--once goes with files: a feed has no end");
}

TEST(Options, TheCommandLineSpeaksInsteadOfTheSettings) {
  const fakes::TempFolder folder;
  std::ofstream(folder / "player.json")
      << R"({"screen": "bus-17", "tags": ["bus"], "fit": "cover", "rotate": 90})";
  const auto options = parse_options(
      {"--settings", (folder / "player.json").string(), "--fit=stretch", "--screen", "bus-18,route:2"});
  ASSERT_TRUE(options);
  const auto settings = settings_of(*options);
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->screen.id.name, "bus-18");
  EXPECT_EQ(settings->screen.tags, (std::vector<std::string>{"route:2"}));
  EXPECT_EQ(settings->fit, config::Fit::stretch);
  EXPECT_EQ(settings->rotate, 90);
}

TEST(Options, WithUrlAndStateNoSettingsFileIsNeeded) {
  const auto options = parse_options({"--feed-url", "http://127.0.0.1/feed.json", "--state", "/tmp/x"});
  ASSERT_TRUE(options);
  EXPECT_TRUE(settings_of(*options));
}

TEST(Options, AMissingSettingsFileSaysWhatToDo) {
  const auto options = parse_options({"--settings", "/nowhere/player.json"});
  ASSERT_TRUE(options);
  const auto settings = settings_of(*options);
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().message,
            "/nowhere/player.json: cannot be read; write it, name another with --settings, or give "
            "--feed-url and --state");
}

TEST(Options, EveryFaultOfTheSettingsIsTold) {
  const fakes::TempFolder folder;
  std::ofstream(folder / "p.json") << R"({"screen": "a", "rotat": 90, "volume": 7})";
  const auto options = parse_options({"--settings", (folder / "p.json").string()});
  ASSERT_TRUE(options);
  const auto settings = settings_of(*options);
  ASSERT_FALSE(settings);
  EXPECT_NE(settings.error().message.find("did you mean \"rotate\""), std::string::npos);
  EXPECT_NE(settings.error().message.find("/volume"), std::string::npos);
}

TEST(Options, ARunningPlayerIsAskedWithoutSettings) {
  const auto status = parse_options({"--status", "--json", "--control", "/tmp/c"});
  ASSERT_TRUE(status);
  EXPECT_EQ(status->task, Options::Task::status);
  EXPECT_TRUE(status->json);
  EXPECT_EQ(settings_of(*status)->control_socket, "/tmp/c");
  for (const auto& [word, on] : {std::pair("on", true), std::pair("off", false)}) {
    const auto duck = parse_options({"--duck", word});
    ASSERT_TRUE(duck);
    EXPECT_EQ(duck->task, Options::Task::duck);
    EXPECT_EQ(duck->duck, on);
  }
  EXPECT_FALSE(parse_options({"--duck", "loud"}));
}

TEST(Options, ARunningPlayerIsGivenAFolderAndMediaAreListedWithoutOne) {
  const auto import = parse_options({"--import", "/media/stick", "--control=/tmp/c"});
  ASSERT_TRUE(import) << import.error().message;
  EXPECT_EQ(import->task, Options::Task::import);
  EXPECT_EQ(import->import_folder, "/media/stick");
  EXPECT_EQ(settings_of(*import)->control_socket, "/tmp/c");
  EXPECT_FALSE(parse_options({"--import", ""}));
  const auto media = parse_options({"--media", "--state", "/s"});
  ASSERT_TRUE(media);
  EXPECT_EQ(media->task, Options::Task::print_media);
  EXPECT_EQ(settings_of(*media)->state_dir, "/s");
}

TEST(Options, ARunningPlayerIsToldWhereItIs) {
  const auto both = parse_options({"--place", "24.326,109.412", "--stop", "博物馆", "--control=/tmp/c"});
  ASSERT_TRUE(both) << both.error().message;
  EXPECT_EQ(both->task, Options::Task::place);
  EXPECT_EQ(both->position, (config::Position{24.326, 109.412}));
  EXPECT_EQ(both->stop, "博物馆");
  EXPECT_EQ(settings_of(*both)->control_socket, "/tmp/c");
  EXPECT_EQ(parse_options({"--stop", ""})->stop, "");
  EXPECT_FALSE(parse_options({"--place", "here"}));
  EXPECT_FALSE(parse_options({"--stop", std::string(201, 'x')}));
}

}  // namespace
}  // namespace kepu::player
