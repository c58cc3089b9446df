#include "content/trust.h"

#include "config/faults.h"
#include "config/log.h"

namespace kepu::content {
namespace {

constexpr std::int64_t kJumpMax = 1'000'000;
constexpr const char* kDocument = "feed.json";
constexpr const char* kNotices = "notices.json";

Error refused(const std::string& document, const std::string& message) {
  return {Kind::refused, document + ": " + message};
}
Error refused(const std::string& message) { return refused(kDocument, message); }

// A document's own bytes, whoever signed it.
Result<std::string> payload_of(const std::string& bytes, const char* document) {
  if (!is_envelope(bytes)) return bytes;
  auto envelope = read_envelope(bytes, document);
  if (!envelope) return envelope.error();
  return std::move(envelope->payload);
}

// What a root says of the feeds and notices that are signed under it.
Result<void> check_root(const std::string& document, const std::string& feed, std::int64_t epoch,
                        const RootChain& chain) {
  if (!chain.is_pinned()) return {};
  if (feed != chain.root()->feed)
    return refused(document,
                   "/feed: this is \"" + feed + "\", the root is for \"" + chain.root()->feed + '"');
  if (epoch != chain.root()->epoch)
    return refused(document, "/epoch: is " + std::to_string(epoch) + ", the root says " +
                                 std::to_string(chain.root()->epoch));
  return {};
}

void drop_over_limits(config::Notices& notices, const config::NoticeLimits& limits) {
  std::erase_if(notices.notices, [&](const config::Notice& notice) {
    const std::string why = config::over_limit(notice, limits);
    if (!why.empty())
      log(Level::warning, std::string(kNotices) + ": notice " + notice.id + ' ' + why + ": left out");
    return !why.empty();
  });
}

}  // namespace

std::string describe(const Number& number) {
  return "epoch " + std::to_string(number.first) + " version " + std::to_string(number.second);
}

bool jumps(const Number& next, const Number& known) {
  if (next.first != known.first) return next.first - known.first > kJumpMax;
  return next.second - known.second > kJumpMax;
}

Result<VerifiedNotices> verify_notices(const std::string& bytes, const std::string& feed,
                                       const RootChain& chain) {
  const auto opened = chain.is_pinned() ? chain.open_notices(bytes) : Result<SignedNotices>(SignedNotices{});
  if (!opened) return opened.error();
  const auto payload = chain.is_pinned() ? Result<std::string>(opened->payload) : payload_of(bytes, kNotices);
  if (!payload) return payload.error();
  auto reading = config::read_notices(*payload, config::Reading::playing);
  if (!reading.notices) return Error{Kind::invalid, config::describe(kNotices, reading.faults)};
  config::Notices& notices = *reading.notices;
  if (auto right = check_root(kNotices, notices.feed, notices.epoch, chain); !right) return right.error();
  if (!feed.empty() && notices.feed != feed)
    return refused(kNotices, "/feed: this is \"" + notices.feed + "\", the screen follows \"" + feed + '"');
  drop_over_limits(notices, chain.is_pinned() ? chain.root()->notice_limits : config::NoticeLimits{});
  return VerifiedNotices{std::move(notices), opened->whole};
}

Result<std::shared_ptr<const config::Feed>> verify(const std::string& bytes, const Floor& floor,
                                                   const RootChain& chain) {
  const auto payload = chain.is_pinned() ? chain.open_feed(bytes) : payload_of(bytes, kDocument);
  if (!payload) return payload.error();
  config::FeedReading reading = config::read_feed(*payload, config::Reading::playing);
  if (!reading.feed) return Error{Kind::invalid, config::describe(kDocument, reading.faults)};
  const config::Feed& feed = *reading.feed;
  if (auto right = check_root(kDocument, feed.name, feed.epoch, chain); !right) return right.error();
  const std::string number = describe({feed.epoch, feed.version});
  if (!floor.feed.empty() && feed.name != floor.feed)
    return refused("/feed: this is \"" + feed.name + "\", the screen follows \"" + floor.feed +
                   "\": correct feed_url or feed in the settings");
  const std::string known = describe({floor.epoch, floor.version});
  if (std::pair(feed.epoch, feed.version) < std::pair(floor.epoch, floor.version))
    return refused(number + " is older than " + known +
                   ", which was accepted before: publish with a higher version");
  const bool first = floor.epoch == 0 && floor.version == 0;
  if (!first && jumps({feed.epoch, feed.version}, {floor.epoch, floor.version}))
    return refused(number + " is more than a million ahead of " + known + ": publish with the next version");
  if (!reading.ignored.empty())
    log(Level::notice, std::string(kDocument) + ": " + std::to_string(reading.ignored.size()) +
                           " unknown fields passed over, the first at " + reading.ignored.front().pointer);
  return std::make_shared<const config::Feed>(*std::move(reading.feed));
}

}  // namespace kepu::content
