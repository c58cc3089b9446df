// headend/probe.h: what a media file is, asked of kepu-ingest, a process of its own with limits.
// What it says is treated as hostile input: a file that takes it over can give wrong numbers, nothing more.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "config/clock.h"
#include "config/feed.h"
#include "config/result.h"
#include "headend/loudness.h"

namespace kepu::headend {

struct Probed {
  config::AssetType type = config::AssetType::video;  // video or image, by content
  milliseconds duration{};                            // exactly as playout takes it; 0 for an image
  int width = 0, height = 0;                          // pixels as displayed
  std::optional<Loudness> loudness{};                 // of its sound; none: it has none
  bool operator==(const Probed&) const = default;
};

struct Prober {
  std::filesystem::path program;  // kepu-ingest
  milliseconds patience{60'000};  // then it is killed
};

// kepu-ingest beside this executable, else in ../libexec/kepu.
std::filesystem::path ingest_program();

// Asks about the regular file open at `fd`, whose offset stays as it is. Blocks. invalid: not a clip or
// poster that can be played, with the reason to put behind the file's name; unavailable: the prober could not
// be started.
Result<Probed> probe(const Prober& prober, int fd);

// One line of kepu-ingest. invalid: the reason it gave; broken: it speaks another language.
Result<Probed> read_probe_line(std::string_view line);

}  // namespace kepu::headend
