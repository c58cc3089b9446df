// headend/cli/asked.h: which screens a command line asks about, and where they are.
#pragma once

#include <optional>
#include <string_view>

#include "config/screen.h"
#include "headend/cli/commands.h"
#include "headend/fleet.h"
#include "headend/options.h"

namespace kepu::headend::cli {

struct AskedScreen {
  config::Screen screen;
  config::Place place;
};

// Of "--screen ID[,TAG...]", "--place LAT,LON" and "--stop NAME". invalid: what is wrong with them.
Result<AskedScreen> asked_screen(const Options& options);

// Of "--screens FILE", or the one screen of asked_screen(). None: what is wrong has been said, as a fault of
// the file or of the line of `command`.
std::optional<Fleet> asked_fleet(const Options& options, std::string_view command, World world);

}  // namespace kepu::headend::cli
