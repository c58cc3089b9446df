#include "content/trust.h"

#include "config/faults.h"
#include "config/log.h"

namespace kepu::content {
namespace {

constexpr std::int64_t kJumpMax = 1'000'000;
constexpr const char* kDocument = "feed.json";

std::string number_of(std::int64_t epoch, std::int64_t version) {
  return "epoch " + std::to_string(epoch) + " version " + std::to_string(version);
}

Error refused(const std::string& message) { return {Kind::refused, std::string(kDocument) + ": " + message}; }

// A new epoch may begin at any version: the next epoch takes that back.
bool jumps(const config::Feed& feed, const Floor& floor) {
  if (feed.epoch != floor.epoch) return feed.epoch - floor.epoch > kJumpMax;
  return feed.version - floor.version > kJumpMax;
}

// The feed's own bytes: signed as the root demands, where one is pinned.
Result<std::string> feed_bytes(const std::string& bytes, const RootChain& chain) {
  if (chain.is_pinned()) return chain.open_feed(bytes);
  if (!is_envelope(bytes)) return bytes;
  auto envelope = read_envelope(bytes, kDocument);
  if (!envelope) return envelope.error();
  return std::move(envelope->payload);
}

// What a root says of the feeds that are signed under it.
Result<void> check_root(const config::Feed& feed, const RootChain& chain) {
  if (!chain.is_pinned()) return {};
  if (feed.name != chain.root()->feed)
    return refused("/feed: this is \"" + feed.name + "\", the root is for \"" + chain.root()->feed + '"');
  if (feed.epoch != chain.root()->epoch)
    return refused("/epoch: is " + std::to_string(feed.epoch) + ", the root says " +
                   std::to_string(chain.root()->epoch));
  return {};
}

}  // namespace

Result<std::shared_ptr<const config::Feed>> verify(const std::string& bytes, const Floor& floor,
                                                   const RootChain& chain) {
  const auto payload = feed_bytes(bytes, chain);
  if (!payload) return payload.error();
  config::FeedReading reading = config::read_feed(*payload, config::Reading::playing);
  if (!reading.feed) return Error{Kind::invalid, config::describe(kDocument, reading.faults)};
  const config::Feed& feed = *reading.feed;
  if (auto right = check_root(feed, chain); !right) return right.error();
  const std::string number = number_of(feed.epoch, feed.version);
  if (!floor.feed.empty() && feed.name != floor.feed)
    return refused("/feed: this is \"" + feed.name + "\", the screen follows \"" + floor.feed +
                   "\": correct feed_url or feed in the settings");
  const std::string known = number_of(floor.epoch, floor.version);
  if (std::pair(feed.epoch, feed.version) < std::pair(floor.epoch, floor.version))
    return refused(number + " is older than " + known +
                   ", which was accepted before: publish with a higher version");
  const bool first = floor.epoch == 0 && floor.version == 0;
  if (!first && jumps(feed, floor))
    return refused(number + " is more than a million ahead of " + known + ": publish with the next version");
  if (!reading.ignored.empty())
    log(Level::notice, std::string(kDocument) + ": " + std::to_string(reading.ignored.size()) +
                           " unknown fields passed over, the first at " + reading.ignored.front().pointer);
  return std::make_shared<const config::Feed>(*std::move(reading.feed));
}

}  // namespace kepu::content
