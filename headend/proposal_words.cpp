#include "headend/proposal_words.h"

#include <algorithm>

#include "config/notation.h"
#include "config/wording.h"
#include "headend/comparison.h"
#include "headend/comparison_words.h"
#include "headend/edits.h"
#include "headend/local_clock.h"
#include "headend/words.h"
#include "scheduler/rundown.h"

namespace kepu::headend {
namespace {

constexpr int kDays = 7;

std::string role_words(const char* what, const content::Role& role) {
  return std::string("  ") + what + ": " + std::to_string(role.threshold) + " of " + joined(role.persons) +
         "\n";
}

// Keys that come and go, person by person.
std::string key_words(const content::Root& before, const content::Root& after) {
  std::set<std::string> persons;
  for (const auto& [person, keys] : before.persons) persons.insert(person);
  for (const auto& [person, keys] : after.persons) persons.insert(person);
  const auto keys_of = [](const content::Root& root, const std::string& person) {
    const auto found = root.persons.find(person);
    return found == root.persons.end() ? std::vector<content::PublicKey>() : found->second;
  };
  std::string text;
  for (const std::string& person : persons) {
    const auto was = keys_of(before, person), is = keys_of(after, person);
    for (const auto& key : is)
      if (std::ranges::find(was, key) == was.end())
        text += "  + " + person + ": key " + key.id().substr(0, 16) + "\n";
    for (const auto& key : was)
      if (std::ranges::find(is, key) == is.end())
        text += "  - " + person + ": key " + key.id().substr(0, 16) + "\n";
  }
  return text;
}

std::string root_words(const content::Root& root, const std::optional<content::Root>& ruling) {
  return "Root " + std::to_string(root.version) + " of " + root.feed + ", epoch " +
         std::to_string(root.epoch) + "\n" + key_words(ruling.value_or(content::Root()), root) +
         role_words("roots", root.root) + role_words("feeds", root.feeds) +
         (root.notices.persons.empty() ? "" : role_words("notices", root.notices)) +
         (root.beacons.persons.empty() ? "" : role_words("beacons", root.beacons));
}

std::string rule_words(const config::TagRule& rule) {
  if (rule == config::TagRule{}) return "every screen";
  std::string words;
  const auto add = [&](const char* how, const std::vector<std::string>& tags) {
    if (!tags.empty()) words += (words.empty() ? "" : ", ") + std::string(how) + joined(tags, " ");
  };
  add("all of ", rule.all);
  add("one of ", rule.any);
  add("none of ", rule.none);
  return "screens with " + words;
}

std::string asset_words(const config::AssetId& id, const std::optional<config::Feed>& served) {
  if (!served) return id.hex();
  const auto found = std::ranges::find(served->assets, id, &config::Asset::id);
  return id.hex() + (found == served->assets.end() ? ", which the feed does not name" : ": " + found->name);
}

std::string notices_words(const config::Notices& notices, const std::optional<config::Feed>& served) {
  const auto clock = LocalClock::in(served ? served->timezone : "UTC");
  const auto time = [&](Wall at) { return clock ? clock->rfc3339(at) : config::print_instant(at); };
  std::string text = "Notices " + std::to_string(notices.epoch) + '.' + std::to_string(notices.version) +
                     " of " + notices.feed + "\n";
  for (const config::Notice& notice : notices.notices) {
    text += "  " + notice.id + ", " + time(notice.from) + " to " + time(notice.until) + ", on " +
            rule_words(notice.screens) + ":\n";
    if (!notice.text.empty()) text += "    " + config::card_words(notice.text) + "\n";
    for (const std::string& asset : notice.assets) text += "    " + asset + "\n";
  }
  if (notices.notices.empty()) text += "  nothing takes a screen over\n";
  for (const config::AssetId& id : notices.recalled) text += "  recalled: " + asset_words(id, served) + "\n";
  return text;
}

std::string feed_words(const config::Feed& feed, const std::optional<config::Feed>& served,
                       const Fleet& fleet, Wall now) {
  config::Feed nothing;
  nothing.name = feed.name;
  nothing.timezone = feed.timezone;
  const config::Feed& before = served ? *served : nothing;
  const auto today = scheduler::day_of(feed, {}, now);
  if (!today) return today.error().message + "\n";
  const Period week{today->date, std::chrono::sys_days(today->date) + std::chrono::days(kDays - 1)};
  auto screens = compare(before, feed, fleet, week, [](std::size_t, std::size_t) {});
  if (!screens) return screens.error().message + "\n";
  return comparison_words({before, feed, week, edits(before, feed), std::move(*screens)});
}

}  // namespace

std::string proposal_words(const Proposal& proposal, const std::optional<config::Feed>& served,
                           const Fleet& fleet, Wall now) {
  if (proposal.notices) return notices_words(*proposal.notices, served);
  return proposal.root ? root_words(*proposal.root, proposal.ruling)
                       : feed_words(*proposal.feed, served, fleet, now);
}

}  // namespace kepu::headend
