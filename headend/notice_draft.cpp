#include "headend/notice_draft.h"

#include <algorithm>
#include <set>
#include <utility>

namespace kepu::headend {
namespace {

constexpr std::chrono::hours kValidFor{24};

std::optional<std::string> asset_out_of_reach(const config::Notices& draft, const config::Feed& feed) {
  for (const config::Notice& notice : draft.notices) {
    for (const std::string& name : notice.assets) {
      if (std::ranges::find(feed.notice_assets, name) == feed.notice_assets.end())
        return "notice " + notice.id + ": " + name + " is none of the feed's notice_assets";
    }
  }
  return std::nullopt;
}

}  // namespace

Result<config::Notices> next_notices(config::Notices draft, const NoticeGround& ground, Wall now) {
  const std::string feed = ground.ruling ? ground.ruling->feed : ground.feed ? ground.feed->name : draft.feed;
  if (draft.feed != feed)
    return Error{Kind::invalid, "/feed: this is \"" + draft.feed + "\", the site is for \"" + feed + '"'};
  if (ground.feed) {
    if (const auto out = asset_out_of_reach(draft, *ground.feed)) return Error{Kind::invalid, *out};
  }
  draft.epoch = ground.ruling ? ground.ruling->epoch : ground.feed ? ground.feed->epoch : 1;
  draft.version = ground.served ? ground.served->version + 1 : 1;
  draft.issued = now;
  draft.expires = now + kValidFor;
  for (config::Notice& notice : draft.notices) {
    if (notice.from == Wall{}) notice.from = std::chrono::floor<std::chrono::seconds>(now);
    draft.expires = std::max(draft.expires, notice.until);
  }
  std::set<config::AssetId> recalled(draft.recalled.begin(), draft.recalled.end());
  if (ground.served) recalled.insert(ground.served->recalled.begin(), ground.served->recalled.end());
  if (ground.feed) {
    for (const config::AssetId& id : ground.feed->recalled) recalled.erase(id);
  }
  draft.recalled.assign(recalled.begin(), recalled.end());
  return draft;
}

Result<config::Notices> recalling(const std::vector<std::string>& assets, const NoticeGround& ground,
                                  Wall now) {
  config::Notices draft;
  draft.feed = ground.ruling ? ground.ruling->feed : ground.feed ? ground.feed->name : "";
  if (ground.served) draft.notices = ground.served->notices;
  std::erase_if(draft.notices, [&](const config::Notice& notice) { return notice.until <= now; });
  for (const std::string& asset : assets) {
    auto id = config::AssetId::parse(asset);
    if (!id && ground.feed) {
      const auto found = std::ranges::find(ground.feed->assets, asset, &config::Asset::name);
      if (found != ground.feed->assets.end()) id = found->id;
    }
    if (!id) return Error{Kind::not_found, asset + ": is neither a SHA-256 nor an asset of the feed"};
    draft.recalled.push_back(*id);
  }
  return next_notices(std::move(draft), ground, now);
}

}  // namespace kepu::headend
