#include "tests/crash/machine.h"

#include <algorithm>

#include "content/sha256.h"

namespace kepu::crash {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kAssetBytes = 300;
constexpr std::uint64_t kStoreBytes = 6 * kAssetBytes + 150;  // for feed 3 what feed 1 had must go

content::CourierOptions options_for(const std::string& feed_url) {
  content::CourierOptions options;
  options.feed_url = feed_url;
  options.poll = 60s;
  options.root = content::pin_of(content::root_with_notices());
  options.store_bytes_max = kStoreBytes;
  return options;
}

config::Feed feed_of(std::int64_t version, const std::vector<std::string>& names) {
  config::Feed feed = content::sample_feed(version);
  config::Playlist all{"all", config::Order::sequential, {}};
  for (const std::string& name : names) {
    all.items.emplace_back(config::AssetItem{static_cast<std::uint32_t>(feed.assets.size()), 120s});
    feed.assets.push_back(Site::asset(name));
  }
  feed.playlists.push_back(std::move(all));
  config::Entry loop;
  loop.id.name = "loop";
  loop.playlist = 0;
  feed.entries.push_back(std::move(loop));
  return feed;
}

// Numbers are in the names of the files: "0000000000000000001-0000000000000000002.json".
std::int64_t newest_version(Files& files, const std::filesystem::path& folder, std::string_view prefix) {
  constexpr std::size_t kDigits = 19;
  std::int64_t newest = 0;
  const auto entries = files.list(folder);
  for (std::size_t i = 0; entries && i < entries->size(); ++i) {
    const std::string& name = (*entries)[i].name;
    const bool is_one = name.starts_with(prefix) && name.ends_with(".json") &&
                        name.size() == prefix.size() + 2 * kDigits + 1 + std::string_view(".json").size();
    if (is_one)
      newest = std::max(newest, std::int64_t{std::stoll(name.substr(prefix.size() + kDigits + 1, kDigits))});
  }
  return newest;
}

std::string wrong_object(Files& files, content::Store& store) {
  for (const config::AssetId& id : store.playable()->ids()) {
    const auto bytes = files.read(store.playable()->path(id), 1U << 20U);
    if (!bytes || content::sha256(*bytes) != id) return "the object " + id.hex() + " has wrong bytes";
  }
  return "";
}

std::string fallen_behind(const Machine& machine, const Acknowledged& floor) {
  const auto& feeds = machine.courier().feeds();
  const std::int64_t feed = feeds.empty() ? 0 : feeds.front()->version;
  if (feed < floor.feed) return "feed " + std::to_string(feed) + " after " + std::to_string(floor.feed);
  if (floor.notices == 0) return "";
  const auto notices = machine.courier().notices();
  if (!notices || notices->version < floor.notices) return "the notices are lost";
  if (feeds.empty()) return "";
  const auto recalled = machine.planner().recalled();
  if (!std::ranges::binary_search(*recalled, Site::asset("x").id)) return "the recall is lost";
  return "";
}

}  // namespace

std::string Site::bytes_of(const std::string& name) {
  std::string bytes;
  while (bytes.size() < kAssetBytes) bytes += name + " ";
  bytes.resize(kAssetBytes);
  return bytes;
}

config::Asset Site::asset(const std::string& name) {
  config::Asset asset;
  asset.name = name;
  asset.type = config::AssetType::image;
  asset.id = content::sha256(bytes_of(name));
  asset.bytes = kAssetBytes;
  asset.url = "media/" + name;
  asset.duration = 120s;
  return asset;
}

std::map<std::string, fakes::Answer> Site::documents(std::int64_t version) {
  const std::vector<std::vector<std::string>> assets{{"o"}, {"a", "b", "x"}, {"b", "c", "d", "e", "x"}};
  const auto served = [](std::string bytes) {
    const std::string etag = '"' + content::sha256(bytes).hex().substr(0, 8) + '"';
    return fakes::Answer{.body = std::move(bytes), .etag = etag};
  };
  std::map<std::string, fakes::Answer> all;
  all["roots/1.json"] = served(content::signed_root(content::root_with_notices()));
  all["roots/2.json"] = {.status = 404};
  all["feed.json"] =
      served(content::signed_feed(feed_of(version, assets.at(static_cast<std::size_t>(version - 1)))));
  all["notices.json"] = {.status = 404};
  if (version == kNewest) {
    config::Notices notices = content::sample_notices(1);
    notices.notices.clear();
    notices.recalled = {asset("x").id};
    all["notices.json"] =
        served(content::signed_by({"zhao"}, content::kNoticesType, config::write_notices(notices)));
  }
  for (const char* name : {"a", "b", "c", "d", "e", "o", "x"})
    all[std::string("media/") + name] = served(bytes_of(name));
  return all;
}

bool Machine::start() {
  auto opened = content::Store::open(root_, *files_);
  if (!opened) return false;
  store_.emplace(std::move(*opened));
  courier_.emplace(options_for(feed_url_), *store_, *http_, *files_);
  plan();
  return true;
}

void Machine::plan() {
  const content::Root* root = courier_->root();
  in_force_.update(courier_->feeds(), courier_->notices(),
                   root != nullptr ? root->notice_limits : config::NoticeLimits{},
                   {clock_.wall(), courier_->earliest()});
  planner_.update(in_force_.feeds(), store_->playable(), clock_.wall());
  if (const auto feed = planner_.on_air()) courier_->set_on_air(content::Number(feed->epoch, feed->version));
  courier_->need(planner_.needs());
}

Steady Machine::step() {
  const Steady until = courier_->tick(clock_.steady());
  plan();
  return until;
}

void Machine::turn() {
  const Steady until = step();
  if (until > clock_.steady()) http_->wait(std::min(until, clock_.steady() + 10s));
}

void Machine::serve(std::int64_t version) {
  for (const auto& [path, answer] : Site::documents(version))
    fake_http_->serve("http://h/site/" + path, answer);
}

void Machine::run_for(nanoseconds limit) {
  const Steady end = clock_.steady() + limit;
  while (clock_.steady() < end && !is_done()) turn();
}

bool Machine::is_done() const {
  const auto& feeds = courier_->feeds();
  if (feeds.empty() || feeds.front()->version < Site::kNewest || courier_->notices() == nullptr) return false;
  return std::ranges::all_of(feeds.front()->assets, [&](const config::Asset& asset) {
    return asset.name == "x" || store_->playable()->contains(asset.id);
  });
}

std::string gap_of(const Machine& machine) {
  const auto rundown = machine.planner().rundown();
  if (!rundown) return "nothing plays";
  for (const scheduler::Slot& slot : rundown->slots) {
    const bool soon = slot.end > machine.now() && slot.start < machine.now() + 10min;
    if (!soon || slot.shows != scheduler::Shows::asset) continue;
    const config::AssetId& id = rundown->assets[slot.asset].id;
    if (id == Site::asset("x").id) continue;
    if (!machine.planner().permitted()->contains(id))
      return rundown->assets[slot.asset].name + " cannot be played";
  }
  return "";
}

Acknowledged acknowledged(const Machine& machine, Files& files, const std::filesystem::path& root) {
  return {newest_version(files, root / "feeds", ""), newest_version(files, root / "feeds", "notices-"),
          gap_of(machine).empty()};
}

std::string fault_after_start(Files& files, const std::filesystem::path& root, const Acknowledged& floor) {
  Machine machine(files, root);
  if (!machine.start()) return "the store cannot be opened";
  if (std::string wrong = wrong_object(files, machine.store()); !wrong.empty()) return wrong;
  if (std::string behind = fallen_behind(machine, floor); !behind.empty()) return behind;
  return floor.plays ? gap_of(machine) : "";
}

std::string fault_after_recovery(Files& files, const std::filesystem::path& root, const Acknowledged& floor) {
  if (std::string fault = fault_after_start(files, root, floor); !fault.empty()) return fault;
  Machine machine(files, root);
  if (!machine.start()) return "the store cannot be opened again";
  machine.serve(Site::kNewest);
  machine.run_for(20min);
  machine.turn();
  if (!machine.is_done()) return "the newest feed never came to be whole";
  if (std::string wrong = wrong_object(files, machine.store()); !wrong.empty()) return wrong;
  return gap_of(machine);
}

}  // namespace kepu::crash
