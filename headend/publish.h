// headend/publish.h: from a draft to a site: every file probed, hashed and copied, the whole feed checked,
// and then published in one step, or not at all with every fault named.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/clock.h"
#include "content/files.h"
#include "headend/draft.h"
#include "headend/probe.h"

namespace kepu::headend {

constexpr std::chrono::hours kValidFor{24 * 90};
constexpr std::chrono::hours kRenewBefore{24 *
                                          30};  // a feed with less left is published anew, changed or not

struct PublishOptions {
  std::filesystem::path site;       // absolute
  milliseconds image_time{10'000};  // of posters that the draft gives no time
  Prober prober;

  // Asked last, of the feed as screens would read it: what stands against publishing it, a line each.
  std::function<std::vector<std::string>(const config::Feed&)> objections{};
};

enum class Did {
  published,  // something is new
  renewed,    // nothing is, but the feed that was served would soon expire
  unchanged,  // the site is as it was
  proposed,   // something is new and waits for signatures; what is served is as it was
  waiting,    // the same waits for signatures already
  repaired,   // as it was, but for media that had gone missing and were put back
};

struct Outcome {
  Did did = Did::published;
  config::Feed feed;  // what the site serves now; proposed, waiting: what it would
  std::size_t copied = 0;
  std::uint64_t bytes_copied = 0;
  std::size_t removed = 0;
};

struct Publication {
  std::optional<Outcome> outcome;   // set exactly when there are no faults
  std::vector<std::string> faults;  // a line each; the site is as it was then
};

// `say` hears of progress, in words without line ends of their own.
Publication publish(Draft draft, const PublishOptions& options, content::Files& files, Wall now,
                    const std::function<void(const std::string&)>& say);

}  // namespace kepu::headend
