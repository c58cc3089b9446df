#include "headend/proposal_words.h"

#include <algorithm>

#include "headend/comparison.h"
#include "headend/comparison_words.h"
#include "headend/edits.h"
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
         role_words("roots", root.root) + role_words("feeds", root.feeds);
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
  return proposal.root ? root_words(*proposal.root, proposal.ruling)
                       : feed_words(*proposal.feed, served, fleet, now);
}

}  // namespace kepu::headend
