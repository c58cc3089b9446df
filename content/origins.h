// content/origins.h: the servers that have the same site, the feed's own first: which one to ask. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "config/clock.h"
#include "content/backoff.h"

namespace kepu::content {

class Origins {
 public:
  // URLs of feed.json, one at least; media are relative to it.
  explicit Origins(const std::vector<std::string>& feed_urls);

  const std::string& url(std::size_t origin) const { return origins_[origin].url; }
  std::size_t size() const { return origins_.size(); }

  // For the feed: the first that has not failed of late, for a mirror may be behind. Where all have, the one
  // whose time comes first.
  std::size_t for_feed(Steady now) const;

  // For media, which cannot be old: of those that have not failed of late the one that succeeded last.
  std::size_t for_media(Steady now) const;

  void succeed(std::size_t origin, Steady now);
  void fail(std::size_t origin, Steady now, double chance, std::chrono::seconds retry_after = {});

  // Whether one of them has not failed of late.
  bool any_left(Steady now) const;

 private:
  struct Origin {
    std::string url;
    Backoff backoff;
    std::optional<Steady> succeeded;
  };
  std::size_t first_to_try_again() const;

  std::vector<Origin> origins_;
};

}  // namespace kepu::content
