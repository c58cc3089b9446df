// headend/cli/asked.h: which screen a command line asks about, where it is, and when.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string_view>

#include "config/screen.h"
#include "headend/options.h"

namespace kepu::headend::cli {

struct AskedScreen {
  config::Screen screen;
  config::Place place;
};

// Of "--screen ID[,TAG...]", "--place LAT,LON" and "--stop NAME". invalid: what is wrong with them.
Result<AskedScreen> asked_screen(const Options& options);

// "2027-06-03T08:15" or "...:30": a time as the wall clock shows it.
struct LocalMoment {
  std::chrono::year_month_day date;
  std::chrono::seconds since_midnight{};
  bool operator==(const LocalMoment&) const = default;
};
std::optional<LocalMoment> read_moment(std::string_view text);

}  // namespace kepu::headend::cli
