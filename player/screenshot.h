// player/screenshot.h: what was on the screen, as a PNG file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "config/result.h"

namespace kepu::player {

struct Screenshot {
  std::vector<std::uint8_t> pixels;  // 32-bit, bytes blue green red x
  int stride = 0;                    // bytes
  int width = 0, height = 0;
};

// Writes a PNG; the folder must exist. Takes tens of milliseconds: not for the main loop.
Result<void> write_png(const Screenshot& screenshot, const std::filesystem::path& file);

}  // namespace kepu::player
