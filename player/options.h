// player/options.h: the command line of kepu-player.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/result.h"
#include "config/settings.h"

namespace kepu::player {

struct Options {
  enum class Task {
    play_feed,
    play_files,
    print_as_run,
    status,
    duck,
    place,
    import,
    print_media,
    help,
    version
  };
  Task task = Task::play_feed;
  std::vector<std::filesystem::path> files;
  bool once = false;
  int image_seconds = 10;
  bool json = false;
  bool sealed = false;                       // with print_as_run
  bool duck = false;                         // Task::duck: on
  std::optional<config::Position> position;  // Task::place
  std::optional<std::string> stop;           // Task::place; empty: it has left
  std::filesystem::path import_folder;       // Task::import
  std::filesystem::path screenshot_dir;      // empty: none
  std::filesystem::path settings_file = "/etc/kepu/player.json";
  bool settings_named = false;  // by --settings: it must exist then

  // What the command line says instead of the settings file.
  std::optional<std::string> feed_url, screen, state_dir, fit, control;
  std::optional<int> display, rotate;
  bool windowed = false, no_sound = false;
};

extern const char* const kHelp;

// invalid: a word that is not understood, with the nearest option named.
Result<Options> parse_options(const std::vector<std::string>& words);

// The settings file with the command line on top. Playing files needs no settings file; playing a feed needs
// one, or
// --feed-url and --state. not_found, invalid (every fault of the file, a line each).
Result<config::Settings> settings_of(const Options& options);

}  // namespace kepu::player
