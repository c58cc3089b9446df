// headend/cli/asked.h: which screen a command line asks about, and where it is.
#pragma once

#include "config/screen.h"
#include "headend/options.h"

namespace kepu::headend::cli {

struct AskedScreen {
  config::Screen screen;
  config::Place place;
};

// Of "--screen ID[,TAG...]", "--place LAT,LON" and "--stop NAME". invalid: what is wrong with them.
Result<AskedScreen> asked_screen(const Options& options);

}  // namespace kepu::headend::cli
