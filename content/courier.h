// content/courier.h: fetches the feed and its media and keeps them on disk. Stepped, never a thread of its
// own:
//
//   for (;;) { Steady until = courier.tick(clock.steady()); ...look at feeds() and store.playable()...;
//   http.wait(until); }
//
// Thread: the courier's loop alone.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/clock.h"
#include "config/feed.h"
#include "content/fetch.h"
#include "content/http.h"
#include "content/store.h"
#include "content/trust.h"

namespace kepu::content {

struct CourierOptions {
  std::string feed_url;  // media URLs are relative to it; empty: fetches nothing, plays what is on disk
  std::string feed;      // stable name; empty: any
  std::chrono::seconds poll{60};
  std::uint64_t asset_bytes_max = 0;      // a larger asset is not downloaded; 0: no limit
  std::optional<config::RootPin> root{};  // none: feeds need no signatures
  // In (0, 1], another one at each call: so that a hundred thousand screens that lost the network, or came up
  // at six, do not ask at once. 1: nothing is spread.
  std::function<double()> chance = [] { return 1.0; };
};

// What to wait for after failures in a row: a part by chance of 2 s, doubling, at most 5 minutes ("full
// jitter", https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter); longer if the server
// asks for it.
class Backoff {
 public:
  void fail(Steady now, double chance = 1, std::chrono::seconds retry_after = {});
  void succeed() { *this = {}; }
  bool holds(Steady now) const { return failures_ > 0 && now < until_; }
  int failures() const { return failures_; }
  Steady until() const { return until_; }
  std::chrono::seconds delay() const;  // at most, but for what the server asks

 private:
  int failures_ = 0;
  Steady until_{};
};

class Courier {
 public:
  // `store`, `http` and `files` must outlive it. Reads the kept feeds at once: feeds() is full before the
  // first tick.
  Courier(CourierOptions options, Store& store, Http& http, Files& files);
  ~Courier();  // stops what is under way; parts stay
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

  // Verified feeds, newest first, at most two: the newest, and the one before it, which may go on playing
  // until the newest one's media are there. Changes only within tick(). A feed that the disk does not take
  // rules all the same, until the next start; it is offered to the disk again at each poll.
  const std::vector<std::shared_ptr<const config::Feed>>& feeds() const { return feeds_; }

  // Who may sign what: null where no root is pinned, or while it has not come yet.
  const Root* root() const { return chain_.root(); }

  // What to download, the first needed first. What is on disk already is passed over; what is being
  // downloaded and is not named any more is stopped (its part stays). Cheap: call it whenever the plan
  // changes.
  void need(Needs needs);

  // The next tick polls, whenever the last poll was, and tries at once what had failed.
  void poll_now();

  // Starts what is due: a poll (where a root is pinned each new feed first waits for the answer whether there
  // is a newer root, at roots/<version>.json beside it), downloads (two at a time). Returns when it wants to
  // be called again at the latest. An asset that failed waits by itself; after three in a row that no server
  // answered, all of them wait. A full disk stops downloads until the next poll.
  Steady tick(Steady now);

 private:
  class Poll;
  struct Trouble {
    Backoff backoff;
    std::optional<Kind> said;  // in the log
  };

  void read_kept_roots();
  void read_kept_feeds();
  void finish_poll(Steady now);
  void finish_feed(const Poll& poll);
  void ask_root();
  void finish_root(const Poll& poll, Steady now);
  Result<void> take_root(const std::string& bytes);
  void take_pending(Steady now);
  void fail_poll(const Poll& poll, const Error& error, Steady now);
  nanoseconds part_of(nanoseconds time) const;
  void take_feed(const std::string& bytes);
  void keep(const config::Feed& feed, const std::string& bytes);
  void note_time();
  void start_poll(Steady now);
  void complain(const std::string& message);

  void choose_missing();
  void stop_unneeded();
  void finish_fetches(Steady now);
  void settle(const Fetch& fetch, Steady now);
  void note_failure(const Fetch& fetch, const Error& error, Steady now);
  void start_fetches(Steady now);
  const config::Asset* next_to_fetch(Steady now) const;
  std::unique_ptr<Fetch> begin_fetch(const config::Asset& asset);
  bool is_active(const config::AssetId& id) const;
  Steady next_tick(Steady now) const;

  CourierOptions options_;
  Store* store_;
  Http* http_;
  Files* files_;

  // A feed that came, before it is known whether there is a newer root.
  struct Pending {
    std::string bytes, etag;
  };

  RootChain chain_;
  bool root_is_new_ = false;  // the kept feeds must be looked at again
  int roots_asked_ = 0;       // in this poll
  bool is_refused_ = false;   // what is served: it may be signed under a root that is still to come
  std::optional<Pending> pending_;
  std::vector<std::shared_ptr<const config::Feed>> feeds_;  // newest first
  bool kept_ = true;                                        // feeds_[0] is on disk
  std::string etag_;            // of the answer that was judged last, for this URL; in memory only
  std::unique_ptr<Poll> poll_;  // under way
  bool has_polled_ = false;
  std::optional<Steady> poll_at_;  // none: at once
  Backoff poll_backoff_;
  std::string complaint_;  // about the feed, as logged last

  Needs needs_;                               // as given
  std::vector<config::Asset> missing_;        // of those: to be fetched, in order, each hash once
  std::shared_ptr<const Playable> playable_;  // when missing_ was chosen
  std::vector<std::unique_ptr<Fetch>> fetches_;
  std::map<config::AssetId, Trouble> troubles_;
  std::set<config::AssetId> too_large_;  // said already
  Backoff outage_;
  int failures_in_a_row_ = 0;  // without an answer
  std::optional<Steady> full_until_;
};

}  // namespace kepu::content
