#include <string>

#include "config/captions.h"
#include "config/feed.h"
#include "config/notation.h"
#include "config/notices.h"
#include "config/settings.h"
#include "headend/cli/commands.h"
#include "headend/draft.h"
#include "headend/local_clock.h"
#include "headend/words.h"
#include "scheduler/recurrence.h"
#include "scheduler/rundown.h"

namespace kepu::headend::cli {
namespace {

int refuse(const std::string& name, const config::Faults& faults) {
  for (const std::string& line : lines(name, faults)) complain(line);
  complain(name + ": " + count_words(faults.size(), "fault", "faults") + ".");
  return kFaults;
}

std::string stamp_words(const config::Feed& feed, Wall now) {
  const auto local = LocalClock::in(feed.timezone);
  const std::string day = local ? local->date(feed.expires) : config::print_instant(feed.expires);
  return ", epoch " + std::to_string(feed.epoch) + " version " + std::to_string(feed.version) +
         (feed.expires > now ? ", valid until " : ", expired on ") + day;
}

int check_feed(const std::string& name, const std::string& json, Wall now) {
  const bool published = config::read_feed(json, config::Reading::publishing).feed.has_value();
  const auto reading = config::read_feed(json, config::Reading::draft);
  if (!reading.feed) return refuse(name, reading.faults);
  const config::Feed& feed = *reading.feed;
  if (const auto day = scheduler::day_of(feed, {}, now); !day) {
    return refuse(name, {{"/timezone", day.error().message}});
  }
  for (const std::string& line : lines(name, scheduler::unreadable_rules(feed))) complain("warning: " + line);
  print(name + ": a " + (published ? "feed" : "draft of a feed") + ", \"" + feed.name + "\"" +
        (published ? stamp_words(feed, now) : "") + ", " +
        count_words(feed.assets.size(), "asset", "assets") + ", " +
        count_words(feed.playlists.size(), "playlist", "playlists") + ", " +
        count_words(feed.entries.size(), "entry", "entries") + ": fine\n");
  return kFine;
}

int check_settings(const std::string& name, const std::string& json) {
  const auto reading = config::read_settings(json);
  if (!reading.settings) return refuse(name, reading.faults);
  const config::Settings& settings = *reading.settings;
  print(name + ": settings of the screen \"" + settings.screen.id.name + "\", " +
        (settings.feed_url.empty() ? "offline" : "feed " + settings.feed_url) + ": fine\n");
  return kFine;
}

int check_notices(const std::string& name, const std::string& json) {
  const auto reading = config::read_notices(json, config::Reading::draft);
  if (!reading.notices) return refuse(name, reading.faults);
  print(name + ": notices for the feed \"" + reading.notices->feed + "\", " +
        count_words(reading.notices->notices.size(), "takeover", "takeovers") + ", " +
        count_words(reading.notices->recalled.size(), "recall", "recalls") + ": fine\n");
  return kFine;
}

int check_captions(const std::string& name, const std::string& text) {
  const auto reading = config::read_captions(text);
  for (const config::LineFault& fault : reading.faults)
    complain(name + ": line " + std::to_string(fault.line) + ": " + fault.message);
  if (!reading.faults.empty())
    return cli::refuse(name + ": " + count_words(reading.faults.size(), "fault", "faults") + ".");
  if (reading.captions.empty()) return cli::refuse(name + ": has no captions");
  print(name + ": " + count_words(reading.captions.size(), "caption", "captions") + ", the last begins at " +
        time_words(reading.captions.back().start) + ": fine\n");
  return kFine;
}

}  // namespace

int check_command(Words words, World world) {
  const auto options = read_options(words, {});
  if (!options) return usage("check", options.error().message);
  if (options->words.size() != 1) return usage("check", "takes one FILE");
  const std::filesystem::path path = tidy(options->words[0]);
  const std::string name = path.filename().string();
  const auto json = world.files.read(path, config::kFeedBytesMax);
  if (!json) {
    complain(json.error().message);
    return kFaults;
  }
  if (path.extension() == ".srt" || path.extension() == ".vtt") return check_captions(name, *json);
  if (json->find("\"kepu-notices/") != std::string::npos) return check_notices(name, *json);
  // A feed says "format", settings say "screen"; neither knows the other's word ("screens" is another one).
  if (json->find("\"format\"") != std::string::npos) return check_feed(name, *json, world.clock.wall());
  if (json->find("\"screen\"") != std::string::npos) return check_settings(name, *json);
  complain(name +
           ": neither a feed (which has \"format\") nor settings (which have \"screen\") nor captions (.srt, "
           ".vtt)");
  return kFaults;
}

}  // namespace kepu::headend::cli
