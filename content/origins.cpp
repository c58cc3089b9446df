#include "content/origins.h"

#include <algorithm>

#include "config/log.h"

namespace kepu::content {

Origins::Origins(const std::vector<std::string>& feed_urls) {
  KEPU_CHECK(!feed_urls.empty());
  for (const std::string& url : feed_urls) origins_.push_back({url, {}, {}});
}

std::size_t Origins::first_to_try_again() const {
  const auto first =
      std::ranges::min_element(origins_, {}, [](const Origin& one) { return one.backoff.until(); });
  return static_cast<std::size_t>(first - origins_.begin());
}

std::size_t Origins::for_feed(Steady now) const {
  for (std::size_t i = 0; i < origins_.size(); ++i) {
    if (!origins_[i].backoff.holds(now)) return i;
  }
  return first_to_try_again();
}

std::size_t Origins::for_media(Steady now) const {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < origins_.size(); ++i) {
    if (origins_[i].backoff.holds(now)) continue;
    if (!best || origins_[i].succeeded > origins_[*best].succeeded) best = i;
  }
  return best ? *best : first_to_try_again();
}

bool Origins::any_left(Steady now) const {
  return std::ranges::any_of(origins_, [&](const Origin& one) { return !one.backoff.holds(now); });
}

void Origins::succeed(std::size_t origin, Steady now) {
  origins_[origin].backoff.succeed();
  origins_[origin].succeeded = now;
}

void Origins::fail(std::size_t origin, Steady now, double chance, std::chrono::seconds retry_after) {
  origins_[origin].backoff.fail(now, chance, retry_after);
}

}  // namespace kepu::content
