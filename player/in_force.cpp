#include "player/in_force.h"

#include <algorithm>
#include <utility>

#include "config/log.h"
#include "player/quiet_hours.h"

namespace kepu::player {
namespace {

constexpr milliseconds kCardLength = std::chrono::seconds(15);
constexpr milliseconds kImageLength = std::chrono::seconds(10);
constexpr int kPriority = 1001;  // more than any entry of a feed has

std::optional<config::AssetItem> item_of(const config::Feed& feed, const std::string& name) {
  if (std::ranges::find(feed.notice_assets, name) == feed.notice_assets.end()) return std::nullopt;
  const auto at = std::ranges::lower_bound(feed.assets, name, {}, &config::Asset::name);
  if (at == feed.assets.end() || at->name != name) return std::nullopt;
  const milliseconds length = at->duration.count() > 0 ? at->duration : kImageLength;
  return config::AssetItem{static_cast<std::uint32_t>(at - feed.assets.begin()), length};
}

// What it shows: the card, and what the feed has got of its assets and offers for notices.
std::vector<config::Item> items_of(const config::Notice& notice, const config::Feed& feed) {
  std::vector<config::Item> items;
  if (!notice.text.empty()) items.emplace_back(config::TextItem{notice.text, kCardLength});
  for (const std::string& name : notice.assets) {
    if (const auto item = item_of(feed, name)) {
      items.emplace_back(*item);
    } else {
      log(Level::warning,
          "notice " + notice.id + ": " + name + " is none of the feed's notice_assets: left out");
    }
  }
  return items;
}

void add_notice(config::Feed& feed, const config::Notice& notice, int priority) {
  std::vector<config::Item> items = items_of(notice, feed);
  if (items.empty()) return;
  const std::string name = "notice:" + notice.id;
  config::Entry entry;
  entry.id.name = name;
  entry.mode = config::Mode::takeover;
  entry.priority = priority;
  entry.playlist = static_cast<std::uint32_t>(feed.playlists.size());
  entry.screens = notice.screens;
  feed.playlists.push_back(
      {name, config::Order::sequential, std::move(items)});  // is found by its index alone
  feed.entries.push_back(std::move(entry));
}

std::shared_ptr<const config::Feed> as_it_rules(const std::shared_ptr<const config::Feed>& feed,
                                                const config::Notices* notices,
                                                const std::vector<std::string>& on, bool expired) {
  const bool as_it_is = !expired && on.empty() && (notices == nullptr || notices->recalled.empty());
  if (as_it_is) return feed;
  auto ruling = std::make_shared<config::Feed>(*feed);
  if (expired)
    std::erase_if(ruling->entries, [](const auto& entry) { return entry.mode == config::Mode::takeover; });
  if (notices == nullptr) return ruling;
  ruling->recalled.insert(ruling->recalled.end(), notices->recalled.begin(), notices->recalled.end());
  int priority = kPriority + static_cast<int>(on.size());
  for (const config::Notice& notice : notices->notices) {
    if (std::ranges::find(on, notice.id) != on.end()) add_notice(*ruling, notice, --priority);
  }
  return ruling;
}

}  // namespace

void InForce::hold_until(Wall at, Wall now) {
  if (at > now) holds_for_ = std::min(holds_for_, at - now);
}

bool InForce::is_quiet(const config::Feed& feed, const config::NoticeLimits& limits, Wall now) {
  if (limits.quiet.empty()) return false;
  const auto quiet = quiet_at(now, limits.quiet, zone_.empty() ? feed.timezone : zone_);
  if (!quiet) return false;
  hold_until(quiet->until, now);
  return quiet->now;
}

void InForce::choose_notices(const config::Feed& feed, const config::Notices& notices,
                             const config::NoticeLimits& limits, Times times) {
  hold_until(notices.expires, times.earliest);
  const Wall now = std::max(times.clock, times.earliest);
  if (times.earliest >= notices.expires || is_quiet(feed, limits, now)) return;
  for (const config::Notice& notice : notices.notices) {
    hold_until(notice.from, now);
    hold_until(notice.until, now);
    if (notice.from <= now && now < notice.until) on_.push_back(notice.id);
  }
}

void InForce::say_changes(const What& next) const {
  for (const std::string& id : next.on) {
    if (std::ranges::find(made_of_.on, id) == made_of_.on.end())
      log(Level::notice, "notice " + id + ": is on");
  }
  for (const std::string& id : made_of_.on) {
    if (std::ranges::find(next.on, id) == next.on.end()) log(Level::notice, "notice " + id + ": is over");
  }
  const bool was_expired = !made_of_.expired.empty() && made_of_.expired.front();
  if (expired_ && !was_expired)
    log(Level::warning,
        "feed " + next.feeds.front()->name +
            ": has expired: it goes on playing, its takeovers have ended (remedy: publish it anew)");
}

void InForce::update(const Feeds& feeds, const std::shared_ptr<const config::Notices>& notices,
                     const config::NoticeLimits& limits, Times times) {
  holds_for_ = std::chrono::hours(24);
  on_.clear();
  if (notices && !feeds.empty()) choose_notices(*feeds.front(), *notices, limits, times);
  What next{feeds, notices, on_, {}};
  for (const auto& feed : feeds) {
    next.expired.push_back(times.earliest >= feed->expires);
    hold_until(feed->expires, times.earliest);
  }
  expired_ = !next.expired.empty() && next.expired.front();
  if (next == made_of_) return;
  say_changes(next);
  ruling_.clear();
  for (std::size_t i = 0; i < feeds.size(); ++i)
    ruling_.push_back(as_it_rules(feeds[i], notices.get(), on_, next.expired[i]));
  made_of_ = std::move(next);
}

}  // namespace kepu::player
