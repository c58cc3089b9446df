#include "content/notice_board.h"

#include <algorithm>
#include <set>

namespace kepu::content {
namespace {

Number number_of(const config::Notices& notices) { return {notices.epoch, notices.version}; }

Error refused(const std::string& message) { return {Kind::refused, "notices.json: " + message}; }

}  // namespace

Result<void> NoticeBoard::check_newer(const config::Notices& notices) const {
  if (newest() == nullptr) return {};
  const Number known = number_of(*newest()), next = number_of(notices);
  if (next == known)
    return refused(describe(next) + " has changed without a new version: publish it with a higher one");
  if (next < known) return refused(describe(next) + " is older than " + describe(known));
  if (jumps(next, known))
    return refused(describe(next) + " is more than a million ahead of " + describe(known));
  return {};
}

Result<bool> NoticeBoard::take(VerifiedNotices taken) {
  const bool same = newest() != nullptr && *newest() == taken.notices;
  const bool completed = same && taken.whole && recalls_;  // others have signed it, too
  if (same && !completed) return false;
  if (completed) recalls_.reset();
  if (auto newer = check_newer(taken.notices); !newer) return newer.error();
  if (taken.whole) {
    whole_ = std::move(taken.notices);
    recalls_.reset();
    combine();
    return true;
  }
  const std::vector<config::AssetId>& now = taken.notices.recalled;
  const bool keeps_all = !recalls_ || std::ranges::all_of(recalls_->recalled, [&](const config::AssetId& id) {
    return std::ranges::find(now, id) != now.end();
  });
  if (!keeps_all) return refused("takes back a recall: that takes as many persons as a notice does");
  recalls_ = std::move(taken.notices);
  combine();
  return true;
}

void NoticeBoard::combine() {
  config::Notices standing = whole_.value_or(config::Notices{});
  if (recalls_) {
    standing.feed = recalls_->feed;
    standing.epoch = recalls_->epoch;
    standing.version = recalls_->version;
    standing.issued = recalls_->issued;
    std::set<config::AssetId> all(standing.recalled.begin(), standing.recalled.end());
    all.insert(recalls_->recalled.begin(), recalls_->recalled.end());
    standing.recalled.assign(all.begin(), all.end());
  }
  standing_ = std::make_shared<const config::Notices>(std::move(standing));
}

std::vector<Number> NoticeBoard::numbers() const {
  std::vector<Number> numbers;
  if (whole_) numbers.push_back(number_of(*whole_));
  if (recalls_) numbers.push_back(number_of(*recalls_));
  return numbers;
}

}  // namespace kepu::content
