// tests/content/trusted.h: roots and feeds, signed by whom a test likes.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/feed.h"
#include "content/root_chain.h"
#include "content/sha256.h"
#include "tests/content/signer.h"

namespace kepu::content {

inline const std::map<std::string, Signer>& people() {
  static const std::map<std::string, Signer> kPeople = [] {
    std::map<std::string, Signer> all;
    for (const auto& [name, number] : {std::pair{"li", 1}, {"wang", 2}, {"chen", 3}, {"zhao", 4}, {"eve", 5}})
      all.emplace(name, static_cast<std::uint8_t>(number));
    return all;
  }();
  return kPeople;
}

using Names = std::vector<std::string>;

inline Wall issue_day() { return std::chrono::sys_days(std::chrono::year(2026) / 11 / 23); }

// Li, Wang and Chen; two of them sign roots, two of them feeds.
inline Root sample_root(std::int64_t version = 1) {
  Root root;
  root.feed = "liuzhou";
  root.version = version;
  root.issued = issue_day();
  root.expires = root.issued + std::chrono::hours(24 * 730);
  for (const char* name : {"li", "wang", "chen"}) root.persons[name] = {people().at(name).key()};
  root.root = root.feeds = {2, {"li", "wang", "chen"}};
  return root;
}

inline std::string signed_by(const Names& names, std::string_view type, const std::string& payload) {
  Envelope envelope{std::string(type), payload, {}};
  for (const std::string& name : names) people().at(name).sign(envelope);
  return write_envelope(envelope);
}

inline std::string signed_root(const Root& root, const Names& names = {"li", "wang"}) {
  return signed_by(names, kRootType, write_root(root));
}

inline config::Feed sample_feed(std::int64_t version, std::int64_t epoch = 1,
                                const std::string& name = "liuzhou") {
  config::Feed feed;
  feed.name = name;
  feed.epoch = epoch;
  feed.version = version;
  feed.issued = issue_day();
  feed.expires = feed.issued + std::chrono::hours(24 * 90);
  feed.timezone = "Asia/Shanghai";
  return feed;
}

// Notices may be signed by two of Li, Wang and Zhao.
inline Root root_with_notices(std::int64_t version = 1) {
  Root root = sample_root(version);
  root.persons["zhao"] = {people().at("zhao").key()};
  root.notices = {2, {"li", "wang", "zhao"}};
  return root;
}

// Beacons are signed by Eve, whose key lies on the headend.
inline Root root_with_beacon(std::int64_t version = 1) {
  Root root = sample_root(version);
  root.persons["eve"] = {people().at("eve").key()};
  root.beacons = {1, {"eve"}};
  return root;
}

inline config::Notices sample_notices(std::int64_t version, const std::string& id = "storm") {
  config::Notices notices;
  notices.feed = "liuzhou";
  notices.epoch = 1;
  notices.version = version;
  notices.issued = issue_day();
  notices.expires = issue_day() + std::chrono::hours(24);
  notices.notices.push_back(
      {id, {{"en", "Storm"}}, {}, {}, issue_day(), issue_day() + std::chrono::hours(6)});
  return notices;
}

inline std::string signed_feed(const config::Feed& feed, const Names& names = {"li", "wang"}) {
  return signed_by(names, kFeedType, config::write_feed(feed));
}

inline config::RootPin pin_of(const Root& root) { return {root.version, sha256(write_root(root))}; }

}  // namespace kepu::content
