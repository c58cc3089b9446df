#include "content/courier.h"

#include <algorithm>
#include <utility>

#include "config/log.h"

namespace kepu::content {
namespace {

constexpr std::chrono::seconds kBackoffFirst{2};
constexpr std::chrono::seconds kBackoffMax{300};
constexpr std::size_t kFetchesAtOnce = 2;
constexpr std::size_t kFeedsHeld = 2;
constexpr int kOutageAfter = 3;
constexpr int kRootsInARow = 256;
constexpr nanoseconds kFirstPollSpread = std::chrono::seconds(30);

Floor number_of(const config::Feed& feed) { return {feed.name, feed.epoch, feed.version}; }

std::string describe(const config::Feed& feed) {
  return "feed \"" + feed.name + "\" epoch " + std::to_string(feed.epoch) + " version " +
         std::to_string(feed.version);
}

std::string describe(std::chrono::seconds delay) { return std::to_string(delay.count()) + " s"; }

// A log line of an error that may list many faults.
std::string first_line(const std::string& message) {
  const auto end = message.find('\n');
  if (end == std::string::npos || end + 1 == message.size()) return message.substr(0, end);
  return message.substr(0, end) + " (and more: kepu check FILE lists all faults)";
}

}  // namespace

void Backoff::fail(Steady now, double chance, std::chrono::seconds retry_after) {
  ++failures_;
  const auto spread =
      std::chrono::duration_cast<nanoseconds>(chance * std::chrono::duration<double>(delay()));
  until_ = now + std::max<nanoseconds>(spread, retry_after);
}

std::chrono::seconds Backoff::delay() const {
  constexpr int kDoublings = 8;  // 2 s * 2^8 is past the maximum
  return std::min(kBackoffMax, kBackoffFirst * (1 << std::clamp(failures_ - 1, 0, kDoublings)));
}

// The bytes of a feed or a root on their way.
class Courier::Poll final : public Sink {
 public:
  enum class Of { feed, root };
  Poll(Of what, Http& http, const Request& request)
      : what_(what), http_(&http), id_(http.start(request, *this)) {}
  ~Poll() override { http_->cancel(id_); }
  Poll(const Poll&) = delete;
  Poll& operator=(const Poll&) = delete;

  Of what() const { return what_; }
  const std::optional<Result<void>>& result() const { return result_; }
  const Head& head() const { return head_; }
  std::chrono::seconds retry_after() const { return retry_after_; }
  const std::string& bytes() const { return bytes_; }

 private:
  Result<void> on_head(const Head& head) override {
    head_ = head;
    return {};
  }
  Result<void> on_bytes(std::string_view bytes) override {
    bytes_.append(bytes);
    return {};
  }
  void on_busy(std::chrono::seconds retry_after) override { retry_after_ = retry_after; }
  void on_end(Result<void> result) override { result_ = std::move(result); }

  Of what_;
  std::chrono::seconds retry_after_{};
  Http* http_;
  Head head_;
  std::string bytes_;
  std::optional<Result<void>> result_;
  TransferId id_;
};

Courier::Courier(CourierOptions options, Store& store, Http& http, Files& files)
    : options_(std::move(options)),
      store_(&store),
      http_(&http),
      files_(&files),
      chain_(options_.root),
      playable_(store.playable()) {
  read_kept_roots();
  read_kept_feeds();
}

Courier::~Courier() = default;

Steady Courier::tick(Steady now) {
  finish_poll(now);
  finish_fetches(now);
  start_poll(now);
  start_fetches(now);
  return next_tick(now);
}

void Courier::poll_now() {
  poll_at_.reset();
  full_until_.reset();
  outage_.succeed();
  troubles_.clear();
}

// --- the feed ---

void Courier::read_kept_roots() {
  if (!chain_.is_pinned()) return;
  for (const std::string& bytes : store_->roots()) {
    if (auto taken = chain_.extend(bytes); !taken)
      log(Level::info, "kept " + first_line(taken.error().message));
  }
}

void Courier::read_kept_feeds() {
  if (chain_.is_pinned() && chain_.root() == nullptr) return;  // nobody can vouch for them yet
  for (const std::string& bytes : store_->feeds()) {
    auto feed = verify(bytes, {options_.feed, 0, 0}, chain_);
    if (feed) {
      feeds_.push_back(*std::move(feed));
      continue;
    }
    log(Level::warning, "kept " + first_line(feed.error().message));
    if (auto discarded = store_->discard_feed(bytes); !discarded)
      log(Level::error, discarded.error().message);
  }
  if (feeds_.size() > kFeedsHeld) feeds_.resize(kFeedsHeld);
  note_time();
}

// What enough persons signed was signed before now. What anybody may have written says nothing of the time.
void Courier::note_time() {
  if (!chain_.is_pinned() || feeds_.empty()) return;
  http_->set_earliest(std::max(feeds_.front()->issued, chain_.root()->issued));
}

void Courier::start_poll(Steady now) {
  if (poll_ || options_.feed_url.empty() || (poll_at_ && now < *poll_at_)) return;
  if (!std::exchange(has_polled_, true) && !feeds_.empty()) {
    // There is something to play: no hurry, for all the others are coming up, too.
    const nanoseconds first = std::min<nanoseconds>(options_.poll, kFirstPollSpread);
    poll_at_ = now + first - part_of(first);
    if (now < *poll_at_) return;
  }
  poll_at_ = now + options_.poll * 4 / 5 + part_of(options_.poll / 5);
  full_until_.reset();
  roots_asked_ = 0;
  if (chain_.is_pinned() && chain_.root() == nullptr) return ask_root();
  Request request;
  request.url = options_.feed_url;
  request.if_none_match = etag_;
  request.bytes_max = kEnvelopeBytesMax;
  poll_ = std::make_unique<Poll>(Poll::Of::feed, *http_, request);
}

// By chance.
nanoseconds Courier::part_of(nanoseconds time) const {
  return std::chrono::duration_cast<nanoseconds>(options_.chance() *
                                                 std::chrono::duration<double, std::nano>(time));
}

void Courier::finish_poll(Steady now) {
  if (!poll_ || !poll_->result()) return;
  const std::unique_ptr<Poll> poll = std::move(poll_);
  if (poll->what() == Poll::Of::root) return finish_root(*poll, now);
  if (!*poll->result()) return fail_poll(*poll, poll->result()->error(), now);
  finish_feed(*poll);
}

void Courier::finish_feed(const Poll& poll) {
  if (poll_backoff_.failures() > 0) {
    log(Level::info, options_.feed_url + ": answers again");
    complaint_.clear();
  }
  poll_backoff_.succeed();
  if (poll.head().status == 304) {
    if (is_refused_ && chain_.is_pinned()) ask_root();
    return;
  }
  if (chain_.is_pinned()) {
    pending_ = Pending{poll.bytes(), poll.head().etag};
    return ask_root();
  }
  etag_ = poll.head().etag;
  take_feed(poll.bytes());
}

// --- who may sign it ---

void Courier::ask_root() {
  ++roots_asked_;
  Request request;
  const std::string name = "roots/" + std::to_string(chain_.wanted()) + ".json";
  const auto url = resolve_url(options_.feed_url, name);
  request.url = url ? *url : name;  // which fails with what is wrong about it
  request.bytes_max = kRootBytesMax;
  poll_ = std::make_unique<Poll>(Poll::Of::root, *http_, request);
}

void Courier::finish_root(const Poll& poll, Steady now) {
  const Result<void>& result = *poll.result();
  const bool is_newest = !result && result.error().kind == Kind::not_found && chain_.root() != nullptr;
  if (is_newest) return take_pending(now);
  auto taken = result ? take_root(poll.bytes()) : result;
  if (!taken) {
    pending_.reset();
    return fail_poll(poll, taken.error(), now);
  }
  if (roots_asked_ < kRootsInARow) return ask_root();
  pending_.reset();
  poll_at_ = now;
}

Result<void> Courier::take_root(const std::string& bytes) {
  if (auto taken = chain_.extend(bytes); !taken) return taken;
  root_is_new_ = true;
  const std::int64_t version = chain_.root()->version;
  log(Level::notice, "root " + std::to_string(version) + " of trust: verified");
  // It rules all the same; the next start asks for it again.
  if (auto kept = store_->keep_root(version, bytes); !kept) log(Level::error, kept.error().message);
  return {};
}

// There is no newer root than the one that rules.
void Courier::take_pending(Steady now) {
  if (pending_) {
    const Pending pending = *std::exchange(pending_, std::nullopt);
    etag_ = pending.etag;
    take_feed(pending.bytes);
  } else if (root_is_new_) {
    etag_.clear();  // the feed may be one that was refused under the root before
    poll_at_ = now;
  }
  if (!std::exchange(root_is_new_, false) || !kept_) return;
  feeds_.clear();
  read_kept_feeds();
}

void Courier::fail_poll(const Poll& poll, const Error& error, Steady now) {
  poll_backoff_.fail(now, options_.chance(), poll.retry_after());
  poll_at_ = std::min(poll_at_.value_or(now), poll_backoff_.until());
  if (poll.retry_after().count() > 0) poll_at_ = poll_backoff_.until();
  complain(error.message + ": what is on disk goes on playing");
}

// Each poll may fail the same way for weeks: said once, and whenever it changes.
void Courier::complain(const std::string& message) {
  if (message != complaint_) log(Level::warning, first_line(message));
  complaint_ = message;
}

void Courier::take_feed(const std::string& bytes) {
  const bool first = feeds_.empty();
  const Floor floor = first ? Floor{options_.feed, 0, 0} : number_of(*feeds_.front());
  auto verified = verify(bytes, {options_.feed, floor.epoch, floor.version}, chain_);
  is_refused_ = !verified;
  if (!verified) return complain(verified.error().message);
  const std::shared_ptr<const config::Feed> feed = *std::move(verified);
  const bool known = !first && std::pair(feed->epoch, feed->version) == std::pair(floor.epoch, floor.version);
  if (known && *feed != *feeds_.front())
    return complain(describe(*feed) + " has changed without a new version: publish it with a higher one");
  if (!known || !kept_) keep(*feed, bytes);
  if (kept_) complaint_.clear();
  if (known) return;
  feeds_.insert(feeds_.begin(), feed);
  if (feeds_.size() > kFeedsHeld) feeds_.resize(kFeedsHeld);
  note_time();
  log(Level::info, describe(*feed) + ": " + std::to_string(feed->assets.size()) + " assets, " +
                       std::to_string(feed->entries.size()) + " entries");
}

// An emergency must not wait for a disk that is full or has failed: the feed rules even if it cannot be kept.
void Courier::keep(const config::Feed& feed, const std::string& bytes) {
  const auto kept = store_->keep_feed(feed.epoch, feed.version, bytes);
  kept_ = static_cast<bool>(kept);
  if (kept_) return;
  etag_.clear();  // the next poll brings the bytes again
  complain(kept.error().message + ": " + describe(feed) +
           " rules until the next start only: look after the disk");
}

// --- its media ---

void Courier::need(Needs needs) {
  if (needs == needs_ && store_->playable() == playable_) return;
  needs_ = std::move(needs);
  choose_missing();
  stop_unneeded();
}

void Courier::choose_missing() {
  playable_ = store_->playable();
  missing_.clear();
  std::set<config::AssetId> seen;
  for (const config::Asset& asset : needs_) {
    if (asset.type == config::AssetType::stream || playable_->contains(asset.id)) continue;
    if (!seen.insert(asset.id).second) continue;
    if (options_.asset_bytes_max == 0 || asset.bytes <= options_.asset_bytes_max) {
      missing_.push_back(asset);
    } else if (too_large_.insert(asset.id).second) {
      log(Level::warning, asset.name + ": " + std::to_string(asset.bytes) +
                              " bytes, more than asset_bytes_max (" +
                              std::to_string(options_.asset_bytes_max) + "): not downloaded");
    }
  }
  std::erase_if(troubles_, [&](const auto& each) { return !seen.contains(each.first); });
}

void Courier::stop_unneeded() {
  std::erase_if(fetches_, [this](const std::unique_ptr<Fetch>& fetch) {
    return std::ranges::find(missing_, fetch->asset().id, &config::Asset::id) == missing_.end();
  });
}

bool Courier::is_active(const config::AssetId& id) const {
  return std::ranges::any_of(fetches_, [&](const auto& fetch) { return fetch->asset().id == id; });
}

void Courier::finish_fetches(Steady now) {
  for (const auto& fetch : fetches_)
    if (fetch->result()) settle(*fetch, now);
  std::erase_if(fetches_, [](const auto& fetch) { return fetch->result().has_value(); });
  if (store_->playable() != playable_) choose_missing();
}

void Courier::settle(const Fetch& fetch, Steady now) {
  if (!*fetch.result()) return note_failure(fetch, fetch.result()->error(), now);
  troubles_.erase(fetch.asset().id);
  failures_in_a_row_ = 0;
  outage_.succeed();
  log(Level::info, fetch.asset().name + ": on disk (" + std::to_string(fetch.asset().bytes) + " bytes)");
}

void Courier::note_failure(const Fetch& fetch, const Error& error, Steady now) {
  const std::string name = fetch.asset().name;
  if (error.kind == Kind::full) {
    full_until_ = poll_at_.value_or(now + options_.poll);
    log(Level::error, name + ": " + error.message + ": no downloads until the next poll");
    return;
  }
  Trouble& trouble = troubles_[fetch.asset().id];
  trouble.backoff.fail(now, options_.chance(), fetch.retry_after());
  const bool silent = error.kind == Kind::unavailable && !fetch.moved();
  failures_in_a_row_ = silent ? failures_in_a_row_ + 1 : 0;
  if (!silent) outage_.succeed();
  if (outage_.failures() == 0 && trouble.said != error.kind) {
    trouble.said = error.kind;
    log(Level::warning, name + ": " + error.message + ": tried again within " +
                            describe(std::max(trouble.backoff.delay(), fetch.retry_after())));
  }
  if (failures_in_a_row_ < kOutageAfter || outage_.holds(now)) return;
  if (outage_.failures() == 0)
    log(Level::warning, "no server answers: downloads wait, what is on disk goes on playing");
  outage_.fail(now, options_.chance());
}

void Courier::start_fetches(Steady now) {
  if (options_.feed_url.empty() || (full_until_ && now < *full_until_) || outage_.holds(now)) return;
  while (fetches_.size() < kFetchesAtOnce) {
    const config::Asset* asset = next_to_fetch(now);
    if (asset == nullptr) return;
    fetches_.push_back(begin_fetch(*asset));
    if (!fetches_.back()->result()) continue;
    finish_fetches(now);
    if (full_until_ && now < *full_until_) return;
  }
}

const config::Asset* Courier::next_to_fetch(Steady now) const {
  const auto startable = [&](const config::Asset& asset) {
    const auto trouble = troubles_.find(asset.id);
    return !is_active(asset.id) && (trouble == troubles_.end() || !trouble->second.backoff.holds(now));
  };
  const auto found = std::ranges::find_if(missing_, startable);
  return found == missing_.end() ? nullptr : &*found;
}

std::unique_ptr<Fetch> Courier::begin_fetch(const config::Asset& asset) {
  // A URL that cannot be resolved is passed on as it is: the request fails with what is wrong about it.
  const auto url = resolve_url(options_.feed_url, asset.url);
  auto fetch = std::make_unique<Fetch>(asset, url ? *url : asset.url, *store_, *http_, *files_);
  fetch->begin();
  return fetch;
}

Steady Courier::next_tick(Steady now) const {
  Steady next = now + std::chrono::hours(1);
  if (options_.feed_url.empty()) return next;
  if (!poll_) next = std::min(next, poll_at_.value_or(now));
  if (fetches_.size() == kFetchesAtOnce) return next;
  if (full_until_ && now < *full_until_) return std::min(next, *full_until_);
  if (outage_.holds(now)) return std::min(next, outage_.until());
  for (const config::Asset& asset : missing_) {
    const auto trouble = troubles_.find(asset.id);
    if (trouble != troubles_.end() && !is_active(asset.id))
      next = std::min(next, trouble->second.backoff.until());
  }
  return next;
}

}  // namespace kepu::content
