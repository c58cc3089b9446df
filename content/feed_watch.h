// content/feed_watch.h: what the server says: roots of trust, the feed, and the notices that go with it.
// Polled, verified, kept on disk. Stepped; thread: the courier's loop alone.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/clock.h"
#include "config/feed.h"
#include "config/notices.h"
#include "content/backoff.h"
#include "content/beacon_watch.h"
#include "content/courier_options.h"
#include "content/http.h"
#include "content/lower_bound.h"
#include "content/notice_board.h"
#include "content/origins.h"
#include "content/store.h"
#include "content/trust.h"
#include "content/whole_answer.h"

namespace kepu::content {

class FeedWatch {
 public:
  // `origins`, `store` and `http` must outlive it. Reads what is kept at once: feeds() is full before the
  // first tick.
  FeedWatch(CourierOptions options, Origins& origins, Store& store, Http& http);
  ~FeedWatch();  // stops what is under way
  FeedWatch(const FeedWatch&) = delete;
  FeedWatch& operator=(const FeedWatch&) = delete;

  // Verified feeds, newest first: the newest, and the one that was on air when it came, which may go on
  // playing until the newest one's media are there; three at most. Changes only within tick(). A feed that
  // the disk does not take rules all the same, until the next start; it is offered to the disk again at each
  // poll.
  const std::vector<std::shared_ptr<const config::Feed>>& feeds() const { return feeds_; }

  // The notices that stand; null: none ever came. Changes only within tick(), to another object.
  std::shared_ptr<const config::Notices> notices() const { return board_.standing(); }

  // Who may sign what: null where no root is pinned, or while it has not come yet.
  const Root* root() const { return chain_.root(); }

  const RootChain& chain() const { return chain_; }

  // Of the newest feed that was ever believed: no older one will be.
  const Number& newest() const { return floor_; }

  // When a server last answered a poll of the feed.
  std::optional<Steady> answered() const { return answered_; }

  // What the headend's beacon says; none: nothing any more. Of a newer feed than has come the next tick
  // polls. While it does not come, each beacon has each server asked once past all caches: no more, for the
  // beacon may lie.
  void hear(const std::optional<Heard>& heard);

  // How late it is at least.
  Wall earliest() const { return heard_ ? std::max(bound_.at(), heard_->earliest) : bound_.at(); }

  // Times that a clock may show and be right, by what enough persons signed.
  Plausible plausible() const { return plausible_; }

  // Why the newest feed is not kept, or what is served is not believed, for people; empty: all is well. That
  // the server does not answer is no alarm: a bus drives through tunnels.
  const std::string& alarm() const { return alarm_; }

  // Which of feeds() is on air: it is kept beside the newest. None: the one before the newest is.
  void set_on_air(std::optional<Number> on_air) { on_air_ = on_air; }

  // The next tick polls, whenever the last poll was.
  void look_now() { poll_at_.reset(); }

  // Asks the stick (content/stick_http.h) once, from the next tick on, instead of a server; what is under way
  // is stopped. What it has is judged as if it had come from a server.
  void look_at_stick();
  bool looks_at_stick() const { return at_stick_; }  // it has not answered all yet
  // Why what the stick brought last is not believed; empty: it is.
  const std::string& stick_complaint() const { return stick_complaint_; }

  // Polls when that is due: notices.json beside the feed, then the feed. Where a root is pinned, what is new
  // waits for the answer whether there is a newer root, at roots/<version>.json beside it. What came rules
  // when tick() returns, and goes to the disk with the next one: a recall does not wait for a slow disk.
  // Returns when it wants to be called again at the latest.
  Steady tick(Steady now);

 private:
  enum class Document { root, notices, feed };
  // What came and waits: for the answer whether there is a newer root, or for the disk.
  struct Bytes {
    std::string bytes, etag;
  };

  void read_kept_roots();
  void read_kept_feeds();
  void read_kept_notices();
  void judge_again();
  void note_time();

  void start_poll(Steady now);
  std::size_t next_origin(Steady now);
  bool is_behind() const { return !at_stick_ && heard_ && heard_->newest > floor_; }
  void ask_for_all();
  const std::string& asked_url() const;
  void ask_next();
  void ask(Document document);
  void finish(Steady now);
  void finish_root(WholeAnswer& answer, Steady now);
  void finish_feed(WholeAnswer& answer);
  void doubt_refusal();
  void finish_notices(WholeAnswer& answer);
  void take_what_waits();
  Result<void> take_root(const std::string& bytes);
  void take_feed(Bytes came);
  void take_notices(Bytes came);
  Result<void> check_root_is_valid(const char* document) const;
  void drop_between();
  void keep_what_came();
  void keep_feed(const std::string& bytes);
  void keep_notices(const std::string& bytes);
  void keep_time();
  void fail_poll(const WholeAnswer& answer, const Error& error, Steady now);
  void complain(const std::string& message);
  void complain_of_stick(const std::string& message);
  void alarm(const std::string& message);
  void be_content();
  nanoseconds part_of(nanoseconds time) const;

  CourierOptions options_;
  Origins* origins_;
  std::size_t origin_ = 0;  // of this poll
  Steady now_{};            // of this tick
  Store* store_;
  Http* http_;
  LowerBound bound_;
  Wall bound_kept_{};
  Plausible plausible_{kReleased, Wall::max()};

  RootChain chain_;
  bool root_is_new_ = false;                                // what is believed must be judged again
  int roots_asked_ = 0;                                     // in this poll
  std::vector<std::shared_ptr<const config::Feed>> feeds_;  // newest first
  std::optional<Number> on_air_;
  Number floor_{};  // as newest() says
  std::optional<Heard> heard_;
  std::size_t doubted_ = 0;   // servers that are still to be asked past all caches
  bool past_caches_ = false;  // in this poll
  std::optional<Steady> answered_;
  bool kept_ = true;                  // feeds_[0] is on disk, or about to be
  std::int64_t judged_by_ = 0;        // version of the root that feeds_[0] was judged by
  bool is_refused_ = false;           // what is served: it may be signed under a root that is still to come
  int unchanged_ = 0, patience_ = 1;  // polls since, and how many until it is asked for anew, ETag or not
  NoticeBoard board_;

  std::string feed_etag_, notices_etag_;            // of what was judged last, for these URLs; in memory only
  std::optional<Bytes> feed_waits_, notices_wait_;  // for the answer about the root
  std::optional<std::string> feed_unkept_, notices_unkept_;  // for the disk

  std::vector<Document> agenda_;         // of this poll, the next one last
  std::unique_ptr<WholeAnswer> answer_;  // under way
  Document asked_for_{};
  bool has_polled_ = false;
  bool at_stick_ = false;
  std::string stick_complaint_;
  std::optional<Steady> poll_at_;  // none: at once
  Backoff backoff_;
  std::string complaint_, notices_complaint_;  // as logged last
  std::string alarm_;
};

}  // namespace kepu::content
