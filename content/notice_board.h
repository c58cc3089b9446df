// content/notice_board.h: which notices stand: the newest that enough persons signed, and newer recalls that
// one person did. Adding to a public screen takes several, removing takes one. Pure.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "config/notices.h"
#include "config/result.h"
#include "content/trust.h"

namespace kepu::content {

class NoticeBoard {
 public:
  // Takes notices that are newer than all before. False: it has just these already. refused: older, of the
  // same number and yet others, more than a million ahead, or recalls by one person that take one back.
  Result<bool> take(VerifiedNotices notices);

  // What stands, with the number of the newest and the recalls of both; null: nothing ever came. Immutable,
  // another one after each change.
  std::shared_ptr<const config::Notices> standing() const { return standing_; }

  // When the newest that enough persons signed were issued; none: there are none. What one person signed says
  // nothing of the time: one stolen key must not make everything expire.
  std::optional<Wall> issued() const { return whole_ ? std::optional(whole_->issued) : std::nullopt; }

  // Those that it stands on, oldest first: what must stay on disk.
  std::vector<Number> numbers() const;

 private:
  const config::Notices* newest() const { return recalls_ ? &*recalls_ : whole_ ? &*whole_ : nullptr; }
  Result<void> check_newer(const config::Notices& notices) const;
  void combine();

  std::optional<config::Notices> whole_;    // signed by enough persons
  std::optional<config::Notices> recalls_;  // newer, by one
  std::shared_ptr<const config::Notices> standing_;
};

}  // namespace kepu::content
