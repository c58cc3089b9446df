// content/downloads.h: the media that are needed, on their way from servers into the store. Stepped; thread:
// the courier's loop alone.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/clock.h"
#include "config/feed.h"
#include "content/allowance.h"
#include "content/backoff.h"
#include "content/courier_options.h"
#include "content/fetch.h"
#include "content/http.h"
#include "content/origins.h"
#include "content/store.h"

namespace kepu::content {

// Stays free on the disk whatever is downloaded, for feeds and the as-run log: so much, or a twentieth.
constexpr std::uint64_t kReserveBytes = 512U << 20U;

using Feeds = std::vector<std::shared_ptr<const config::Feed>>;

class Downloads {
 public:
  // `origins`, `store`, `http` and `files` must outlive it.
  Downloads(CourierOptions options, Origins& origins, Store& store, Http& http, Files& files);
  ~Downloads();  // stops what is under way; parts stay
  Downloads(const Downloads&) = delete;
  Downloads& operator=(const Downloads&) = delete;

  // What to download, the first needed first. What is on disk already is passed over; what is being
  // downloaded and is not named any more is stopped (its part stays). Cheap: call it whenever the plan
  // changes. The first `urgent` of them come over any network that allows downloads.
  void need(Needs needs, std::size_t urgent = SIZE_MAX);

  // What may be downloaded from now on. What is under way is stopped if that changes, and goes on by the new
  // rules.
  void allow(const Allowance& allowance);

  // The next tick tries at once what had failed.
  void try_now();

  // From now on everything comes from the stick (content/stick_http.h) alone, whatever may be downloaded:
  // what is needed, then the rest of `newest` as long as there is room. Each file is tried once. Until
  // leave_stick().
  void draw_from_stick(std::shared_ptr<const config::Feed> newest);
  void leave_stick();

  struct Drawn {
    std::size_t files_left = 0, copied = 0, lacking = 0;  // lacking: not there, or not as the feed says
    std::uint64_t bytes_left = 0;
    bool full = false;  // the disk took no more
    bool operator==(const Drawn&) const = default;
  };
  Drawn drawn() const;  // since draw_from_stick()

  // Two at a time. Where the disk or the limit of the store is full, what is not needed leaves: first what
  // none of `feeds` (those that are kept) names. Returns when it wants to be called again at the latest. An
  // asset that failed waits by itself; after three in a row that no server answered, all of them wait. A full
  // disk stops downloads for as long as a poll takes to come.
  Steady tick(Steady now, const Feeds& feeds);

  const Needs& needs() const { return needs_; }

  // Why what is needed cannot be kept, for people; empty: it can.
  const std::string& alarm() const { return alarm_; }

 private:
  struct Trouble {
    Backoff backoff;
    std::set<std::size_t> tried{};  // origins that failed since it waited last
    std::optional<Kind> said;       // in the log
  };

  // What the stick has given so far.
  struct Stick {
    std::shared_ptr<const config::Feed> newest;
    std::set<config::AssetId> tried{};
    std::size_t copied = 0, lacking = 0;
    bool full = false;
  };

  bool is_allowed(std::size_t need) const;
  bool may_download() const;
  void choose(const config::Asset& asset, std::set<config::AssetId>& seen);
  bool is_needed(const config::AssetId& id) const;
  void note_on_stick(const Fetch& fetch);
  Result<void> room_for(const config::Asset& asset, std::uint64_t bytes, const Feeds& feeds);
  bool is_whole(const config::Asset& asset);
  void choose_missing();
  void stop_unneeded();
  void finish_fetches(Steady now);
  void settle(const Fetch& fetch, Steady now);
  void note_failure(const Fetch& fetch, const Error& error, Steady now);
  void start_fetches(Steady now, const Feeds& feeds);
  Result<void> make_room(std::uint64_t bytes, const Feeds& feeds);
  void evict(std::uint64_t bytes, const Feeds& feeds);
  Result<std::uint64_t> lacking(std::uint64_t bytes) const;
  const config::Asset* next_to_fetch(Steady now) const;
  std::unique_ptr<Fetch> begin_fetch(const config::Asset& asset, Steady now, const Feeds& feeds);
  std::size_t origin_for(const config::Asset& asset, Steady now) const;
  bool tries_another(const Fetch& fetch, Steady now);
  bool is_active(const config::AssetId& id) const;
  Steady next_tick(Steady now) const;

  CourierOptions options_;
  Origins* origins_;
  Store* store_;
  Http* http_;
  Files* files_;

  Needs needs_;                    // as given
  std::size_t urgent_ = SIZE_MAX;  // of them
  Allowance allowance_;
  std::vector<config::Asset> missing_;        // of those: to be fetched, in order, each hash once
  std::shared_ptr<const Playable> playable_;  // when missing_ was chosen
  std::vector<std::unique_ptr<Fetch>> fetches_;
  std::map<config::AssetId, std::size_t> asked_;  // the origin of what is under way
  std::map<config::AssetId, Trouble> troubles_;
  std::set<config::AssetId> too_large_;  // said already
  Backoff outage_;
  int failures_in_a_row_ = 0;  // without an answer
  std::optional<Steady> full_until_;
  std::string alarm_;
  std::optional<Stick> stick_;
};

}  // namespace kepu::content
