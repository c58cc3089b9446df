// player/hint_task.h: what one kepu-hint is told, as bytes on its socket, both ways.
#pragma once

#include <string>
#include <string_view>

#include "config/broker.h"
#include "config/result.h"
#include "config/settings.h"

namespace kepu::player {

struct HintTask {
  config::Broker broker;
  std::string feed, screen;
  std::string ca, cert, key;   // as config::Connection's
  bool ignores_dates = false;  // of certificates: the clock is wrong
  bool operator==(const HintTask&) const = default;
};

constexpr std::size_t kHintTaskBytesMax = 16384;

std::string print_hint_task(const HintTask& task);
// invalid: not what print_hint_task() writes.
Result<HintTask> parse_hint_task(std::string_view bytes);

// What is published there says: look at the feed now. Its payload says nothing.
std::string look_topic(const std::string& feed);
// "online" or "offline", retained.
std::string presence_topic(const std::string& feed, const std::string& screen);

}  // namespace kepu::player
