// headend/notice_draft.h: what somebody wants said at once, made into a site's next notices. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/clock.h"
#include "config/notices.h"
#include "config/result.h"
#include "content/root.h"

namespace kepu::headend {

// What the site has got.
struct NoticeGround {
  std::optional<config::Feed> feed;
  std::optional<config::Notices> served;
  std::optional<content::Root> ruling;
};

// `draft` with all that it leaves to the publisher: number, dates, and the recalls of before, less those that
// the feed has got by now. invalid: it is for another feed, or the feed does not offer one of its assets for
// notices.
Result<config::Notices> next_notices(config::Notices draft, const NoticeGround& ground, Wall now);

// The draft that recalls, besides, assets by their SHA-256 or by their names in the feed, and leaves the
// notices that are not over. not_found: neither.
Result<config::Notices> recalling(const std::vector<std::string>& assets, const NoticeGround& ground,
                                  Wall now);

}  // namespace kepu::headend
