#include "content/downloads.h"

#include <algorithm>
#include <utility>

#include "config/log.h"
#include "content/eviction.h"
#include "content/stick_http.h"

namespace kepu::content {
namespace {

constexpr std::size_t kFetchesAtOnce = 2;
constexpr int kOutageAfter = 3;

std::string describe(std::chrono::seconds delay) { return std::to_string(delay.count()) + " s"; }

}  // namespace

Downloads::Downloads(CourierOptions options, Origins& origins, Store& store, Http& http, Files& files)
    : options_(std::move(options)),
      origins_(&origins),
      store_(&store),
      http_(&http),
      files_(&files),
      playable_(store.playable()) {}

Downloads::~Downloads() = default;

Steady Downloads::tick(Steady now, const Feeds& feeds) {
  finish_fetches(now);
  start_fetches(now, feeds);
  return next_tick(now);
}

void Downloads::try_now() {
  full_until_.reset();
  outage_.succeed();
  troubles_.clear();
}

void Downloads::allow(const Allowance& allowance) {
  if (allowance == allowance_) return;
  allowance_ = allowance;
  if (stick_) return;
  fetches_.clear();  // their parts stay
  asked_.clear();
  choose_missing();
}

// By the network that the screen is on.
bool Downloads::is_allowed(std::size_t need) const {
  if (allowance_.urgent_only && need >= urgent_) return false;
  return allowance_.asset_bytes_max == 0 || needs_[need].bytes <= allowance_.asset_bytes_max;
}

void Downloads::need(Needs needs, std::size_t urgent) {
  if (needs == needs_ && urgent == urgent_ && store_->playable() == playable_) return;
  needs_ = std::move(needs);
  urgent_ = urgent;
  choose_missing();
  stop_unneeded();
}

// By its length: what has the right one and rotted all the same is for Scrub to find, or for who opens it.
bool Downloads::is_whole(const config::Asset& asset) {
  if (!store_->playable()->contains(asset.id)) return false;
  const std::uint64_t bytes = store_->bytes_of(asset.id);
  if (bytes == asset.bytes) return true;
  log(Level::warning, asset.name + ": " + std::to_string(bytes) + " bytes on disk instead of " +
                          std::to_string(asset.bytes) + ": it is fetched anew");
  if (auto discarded = store_->discard(asset.id); !discarded) log(Level::error, discarded.error().message);
  return false;
}

void Downloads::choose_missing() {
  playable_ = store_->playable();
  missing_.clear();
  std::set<config::AssetId> seen;
  for (std::size_t i = 0; i < needs_.size(); ++i) {
    if (stick_ || is_allowed(i)) choose(needs_[i], seen);
  }
  if (stick_ && stick_->newest && !stick_->full) {
    for (const config::Asset& asset : stick_->newest->assets) choose(asset, seen);
  }
  if (missing_.empty()) alarm_.clear();
  std::erase_if(troubles_, [&](const auto& each) { return !seen.contains(each.first); });
}

void Downloads::choose(const config::Asset& asset, std::set<config::AssetId>& seen) {
  if (asset.type == config::AssetType::stream || is_whole(asset)) return;
  const bool on_stick = asset.url.find("://") == std::string::npos;
  if (stick_ && (!on_stick || (stick_->tried.contains(asset.id) && !is_active(asset.id)))) return;
  if (!seen.insert(asset.id).second) return;
  if (options_.asset_bytes_max == 0 || asset.bytes <= options_.asset_bytes_max) {
    missing_.push_back(asset);
  } else if (too_large_.insert(asset.id).second) {
    log(Level::warning, asset.name + ": " + std::to_string(asset.bytes) +
                            " bytes, more than asset_bytes_max (" + std::to_string(options_.asset_bytes_max) +
                            "): not downloaded");
  }
}

// --- from a stick ---

void Downloads::draw_from_stick(std::shared_ptr<const config::Feed> newest) {
  fetches_.clear();  // their parts stay
  asked_.clear();
  try_now();
  stick_ = Stick{std::move(newest)};
  choose_missing();
}

void Downloads::leave_stick() {
  fetches_.clear();
  stick_.reset();
  choose_missing();
}

Downloads::Drawn Downloads::drawn() const {
  Drawn drawn;
  if (!stick_) return drawn;
  drawn.files_left = missing_.size();
  for (const config::Asset& asset : missing_) drawn.bytes_left += asset.bytes;
  drawn.lacking = stick_->lacking;
  drawn.copied = stick_->copied;
  drawn.full = stick_->full;
  return drawn;
}

bool Downloads::is_needed(const config::AssetId& id) const {
  return std::ranges::find(needs_, id, &config::Asset::id) != needs_.end();
}

// What is not on this stick may be on the next, or on a server: it is no trouble.
void Downloads::note_on_stick(const Fetch& fetch) {
  const config::Asset& asset = fetch.asset();
  if (*fetch.result()) {
    ++stick_->copied;
    log(Level::info, asset.name + ": copied (" + std::to_string(asset.bytes) + " bytes)");
    return;
  }
  std::erase_if(missing_, [&](const config::Asset& one) { return one.id == asset.id; });
  const Error& error = fetch.result()->error();
  ++stick_->lacking;
  if (error.kind != Kind::not_found) log(Level::warning, asset.name + ": " + error.message);
  if (error.kind != Kind::full) return;
  stick_->full = true;
  std::erase_if(missing_, [&](const config::Asset& one) { return !is_needed(one.id); });
  if (is_needed(asset.id)) alarm_ = asset.name + ": " + error.message;
}

// What is not needed yet takes the room that is free, and drives nothing out.
Result<void> Downloads::room_for(const config::Asset& asset, std::uint64_t bytes, const Feeds& feeds) {
  if (!stick_ || is_needed(asset.id)) return make_room(bytes, feeds);
  const auto lacks = lacking(bytes);
  if (!lacks) return lacks.error();
  if (*lacks == 0) return {};
  return Error{Kind::full, "no room for what is not needed yet"};
}

void Downloads::stop_unneeded() {
  std::erase_if(fetches_, [this](const std::unique_ptr<Fetch>& fetch) {
    return std::ranges::find(missing_, fetch->asset().id, &config::Asset::id) == missing_.end();
  });
}

bool Downloads::is_active(const config::AssetId& id) const {
  return std::ranges::any_of(fetches_, [&](const auto& fetch) { return fetch->asset().id == id; });
}

void Downloads::finish_fetches(Steady now) {
  for (const auto& fetch : fetches_) {
    if (!fetch->result()) continue;
    stick_ ? note_on_stick(*fetch) : settle(*fetch, now);
  }
  std::erase_if(fetches_, [](const auto& fetch) { return fetch->result().has_value(); });
  std::erase_if(asked_, [this](const auto& each) { return !is_active(each.first); });
  if (store_->playable() != playable_) choose_missing();
}

void Downloads::settle(const Fetch& fetch, Steady now) {
  if (!*fetch.result()) return note_failure(fetch, fetch.result()->error(), now);
  troubles_.erase(fetch.asset().id);
  origins_->succeed(asked_[fetch.asset().id], now);
  alarm_.clear();
  failures_in_a_row_ = 0;
  outage_.succeed();
  log(Level::info, fetch.asset().name + ": on disk (" + std::to_string(fetch.asset().bytes) + " bytes)");
}

void Downloads::note_failure(const Fetch& fetch, const Error& error, Steady now) {
  const std::string name = fetch.asset().name;
  if (error.kind == Kind::full) {
    full_until_ = now + options_.poll;
    alarm_ = name + ": " + error.message;
    log(Level::error, name + ": " + error.message + ": no downloads for a while");
    return;
  }
  if (tries_another(fetch, now)) return;
  Trouble& trouble = troubles_[fetch.asset().id];
  trouble.backoff.fail(now, options_.chance(), fetch.retry_after());
  const bool silent = error.kind == Kind::unavailable && !fetch.moved();
  failures_in_a_row_ = silent ? failures_in_a_row_ + 1 : 0;
  if (!silent) outage_.succeed();
  if (outage_.failures() == 0 && trouble.said != error.kind) {
    trouble.said = error.kind;
    log(Level::warning, name + ": " + error.message + ": tried again within " +
                            describe(std::max(trouble.backoff.delay(), fetch.retry_after())));
  }
  if (failures_in_a_row_ < kOutageAfter || outage_.holds(now)) return;
  if (outage_.failures() == 0)
    log(Level::warning, "no server answers: downloads wait, what is on disk goes on playing");
  outage_.fail(now, options_.chance());
}

std::size_t Downloads::origin_for(const config::Asset& asset, Steady now) const {
  const std::size_t best = origins_->for_media(now);
  const auto trouble = troubles_.find(asset.id);
  if (trouble == troubles_.end() || !trouble->second.tried.contains(best)) return best;
  for (std::size_t origin = 0; origin < origins_->size(); ++origin) {
    if (!trouble->second.tried.contains(origin)) return origin;
  }
  return best;
}

// Whether it is asked for at once of a server that has not been tried yet.
bool Downloads::tries_another(const Fetch& fetch, Steady now) {
  const bool elsewhere =
      fetch.asset().url.find("://") != std::string::npos;  // it names its one server itself
  if (origins_->size() == 1 || elsewhere) return false;
  const std::size_t origin = asked_[fetch.asset().id];
  origins_->fail(origin, now, options_.chance(), fetch.retry_after());
  Trouble& trouble = troubles_[fetch.asset().id];
  trouble.tried.insert(origin);
  if (trouble.tried.size() < origins_->size()) return true;
  trouble.tried.clear();
  return false;
}

bool Downloads::may_download() const {
  return stick_ || (!options_.feed_url.empty() && allowance_.downloads);
}

void Downloads::start_fetches(Steady now, const Feeds& feeds) {
  if (!may_download() || (full_until_ && now < *full_until_) || outage_.holds(now)) return;
  while (fetches_.size() < kFetchesAtOnce) {
    const config::Asset* asset = next_to_fetch(now);
    if (asset == nullptr) return;
    fetches_.push_back(begin_fetch(*asset, now, feeds));
    if (!fetches_.back()->result()) continue;
    finish_fetches(now);
    if (full_until_ && now < *full_until_) return;
  }
}

const config::Asset* Downloads::next_to_fetch(Steady now) const {
  const auto startable = [&](const config::Asset& asset) {
    const auto trouble = troubles_.find(asset.id);
    return !is_active(asset.id) && (trouble == troubles_.end() || !trouble->second.backoff.holds(now));
  };
  const auto found = std::ranges::find_if(missing_, startable);
  return found == missing_.end() ? nullptr : &*found;
}

// Bytes that must go before `bytes` more fit.
Result<std::uint64_t> Downloads::lacking(std::uint64_t bytes) const {
  const auto disk = files_->space(store_->part_path({}).parent_path());
  if (!disk) return disk.error();
  const std::uint64_t wanted = bytes + std::max(kReserveBytes, disk->total / 20);
  std::uint64_t lacks = wanted > disk->free ? wanted - disk->free : 0;
  const std::uint64_t all = store_->bytes() + bytes, most = options_.store_bytes_max;
  if (most > 0 && all > most) lacks = std::max(lacks, all - most);
  return lacks;
}

void Downloads::evict(std::uint64_t bytes, const Feeds& feeds) {
  std::set<config::AssetId> needed, named;
  for (const config::Asset& asset : needs_) needed.insert(asset.id);
  for (const auto& feed : feeds)
    for (const config::Asset& asset : feed->assets) named.insert(asset.id);
  std::vector<Spare> spares;
  for (const config::AssetId& id : store_->playable()->ids()) {
    if (needed.contains(id)) continue;
    const auto used = files_->last_use(store_->playable()->path(id));
    spares.push_back({id, store_->bytes_of(id), named.contains(id), used ? *used : Wall{}});
  }
  for (const Spare& one : to_evict(std::move(spares), bytes)) {
    log(Level::info,
        one.id.hex() + ": " + std::to_string(one.bytes) + " bytes leave the disk, which is full");
    if (auto gone = store_->evict(one.id); !gone) log(Level::error, gone.error().message);
  }
}

Result<void> Downloads::make_room(std::uint64_t bytes, const Feeds& feeds) {
  auto lacks = lacking(bytes);
  if (!lacks) return lacks.error();
  if (*lacks > 0) {
    std::set<config::AssetId> missing;
    for (const config::Asset& asset : missing_) missing.insert(asset.id);
    store_->drop_parts_but(missing);
    lacks = lacking(bytes);
  }
  if (lacks && *lacks > 0) {
    evict(*lacks, feeds);
    lacks = lacking(bytes);
  }
  if (!lacks) return lacks.error();
  if (*lacks == 0) return {};
  return Error{Kind::full,
               std::to_string(bytes) + " bytes to fetch, " + std::to_string(*lacks) +
                   " too many for the disk (of which " + std::to_string(kReserveBytes >> 20U) +
                   " MB or a twentieth stay free) or for store_bytes_max, and all that is there is "
                   "needed: show less, or fit a larger disk"};
}

std::unique_ptr<Fetch> Downloads::begin_fetch(const config::Asset& asset, Steady now, const Feeds& feeds) {
  // A URL that cannot be resolved is passed on as it is: the request fails with what is wrong about it.
  if (stick_) stick_->tried.insert(asset.id);
  const std::size_t origin = asked_[asset.id] = origin_for(asset, now);
  const auto url = resolve_url(stick_ ? std::string(StickHttp::kFeedUrl) : origins_->url(origin), asset.url);
  auto fetch = std::make_unique<Fetch>(asset, url ? *url : asset.url, *store_, *http_, *files_,
                                       [&](std::uint64_t bytes) { return room_for(asset, bytes, feeds); });
  if (!stick_) fetch->limit(allowance_.bytes_per_second / kFetchesAtOnce);
  fetch->begin();
  return fetch;
}

Steady Downloads::next_tick(Steady now) const {
  Steady next = now + std::chrono::hours(1);
  if (!may_download()) return next;
  if (fetches_.size() == kFetchesAtOnce) return next;
  if (full_until_ && now < *full_until_) return std::min(next, *full_until_);
  if (outage_.holds(now)) return std::min(next, outage_.until());
  for (const config::Asset& asset : missing_) {
    const auto trouble = troubles_.find(asset.id);
    if (trouble != troubles_.end() && !is_active(asset.id))
      next = std::min(next, trouble->second.backoff.until());
  }
  return next;
}

}  // namespace kepu::content
