#include "content/beacon_watch.h"

#include <algorithm>
#include <utility>

#include "config/log.h"
#include "config/notation.h"

namespace kepu::content {
namespace {

constexpr nanoseconds kFirstSpread = std::chrono::seconds(30);
constexpr nanoseconds kUntilThereIsARoot = std::chrono::seconds(10);
constexpr milliseconds kClocksApart = std::chrono::hours(1);  // the headend's and an approver's

std::string question(const std::string& url, const std::string& nonce) {
  return url + (url.find('?') == std::string::npos ? "?" : "&") + "nonce=" + nonce;
}

}  // namespace

BeaconWatch::BeaconWatch(const CourierOptions& options, Http& http)
    : url_(options.root ? options.beacon_url : ""),
      chance_(options.chance),
      nonce_(options.nonce),
      http_(&http) {}

Steady BeaconWatch::tick(Steady now, const Known& known) {
  constexpr nanoseconds kNever = std::chrono::hours(1);
  if (url_.empty()) return now + kNever;
  now_ = now;
  if (!ask_at_) {
    heard_at_ = now;
    ask_at_ = now + std::chrono::duration_cast<nanoseconds>((1 - chance_()) * kFirstSpread);
  }
  if (known.chain.root() == nullptr) return now + kUntilThereIsARoot;  // nobody can vouch for it yet
  judge_again(known);
  finish(known);
  if (!answer_ && now >= *ask_at_) ask(now);
  if (heard_) {
    bound_.run_on(now);
    heard_->earliest = bound_.at();
  }
  raise_alarm(known);
  return answer_ ? now + kNever : *ask_at_;
}

void BeaconWatch::ask(Steady now) {
  ask_at_ = now + kBeaconEvery * 4 / 5 +
            std::chrono::duration_cast<nanoseconds>(chance_() * nanoseconds(kBeaconEvery / 5));
  asked_with_ = nonce_();
  Request request;
  request.url = question(url_, asked_with_);
  request.bytes_max = kBeaconBytesMax;
  request.past_caches = true;
  answer_ = std::make_unique<WholeAnswer>(*http_, request);
}

void BeaconWatch::finish(const Known& known) {
  if (!answer_ || !answer_->result()) return;
  const auto answer = std::move(answer_);
  if (const auto& result = *answer->result(); !result) return fail(result.error(), answer->retry_after());
  backoff_.succeed();
  take(answer->bytes(), known);
}

// That the headend does not answer is no alarm for a day: a bus drives through tunnels.
void BeaconWatch::fail(const Error& error, std::chrono::seconds retry_after) {
  if (backoff_.failures() == 0) log(Level::info, "beacon: " + error.message);
  backoff_.fail(now_, chance_(), retry_after);
  ask_at_ = std::min(*ask_at_, backoff_.until());
  if (retry_after.count() > 0) ask_at_ = backoff_.until();
}

void BeaconWatch::take(const std::string& envelope, const Known& known) {
  auto beacon = verify_beacon(envelope, asked_with_, known.chain);
  const auto& [from, until] = known.plausible;
  if (beacon && (beacon->time + kClocksApart < from || beacon->time > until))
    beacon = Error{Kind::refused, "beacon: /time: " + config::print_instant(beacon->time) +
                                      " cannot be, by the dates of what was signed: set the headend's clock"};
  if (!beacon) {
    if (refusal_ != beacon.error().message) log(Level::warning, beacon.error().message);
    refusal_ = beacon.error().message;
    return;
  }
  refusal_.clear();
  envelope_ = envelope;
  answers_ = asked_with_;
  judged_by_ = known.chain.root()->version;
  heard_at_ = now_;
  bound_.run_on(now_);
  bound_.raise(beacon->time);
  heard_ = Heard{beacon->newest, bound_.at(), ++beacons_};
}

// Under a new root. A stolen key may have told any time: what it said goes with it.
void BeaconWatch::judge_again(const Known& known) {
  if (!heard_ || judged_by_ == known.chain.root()->version) return;
  judged_by_ = known.chain.root()->version;
  if (verify_beacon(envelope_, answers_, known.chain)) return;
  log(Level::notice, "beacon: the root does not name its key any more: what it said is forgotten");
  heard_.reset();
  behind_since_.reset();
  bound_ = {};
}

void BeaconWatch::raise_alarm(const Known& known) {
  const bool behind = heard_ && heard_->newest > known.newest;
  if (!behind) behind_since_.reset();
  if (behind && !behind_since_) behind_since_ = now_;
  std::string alarm = refusal_;
  if (alarm.empty() && behind && now_ - *behind_since_ >= kBehindFor)
    alarm = "the headend has published " + describe(heard_->newest) +
            ", and it does not come: the feed's server, or a cache before it, is behind or holds it back";
  else if (alarm.empty() && known.answered && *known.answered - heard_at_ >= kSilentFor)
    alarm = "the headend's beacon has been silent for a day, while the feed's server answers: look after it";
  if (alarm != alarm_ && !alarm.empty() && alarm != refusal_) log(Level::warning, alarm);
  alarm_ = std::move(alarm);
}

std::string BeaconWatch::words() const {
  if (url_.empty()) return "";
  if (!heard_) return "has not been heard yet";
  return describe(heard_->newest) + ", " +
         std::to_string(std::chrono::floor<std::chrono::seconds>(now_ - heard_at_).count()) + " s ago";
}

}  // namespace kepu::content
