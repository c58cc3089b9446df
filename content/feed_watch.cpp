#include "content/feed_watch.h"

#include <algorithm>
#include <utility>

#include "config/log.h"
#include "content/stick_http.h"

namespace kepu::content {
namespace {

constexpr std::size_t kFeedsRead = 3;
constexpr int kRootsInARow = 256;
constexpr nanoseconds kFirstPollSpread = std::chrono::seconds(30);
constexpr std::size_t kNoticesEnvelopeMax = 2 * config::kNoticesBytesMax;  // base64, and signatures
constexpr milliseconds kLongestOffline = std::chrono::hours(24 * 366);     // a clock that says more is wrong
constexpr milliseconds kKeepTimeEvery = std::chrono::hours(1);

Number number_of(const config::Feed& feed) { return {feed.epoch, feed.version}; }

std::string name_of(const config::Feed& feed) {
  return "feed \"" + feed.name + "\" " + describe(number_of(feed));
}

// A log line of an error that may list many faults.
std::string first_line(const std::string& message) {
  const auto end = message.find('\n');
  if (end == std::string::npos || end + 1 == message.size()) return message.substr(0, end);
  return message.substr(0, end) + " (and more: kepu check FILE lists all faults)";
}

}  // namespace

FeedWatch::FeedWatch(CourierOptions options, Origins& origins, Store& store, Http& http)
    : options_(std::move(options)), origins_(&origins), store_(&store), http_(&http), chain_(options_.root) {
  read_kept_roots();
  read_kept_feeds();
  read_kept_notices();
  if (const auto kept = store_->time()) bound_.raise(*kept);
  bound_kept_ = bound_.at();
}

FeedWatch::~FeedWatch() = default;

Steady FeedWatch::tick(Steady now) {
  now_ = now;
  bound_.run_on(now);
  keep_what_came();
  finish(now);
  start_poll(now);
  if (feed_unkept_ || notices_unkept_) return now;
  if (answer_ || options_.feed_url.empty()) return now + std::chrono::hours(1);
  return poll_at_.value_or(now);
}

// --- what is on disk ---

void FeedWatch::read_kept_roots() {
  if (!chain_.is_pinned()) return;
  std::vector<std::string> roots = store_->roots();
  if (!options_.root_envelope.empty()) {
    std::erase(roots, options_.root_envelope);
    roots.insert(roots.begin(), options_.root_envelope);
  }
  for (const std::string& bytes : roots) {
    if (auto taken = chain_.extend(bytes); !taken)
      log(Level::info, "kept " + first_line(taken.error().message));
  }
}

void FeedWatch::read_kept_feeds() {
  if (chain_.is_pinned() && chain_.root() == nullptr) return;  // nobody can vouch for them yet
  for (const std::string& bytes : store_->feeds()) {
    auto feed = verify(bytes, {options_.feed, 0, 0}, chain_);
    if (feed) {
      feeds_.push_back(*std::move(feed));
      continue;
    }
    log(Level::warning, "kept " + first_line(feed.error().message));
    if (auto discarded = store_->discard_document(bytes); !discarded)
      log(Level::error, discarded.error().message);
  }
  if (feeds_.size() > kFeedsRead) feeds_.resize(kFeedsRead);
  if (!feeds_.empty()) floor_ = std::max(floor_, number_of(*feeds_.front()));
  note_time();
}

void FeedWatch::read_kept_notices() {
  if (chain_.is_pinned() && chain_.root() == nullptr) return;
  for (const std::string& bytes : store_->notices()) {
    auto notices = verify_notices(bytes, options_.feed, chain_);
    const auto taken = notices ? board_.take(*std::move(notices)) : Result<bool>(notices.error());
    if (taken) continue;
    log(Level::warning, "kept " + first_line(taken.error().message));
    if (auto discarded = store_->discard_document(bytes); !discarded)
      log(Level::error, discarded.error().message);
  }
  note_time();
}

// Under a new root. What the disk has not got and another root vouched for has to come again.
void FeedWatch::judge_again() {
  const bool holds = !kept_ && judged_by_ == chain_.root()->version;
  const auto newest = holds ? feeds_.front() : nullptr;
  feeds_.clear();
  if (holds) feeds_.push_back(newest);
  kept_ = !holds;
  board_ = NoticeBoard();
  notices_etag_.clear();
  read_kept_feeds();
  read_kept_notices();
}

// What enough persons signed was signed before now. What anybody may have written says nothing of the time.
void FeedWatch::note_time() {
  if (!chain_.is_pinned() || chain_.root() == nullptr) return;
  bound_.raise(chain_.root()->issued);
  if (!feeds_.empty()) bound_.raise(feeds_.front()->issued);
  if (const auto issued = board_.issued()) bound_.raise(*issued);
  plausible_ = {bound_.at(), bound_.at() + kLongestOffline};
  http_->set_plausible(plausible_);
}

// Not at once: a recall must be acted upon first, and a slow disk takes seconds.
void FeedWatch::keep_what_came() {
  if (notices_unkept_) keep_notices(*std::exchange(notices_unkept_, std::nullopt));
  if (feed_unkept_) keep_feed(*std::exchange(feed_unkept_, std::nullopt));
  if (bound_.at() - bound_kept_ >= kKeepTimeEvery) keep_time();
}

// An emergency must not wait for a disk that is full or has failed: the feed rules even if it cannot be kept.
void FeedWatch::keep_feed(const std::string& bytes) {
  const config::Feed& feed = *feeds_.front();
  const auto kept = store_->keep_feed(feed.epoch, feed.version, bytes, on_air_);
  kept_ = static_cast<bool>(kept);
  if (kept_) return be_content();
  feed_etag_.clear();  // the next poll brings the bytes again
  alarm(kept.error().message + ": " + name_of(feed) +
        " rules until the next start only: look after the disk");
}

void FeedWatch::keep_notices(const std::string& bytes) {
  const auto kept = store_->keep_notices(board_.numbers(), bytes);
  if (kept) return;
  notices_etag_.clear();
  log(Level::error,
      kept.error().message + ": the notices stand until the next start only: look after the disk");
}

// So that also a bus that runs two hours a day sees that a feed is old.
void FeedWatch::keep_time() {
  bound_kept_ = bound_.at();
  if (auto kept = store_->keep_time(bound_kept_); !kept) log(Level::warning, kept.error().message);
}

// --- asking ---

void FeedWatch::start_poll(Steady now) {
  if (answer_ || at_stick_ || options_.feed_url.empty() || (poll_at_ && now < *poll_at_)) return;
  if (!std::exchange(has_polled_, true) && !feeds_.empty()) {
    // There is something to play: no hurry, for all the others are coming up, too.
    const nanoseconds first = std::min<nanoseconds>(options_.poll, kFirstPollSpread);
    poll_at_ = now + first - part_of(first);
    if (now < *poll_at_) return;
  }
  poll_at_ = now + options_.poll * 4 / 5 + part_of(options_.poll / 5);
  if (const std::size_t origin = next_origin(now); std::exchange(origin_, origin) != origin) {
    feed_etag_.clear();  // each server has its own
    notices_etag_.clear();
  }
  ask_for_all();
}

// What a beacon says is missing is asked of each server, the feed's own first.
std::size_t FeedWatch::next_origin(Steady now) {
  past_caches_ = is_behind() && doubted_ > 0;
  if (!past_caches_) return origins_->for_feed(now);
  const bool first = doubted_-- == origins_->size();
  return first ? origins_->for_feed(now) : (origin_ + 1) % origins_->size();
}

void FeedWatch::hear(const std::optional<Heard>& heard) {
  const bool news =
      answered_ && heard && heard->newest > floor_ && (!heard_ || heard->newest > heard_->newest);
  if (heard && (!heard_ || heard->beacons != heard_->beacons)) doubted_ = origins_->size();
  heard_ = heard;
  if (news) look_now();
}

void FeedWatch::look_at_stick() {
  if (std::exchange(answer_, nullptr)) poll_at_.reset();  // made up for afterwards
  feed_waits_.reset();
  notices_wait_.reset();
  stick_complaint_.clear();
  at_stick_ = true;
  ask_for_all();
}

const std::string& FeedWatch::asked_url() const {
  static const std::string kStick(StickHttp::kFeedUrl);
  return at_stick_ ? kStick : origins_->url(origin_);
}

void FeedWatch::ask_for_all() {
  roots_asked_ = 0;
  agenda_ = {Document::feed, Document::notices};
  const bool lacks_root = chain_.is_pinned() && (chain_.root() == nullptr || root_is_new_ || is_refused_);
  if (lacks_root) agenda_.push_back(Document::root);
  ask_next();
}

// By chance.
nanoseconds FeedWatch::part_of(nanoseconds time) const {
  return std::chrono::duration_cast<nanoseconds>(options_.chance() *
                                                 std::chrono::duration<double, std::nano>(time));
}

void FeedWatch::ask_next() {
  if (agenda_.empty()) return;
  const Document next = agenda_.back();
  agenda_.pop_back();
  ask(next);
}

void FeedWatch::ask(Document document) {
  const auto beside = [&](const std::string& name) {
    const auto url = resolve_url(asked_url(), name);
    return url ? *url : name;  // which fails with what is wrong about it
  };
  Request request;
  switch (document) {
    case Document::root:
      ++roots_asked_;
      request.url = beside("roots/" + std::to_string(chain_.wanted()) + ".json");
      request.bytes_max = kRootBytesMax;
      break;
    case Document::notices:
      request.url = beside("notices.json");
      if (!at_stick_) request.if_none_match = notices_etag_;
      request.bytes_max = kNoticesEnvelopeMax;
      break;
    case Document::feed:
      request.url = asked_url();
      if (!at_stick_) request.if_none_match = feed_etag_;
      request.bytes_max = kEnvelopeBytesMax;
      break;
  }
  request.past_caches = past_caches_ && !at_stick_;
  asked_for_ = document;
  answer_ = std::make_unique<WholeAnswer>(*http_, request);
}

void FeedWatch::finish(Steady now) {
  if (!answer_ || !answer_->result()) return;
  const std::unique_ptr<WholeAnswer> answer = std::move(answer_);
  switch (asked_for_) {
    case Document::root:
      finish_root(*answer, now);
      break;
    case Document::notices:
      finish_notices(*answer);
      break;
    case Document::feed:
      *answer->result() ? finish_feed(*answer) : fail_poll(*answer, answer->result()->error(), now);
      break;
  }
  if (!answer_) ask_next();
  if (!answer_) at_stick_ = false;
}

void FeedWatch::finish_feed(WholeAnswer& answer) {
  if (!at_stick_ && backoff_.failures() > 0) {
    log(Level::info, options_.feed_url + ": answers again");
    complaint_.clear();
  }
  if (!at_stick_) {
    backoff_.succeed();
    origins_->succeed(origin_, now_);
    answered_ = now_;
  }
  if (answer.is_unchanged()) return doubt_refusal();
  if (!chain_.is_pinned()) return take_feed(Bytes{answer.take_bytes(), answer.etag()});
  feed_waits_ = Bytes{answer.take_bytes(), answer.etag()};
  agenda_.push_back(Document::root);
}

// What was refused may have been spoiled on its way, under the ETag of what is right. It is asked for anew at
// the next poll, then after 2, 4, ... 64 more: a feed that stays wrong must not cost its bytes each minute.
void FeedWatch::doubt_refusal() {
  constexpr int kPatienceMax = 64;
  if (!is_refused_ || ++unchanged_ < patience_) return;
  unchanged_ = 0;
  patience_ = std::min(2 * patience_, kPatienceMax);
  feed_etag_.clear();
}

// Most servers have none, and one that fails here will fail for the feed, too.
void FeedWatch::finish_notices(WholeAnswer& answer) {
  if (!*answer.result() || answer.is_unchanged()) return;
  if (!chain_.is_pinned()) return take_notices(Bytes{answer.take_bytes(), answer.etag()});
  notices_wait_ = Bytes{answer.take_bytes(), answer.etag()};
  agenda_.push_back(Document::root);
}

void FeedWatch::finish_root(WholeAnswer& answer, Steady now) {
  const Result<void>& result = *answer.result();
  const bool is_newest = !result && result.error().kind == Kind::not_found && chain_.root() != nullptr;
  if (is_newest) return take_what_waits();
  auto taken = result ? take_root(answer.bytes()) : result;
  const bool ends = !taken || roots_asked_ >= kRootsInARow;
  if (!ends) return agenda_.push_back(Document::root);
  agenda_.clear();
  feed_waits_.reset();
  notices_wait_.reset();
  if (!taken) return fail_poll(answer, taken.error(), now);
  poll_at_ = now;
}

// Of those before the newest the one that is on air stays.
void FeedWatch::drop_between() {
  if (feeds_.size() <= 2) return;
  const auto on_air = [&](const auto& feed) { return on_air_ && number_of(*feed) == *on_air_; };
  const auto stays = std::find_if(feeds_.begin() + 1, feeds_.end(), on_air);
  feeds_ = {feeds_.front(), stays != feeds_.end() ? *stays : feeds_[1]};
}

Result<void> FeedWatch::take_root(const std::string& bytes) {
  if (auto taken = chain_.extend(bytes); !taken) return taken;
  root_is_new_ = true;
  feed_etag_.clear();  // the feed may be one that was refused under the root before
  const std::int64_t version = chain_.root()->version;
  log(Level::notice, "root " + std::to_string(version) + " of trust: verified");
  // It rules all the same; the next start asks for it again.
  if (auto kept = store_->keep_root(version, bytes); !kept) log(Level::error, kept.error().message);
  return {};
}

// There is no newer root than the one that rules.
void FeedWatch::take_what_waits() {
  if (std::exchange(root_is_new_, false)) judge_again();
  note_time();
  if (notices_wait_) take_notices(*std::exchange(notices_wait_, std::nullopt));
  if (feed_waits_) take_feed(*std::exchange(feed_waits_, std::nullopt));
}

void FeedWatch::fail_poll(const WholeAnswer& answer, const Error& error, Steady now) {
  agenda_.clear();
  if (at_stick_) return complain_of_stick(error.message);
  if (origins_->size() > 1) {
    origins_->fail(origin_, now, options_.chance(), answer.retry_after());
    if (origins_->any_left(now)) {
      poll_at_ = now;
      return;
    }
  }
  backoff_.fail(now, options_.chance(), answer.retry_after());
  poll_at_ = std::min(poll_at_.value_or(now), backoff_.until());
  if (answer.retry_after().count() > 0) poll_at_ = backoff_.until();
  complain(error.message + ": what is on disk goes on playing");
}

// Each poll may fail the same way for weeks: said once, and whenever it changes.
void FeedWatch::complain(const std::string& message) {
  if (message != complaint_) log(Level::warning, first_line(message));
  complaint_ = message;
}

void FeedWatch::complain_of_stick(const std::string& message) {
  stick_complaint_ = first_line(message);
  log(Level::warning, "stick: " + stick_complaint_);
}

void FeedWatch::alarm(const std::string& message) {
  alarm_ = first_line(message);
  complain(message);
}

void FeedWatch::be_content() {
  alarm_.clear();
  complaint_.clear();
}

// --- what came ---

// Under an expired root nothing new is believed: nobody vouches any more that its keys are not stolen.
Result<void> FeedWatch::check_root_is_valid(const char* document) const {
  if (!chain_.is_pinned() || earliest() < chain_.root()->expires) return {};
  return Error{Kind::refused, std::string(document) + ": root " + std::to_string(chain_.root()->version) +
                                  " of trust has expired: publish the next one"};
}

void FeedWatch::take_feed(Bytes came) {
  if (!at_stick_) feed_etag_ = std::move(came.etag);
  const auto valid = check_root_is_valid("feed.json");
  auto verified = valid ? verify(came.bytes, {options_.feed, floor_.first, floor_.second}, chain_)
                        : Result<std::shared_ptr<const config::Feed>>(valid.error());
  if (!verified && at_stick_) return complain_of_stick(verified.error().message);
  is_refused_ = !verified;
  if (verified) patience_ = 1;
  if (!verified && origin_ > 0) {
    // A mirror that is behind, or spoiled: the next poll is the feed's own server's again, as soon as it
    // answers.
    origins_->fail(origin_, now_, options_.chance());
    return complain(origins_->url(origin_) + ": " + verified.error().message);
  }
  if (!verified) return alarm(verified.error().message);
  const std::shared_ptr<const config::Feed> feed = *std::move(verified);
  const bool known = !feeds_.empty() && number_of(*feed) == number_of(*feeds_.front());
  const std::string changed =
      name_of(*feed) + " has changed without a new version: publish it with a higher one";
  const bool is_another = known && *feed != *feeds_.front();
  if (is_another && at_stick_) return complain_of_stick(changed);
  is_refused_ = is_another;
  if (is_refused_) return alarm(changed);
  if (known && kept_) return be_content();
  if (!known) {
    feeds_.insert(feeds_.begin(), feed);
    drop_between();
    floor_ = number_of(*feed);
    note_time();
    log(Level::info, name_of(*feed) + ": " + std::to_string(feed->assets.size()) + " assets, " +
                         std::to_string(feed->entries.size()) + " entries");
  }
  feed_unkept_ = std::move(came.bytes);
  judged_by_ = chain_.root() != nullptr ? chain_.root()->version : 0;
}

void FeedWatch::take_notices(Bytes came) {
  const auto valid = check_root_is_valid("notices.json");
  auto verified =
      valid ? verify_notices(came.bytes, options_.feed, chain_) : Result<VerifiedNotices>(valid.error());
  const auto taken = verified ? board_.take(*std::move(verified)) : Result<bool>(verified.error());
  if (!taken) {
    if (notices_complaint_ != taken.error().message) log(Level::warning, first_line(taken.error().message));
    notices_complaint_ = taken.error().message;
    return;
  }
  notices_complaint_.clear();
  if (!at_stick_) notices_etag_ = std::move(came.etag);
  if (!*taken) return;
  note_time();
  const config::Notices& now = *notices();
  log(Level::notice, "notices " + describe(board_.numbers().back()) + ": " +
                         std::to_string(now.notices.size()) + " takeovers, " +
                         std::to_string(now.recalled.size()) + " recalls");
  notices_unkept_ = std::move(came.bytes);
}

}  // namespace kepu::content
