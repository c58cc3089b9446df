// headend/expectations.h: what admins expect of a schedule, written down: unit tests for a feed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/faults.h"
#include "config/feed.h"
#include "config/screen.h"
#include "headend/local_clock.h"

namespace kepu::headend {

// {"screen": "bus-17", "tags": ["bus"], "at": "2027-06-03T08:15", "shows": "bus-am"}
struct Expectation {
  enum class What : std::uint8_t {
    shows,        // at `from`, or at some time in [from, to)
    never_shows,  // at no time in [from, to), or not at `from`
    plays,        // begins in every hour from `from` on that ends by `to`, so often
  };
  std::string name;  // for people; empty: its place in the file stands for it
  config::Screen screen;
  config::Place place;
  LocalMoment from;
  std::optional<LocalMoment> to;  // none: `from` is a moment
  What what = What::shows;
  std::string whom;           // an asset's name, an entry's id, "(card)" or "(dark)"
  int at_least_per_hour = 0;  // of plays
  bool operator==(const Expectation&) const = default;
};

struct Expectations {
  std::string feed;  // path, relative to the file; empty: the command line names it
  std::vector<Expectation> all;
  bool operator==(const Expectations&) const = default;
};

struct ExpectationsReading {
  std::optional<Expectations> expectations;  // set exactly when there are no faults
  config::Faults faults;
};

constexpr std::size_t kExpectationBytesMax = 1U << 20U;

// {"feed": "feed.json", "expect": [...]}; at most 1 MiB and 10,000 expectations. Never throws.
ExpectationsReading read_expectations(std::string_view json);

// Why `feed`, which has all its lengths, does not do what is expected, in words; empty: it does.
std::string disappointment(const config::Feed& feed, const Expectation& expectation);

}  // namespace kepu::headend
