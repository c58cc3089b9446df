// player/snapper.h: decides when to take the screenshot of each item (--screenshot-dir).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "config/clock.h"

namespace kepu::player {

// Once per item: two seconds after it began (titles have come in by then), or with its last picture if it is
// shorter.
class Snapper {
 public:
  static constexpr nanoseconds kAfter = std::chrono::seconds(2);
  explicit Snapper(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // To be asked before a new picture is drawn over the one that is visible. `items` counts the items that
  // have begun, the one to be drawn included. The file to write, if the visible picture is to be kept.
  std::optional<std::filesystem::path> before_draw(std::uint64_t items);

  // To be asked at every turn of the loop. `asset`: name of the item that is on.
  std::optional<std::filesystem::path> visible(Steady now, std::uint64_t items, const std::string& asset);

  // When visible() will want to keep a picture.
  std::optional<Steady> due() const { return due_; }

 private:
  std::filesystem::path folder_;
  std::uint64_t item_ = 0;
  std::optional<Steady> due_;
  std::filesystem::path file_;
};

}  // namespace kepu::player
