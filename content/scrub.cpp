#include "content/scrub.h"

#include <algorithm>
#include <set>
#include <utility>

#include "config/log.h"

namespace kepu::content {

Steady Scrub::tick(Steady now, const Needs& needs) {
  if (next_ && now < *next_) return *next_;
  if (queue_.empty()) begin_round(needs);
  if (!queue_.empty()) read_piece();
  next_ = now + (queue_.empty() ? nanoseconds(kScrubEvery) : nanoseconds(kScrubPause));
  return *next_;
}

void Scrub::begin_round(const Needs& needs) {
  const auto playable = store_->playable();
  std::set<config::AssetId> rest(playable->ids().begin(), playable->ids().end());
  for (const config::Asset& asset : needs) {
    if (rest.erase(asset.id) > 0) queue_.push_back(asset.id);
  }
  queue_.insert(queue_.end(), rest.begin(), rest.end());
  std::ranges::reverse(queue_);
}

void Scrub::read_piece() {
  const config::AssetId id = queue_.back();
  const auto playable = store_->playable();
  if (!playable->contains(id)) return judge(true, "");  // it has gone meanwhile
  const auto piece = files_->read_piece(playable->path(id), at_, kScrubPiece);
  if (!piece) return judge(false, piece.error().message);
  hasher_.update(*piece);
  at_ += piece->size();
  if (piece->size() == kScrubPiece) return;
  const config::AssetId found = hasher_.finish();
  judge(found == id, playable->path(id).string() + ": has rotted on the disk");
}

void Scrub::judge(bool right, const std::string& fault) {
  const config::AssetId id = queue_.back();
  queue_.pop_back();
  at_ = 0;
  static_cast<void>(hasher_.finish());
  if (right) return;
  log(Level::warning, fault + ": it is fetched anew");
  if (auto discarded = store_->discard(id); !discarded) log(Level::error, discarded.error().message);
}

}  // namespace kepu::content
