// headend/overbooking.h: what a schedule promises and its rundowns do not keep. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "config/feed.h"
#include "headend/airing.h"
#include "headend/audience.h"
#include "headend/local_clock.h"
#include "headend/period.h"
#include "scheduler/rundown.h"

namespace kepu::headend {

struct Finding {
  enum class What : std::uint8_t {
    nobody,     // no screen has the tags that the entry asks for
    elsewhere,  // the screens that have them all stand somewhere else
    over,       // its last day is before the period
    outranked,  // whenever it is active, something stronger is on
    spots,      // it does not play as often as `per_hour` promises
    tail,       // items of its playlist that air nowhere
    share,      // it has much less airtime than its share of what it plays beside
    nothing,    // no entry is on, or spots alone
  };
  What what = What::nothing;
  std::string entry;                 // id; empty: of no entry
  std::vector<std::string> screens;  // ids, in the order of the fleet; empty: of all of them, or of none
  std::vector<config::Date> days;    // on which
  std::string hours;                 // nothing: "22:00-23:00", local
  std::size_t promised = 0;          // spots: plays; tail: items
  std::size_t kept = 0;              // so many of them
  milliseconds due{};                // share: the airtime that would be its share
  milliseconds time{};               // share: what it has; nothing: how long in all
  std::vector<std::string> items{};  // tail: which
  bool operator==(const Finding&) const = default;
};

// A gap that is shorter is none.
constexpr milliseconds kGapMin = std::chrono::minutes(1);
// Of its share an entry has this much, or it is told.
constexpr double kShareKept = 0.8;

// Is shown the rundowns of a fleet: begin(), then watch() for each day, for each audience in turn.
class Overbooking {
 public:
  // `feed` must outlive it. Every item has its duration.
  Overbooking(const config::Feed& feed, const Period& period);

  // invalid: a time zone that the tz database does not have.
  Result<void> begin(const Audience& audience);
  void watch(const config::Date& date, const scheduler::Rundown& rundown);
  void end();

  // In the order of the feed's entries; then the hours with nothing.
  std::vector<Finding> findings() const;

 private:
  // What became of an entry, on all screens.
  struct Fate {
    bool matched = false;  // a screen has its tags
    bool placed = false;   // and stands at one of its places, or nobody knows where it stands
    bool active = false;   // at some time
    bool on = false;       // likewise, and nothing stronger was
    Finding spots, share;  // empty screens: there is nothing to find
    std::set<std::string> aired;
  };
  // Of the audience that is watched.
  struct Plays {
    std::size_t promised = 0, kept = 0;
    std::vector<config::Date> days;  // on which it did not keep them
  };
  struct Share {
    milliseconds due{}, time{};
  };
  struct Gap {
    std::vector<config::Date> days;
    milliseconds time{};
  };
  void watch_active(const scheduler::Rundown& rundown);
  void watch_spots(const config::Date& date, const scheduler::Rundown& rundown);
  void watch_airing(const Airing& airing, const std::vector<scheduler::Slot>& slots);
  void watch_gaps(const config::Date& date, const scheduler::Rundown& rundown);
  bool is_gap(const Airing& airing) const;
  bool is_on(std::uint32_t entry, Wall at) const;
  void add_screens(Finding& finding) const;
  Finding tail_of(std::uint32_t entry) const;

  const config::Feed* feed_;
  Period period_;
  std::unordered_map<std::string, std::uint32_t> numbers_;  // of entries, by id
  std::vector<Fate> fates_;
  std::map<std::pair<std::string, std::vector<config::Date>>, Finding> nothing_;  // by hours and days

  const Audience* audience_ = nullptr;
  std::optional<LocalClock> clock_;
  std::map<std::uint32_t, Plays> plays_;
  std::map<std::uint32_t, Share> shares_;
  std::map<std::string, Gap> gaps_;  // by hours
  std::vector<Airing> airings_;      // of the day
};

// One sentence: "fraud: 12 of 672 plays do not fit, on 2 screens (bus-1, bus-2), every day".
std::string finding_words(const Finding& finding, const Period& period);

}  // namespace kepu::headend
