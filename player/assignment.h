// player/assignment.h: what one decode process is told to do: its command line, both ways.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/clock.h"
#include "config/feed.h"
#include "config/result.h"

namespace kepu::player {

enum class Purpose {
  play,    // decode as the player takes pictures
  vet,     // strictly, to the end, as fast as it goes: whether a new file may be played at all
  stream,  // `source` is an address, not a file
};

struct Assignment {
  std::string source;                 // path of a media file, or the address of a stream
  std::optional<config::AssetId> id;  // what the file's bytes must hash to; none: not known
  Purpose purpose = Purpose::play;
  int box_width = 0, box_height = 0;  // pixels a still picture is wanted for; 0: not known
  bool cover = false;                 // fill the box instead of fitting into it
  nanoseconds start{};  // media time at which it begins: the first picture shown then is the first sent
  std::string decoders = "auto";  // hardware to be tried, in order: "vaapi,software"; auto: all that is there
  bool operator==(const Assignment&) const = default;
};

// One word for each member that is not at its default: "source=/a b.mp4", "box=1920x1080", ...
std::vector<std::string> words_of(const Assignment& assignment);

// invalid: a word that words_of() does not write.
Result<Assignment> parse_assignment(const std::vector<std::string>& words);

}  // namespace kepu::player
