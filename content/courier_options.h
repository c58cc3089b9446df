// content/courier_options.h: what a courier is told once.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"

namespace kepu::content {

struct CourierOptions {
  std::string feed_url;  // media URLs are relative to it; empty: fetches nothing, plays what is on disk
  std::vector<std::string> mirrors{};  // URLs of feed.json on other servers that have the same site
  std::string feed;                    // stable name; empty: any
  std::chrono::seconds poll{60};
  std::uint64_t asset_bytes_max = 0;      // a larger asset is not downloaded; 0: no limit
  std::uint64_t store_bytes_max = 0;      // of all media on disk; 0: what the disk holds
  std::optional<config::RootPin> root{};  // none: feeds need no signatures
  std::string root_envelope{};  // that root itself, where the settings carry it; empty: it is fetched
  std::string beacon_url{};     // of a live headend that says what the newest feed is; empty: none is asked
  // 32 to 64 hex digits, never the same twice.
  std::function<std::string()> nonce = [] { return std::string(32, '0'); };
  // In (0, 1], another one at each call: so that a hundred thousand screens that lost the network, or came up
  // at six, do not ask at once. 1: nothing is spread.
  std::function<double()> chance = [] { return 1.0; };
};

}  // namespace kepu::content
