#include "player/programme.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "scheduler/nearest.h"

namespace kepu::player {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 9> kStills{".jpg", ".jpeg", ".png",  ".webp", ".bmp",
                                                  ".gif", ".tif",  ".tiff", ".avif"};
constexpr std::array<std::string_view, 16> kClips{".mp4", ".m4v",  ".mov", ".mkv",  ".webm", ".avi",
                                                  ".ts",  ".m2ts", ".mpg", ".mpeg", ".flv",  ".wmv",
                                                  ".3gp", ".ogv",  ".mts", ".vob"};

template <std::size_t n>
bool has_ending(const fs::path& path, const std::array<std::string_view, n>& endings) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

bool is_still(const fs::path& path) { return has_ending(path, kStills); }

// A folder's media files, those of its sub-folders too; by name.
Result<std::vector<fs::path>> media_in(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->is_regular_file(error) && (is_still(at->path()) || has_ending(at->path(), kClips))) {
      found.push_back(at->path());
    }
  }
  if (error) return Error{Kind::broken, folder.string() + ": cannot be listed: " + error.message()};
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

std::optional<std::size_t> RundownProgramme::slot_at(Wall at) const {
  const auto& slots = rundown_->slots;
  const auto found = std::upper_bound(slots.begin(), slots.end(), at,
                                      [](Wall when, const scheduler::Slot& slot) { return when < slot.end; });
  if (found == slots.end() || found->start > at) return std::nullopt;
  return static_cast<std::size_t>(found - slots.begin());
}

std::optional<std::size_t> RundownProgramme::slot_after(const scheduler::Slot& tried) const {
  const auto& slots = rundown_->slots;
  const auto at =
      std::lower_bound(slots.begin(), slots.end(), tried.start,
                       [](const scheduler::Slot& slot, Wall start) { return slot.start <= start; });
  if (at == slots.end()) return std::nullopt;
  return static_cast<std::size_t>(at - slots.begin());
}

bool RundownProgramme::takes_over(const scheduler::Slot& slot) const {
  return rundown_->segments[slot.segment].takeover != scheduler::kNone;
}

bool RundownProgramme::on_clock(const scheduler::Slot& slot) const {
  return takes_over(slot) ||
         (slot.entry != scheduler::kNone && rundown_->manners[slot.entry].align == config::Align::clock);
}

// The next takeover after `at`: it cuts what is on.
std::optional<Wall> RundownProgramme::takeover_after(Wall at) const {
  const auto& segments = rundown_->segments;
  auto next = std::upper_bound(segments.begin(), segments.end(), at,
                               [](Wall when, const scheduler::Segment& one) { return when < one.start; });
  while (next != segments.end() && next->takeover == scheduler::kNone) ++next;
  return next == segments.end() ? std::nullopt : std::optional(next->start);
}

std::optional<std::string> RundownProgramme::takeover(Wall at) const {
  const auto running = slot_at(at);
  if (!running || !takes_over(rundown_->slots[*running])) return std::nullopt;
  return rundown_->entries[rundown_->slots[*running].entry];
}

bool RundownProgramme::is_joined(const scheduler::Slot& slot, Wall at) const {
  if (on_clock(slot)) return true;
  if (!scheduler::is_item(slot.shows) || at - slot.start <= kJoinLate) return false;
  const bool stream =
      slot.shows == scheduler::Shows::asset && rundown_->assets[slot.asset].type == config::AssetType::stream;
  return stream || slot.end - slot.start > kJoinLonger;
}

std::optional<std::size_t> RundownProgramme::planned_slot(Wall at, const std::optional<Cue>& last,
                                                          After after) const {
  if (after == After::failed && last) return slot_after(last->slot);
  const auto running = slot_at(at);
  if (running && is_joined(rundown_->slots[*running], at)) {
    const scheduler::Slot& now_on = rundown_->slots[*running];
    // When what stood in for it is over, a takeover begins again; else what follows stands in, too.
    const bool had_its_turn = last && (takes_over(now_on) ? last->slot.start : last->turn) == now_on.start;
    return had_its_turn ? slot_after(last->slot) : running;
  }
  const auto played = last ? std::optional(scheduler::Played{last->turn, last->slot.start}) : std::nullopt;
  const auto next = scheduler::nearest(*rundown_, at, played);
  // It comes at its time and not before; what is on would stand still until then.
  const bool waits =
      next && on_clock(rundown_->slots[*next]) && rundown_->slots[*next].start > at + kStandMax;
  return waits && running ? running : next;
}

std::optional<Cue> RundownProgramme::next(Wall at, const std::optional<Cue>& last, After after) const {
  const auto planned = planned_slot(at, last, after);
  if (!planned) return std::nullopt;
  const auto slot = scheduler::pass_over(*rundown_, *planned,
                                         [this](const scheduler::Slot& one) { return is_playable(one); });
  // An emergency does not yield to routine: not where its files are missing, nor where they are damaged.
  if (!slot && takes_over(rundown_->slots[*planned])) return card(rundown_->slots[*planned], at);
  const auto running = slot_at(at);
  const bool taken_over = running && takes_over(rundown_->slots[*running]);
  if (taken_over && slot && !takes_over(rundown_->slots[*slot])) return card(rundown_->slots[*running], at);
  if (!slot) return std::nullopt;
  Cue next = cue(*slot, at);
  const bool stands_in = running && on_clock(rundown_->slots[*running]) && next.zero;
  next.turn = rundown_->slots[stands_in ? *running : *planned].start;
  if (const auto cut = takeover_after(at)) end_before(next, at, *cut);
  return next;
}

// The built-in card in place of `planned`.
Cue RundownProgramme::card(const scheduler::Slot& planned, Wall at) const {
  Cue cue;
  cue.shows = scheduler::Shows::card;
  cue.slot = planned;
  cue.turn = planned.start;
  cue.entry = rundown_->entries[planned.entry];
  cue.length = std::max(planned.end - at, milliseconds(1));
  return cue;
}

void RundownProgramme::end_before(Cue& cue, Wall at, Wall cut) const {
  if (on_clock(cue.slot)) return;  // as planned, to the millisecond
  const nanoseconds left = cue.begin + std::max(cut - at, milliseconds(1));
  if (left < cue.length.value_or(cue.slot.end - cue.slot.start)) cue.length = left;
}

Cue RundownProgramme::cue(std::size_t index, Wall at) const {
  const scheduler::Slot& slot = rundown_->slots[index];
  Cue cue;
  cue.shows = slot.shows;
  cue.slot = slot;
  if (slot.entry != scheduler::kNone) {
    cue.entry = rundown_->entries[slot.entry];
    cue.manner = rundown_->manners[slot.entry];
  }
  if (!scheduler::is_item(slot.shows)) {
    // Cards and darkness hold the plan's time; they do not push what follows.
    cue.length = std::max(slot.end - at, milliseconds(1));
    return cue;
  }
  slot.shows == scheduler::Shows::text ? put_in_text(cue) : put_in_asset(cue, at);
  const auto running = slot_at(at);
  if (running && on_clock(rundown_->slots[*running])) {
    pin(cue, rundown_->slots[*running], at);
  } else if (on_clock(slot)) {
    pin(cue, slot, at);
  } else if (is_joined(slot, at) && cue.stream.empty()) {
    cue.still ? cue.length = slot.end - at : cue.begin = at - slot.start;
  }
  return cue;
}

std::filesystem::path RundownProgramme::picture(const scheduler::Slot& slot) const {
  return slot.asset < cards_.size() ? cards_[slot.asset][takes_over(slot) ? 1 : 0] : std::filesystem::path{};
}

bool RundownProgramme::is_playable(const scheduler::Slot& slot) const {
  if (slot.shows == scheduler::Shows::text) return !picture(slot).empty();
  const scheduler::PlannedAsset& asset = rundown_->assets[slot.asset];
  return asset.type == config::AssetType::stream || playable_->contains(asset.id);
}

void RundownProgramme::put_in_text(Cue& cue) const {
  cue.asset = "(text)";
  cue.still = true;
  cue.path = picture(cue.slot);
  cue.length = cue.slot.end - cue.slot.start;
}

void RundownProgramme::put_in_asset(Cue& cue, Wall at) const {
  const scheduler::Slot& slot = cue.slot;
  const scheduler::PlannedAsset& asset = rundown_->assets[slot.asset];
  cue.asset = asset.name;
  cue.gain = std::pow(10.0, asset.gain_db / 20) * cue.manner.volume;
  cue.still = asset.type == config::AssetType::image;
  if (asset.type == config::AssetType::stream) {
    cue.stream = asset.url;
    cue.stall = asset.stall;
    cue.length = slot.end - std::clamp(at, slot.start, slot.end - milliseconds(1));
    return;
  }
  cue.id = asset.id;
  cue.path = playable_->path(asset.id);
  if (cue.still || slot.cut) cue.length = slot.end - slot.start;
}

// Lays `cue` on the clock: in its own slot as planned; in place of `planned` from now to its end.
void RundownProgramme::pin(Cue& cue, const scheduler::Slot& planned, Wall at) const {
  const bool own = cue.slot.start == planned.start;
  cue.zero = own ? planned.start : std::max(at, planned.start);
  cue.length = planned.end - *cue.zero;
  cue.begin = std::max<nanoseconds>(at - *cue.zero, {});
}

Result<FilesProgramme> FilesProgramme::open(const std::vector<fs::path>& paths, Options options) {
  std::vector<fs::path> files;
  for (const fs::path& path : paths) {
    std::error_code error;
    const auto kind = fs::status(path, error).type();
    if (kind == fs::file_type::not_found)
      return Error{Kind::not_found, path.string() + ": there is no such file or folder"};
    if (kind != fs::file_type::directory) {
      files.push_back(path);
      continue;
    }
    auto found = media_in(path);
    if (!found) return found.error();
    if (found->empty())
      return Error{Kind::invalid, path.string() + ": no video or image file in this folder"};
    files.insert(files.end(), found->begin(), found->end());
  }
  return FilesProgramme(std::move(files), options);
}

// The index of a file in the list is its place in the plan: Slot::asset.
std::optional<Cue> FilesProgramme::next(Wall at, const std::optional<Cue>& last, After /*after*/) const {
  std::size_t index = last ? last->slot.asset + std::size_t{1} : 0;
  if (index >= files_.size()) {
    if (options_.once) return std::nullopt;
    index = 0;
  }
  Cue cue;
  cue.path = files_[index];
  cue.asset = cue.path.filename().string();
  cue.still = is_still(cue.path);
  if (cue.still) cue.length = options_.still_length;
  cue.slot.start = cue.slot.end = at;
  cue.slot.asset = static_cast<std::uint32_t>(index);
  return cue;
}

std::optional<std::string> Programme::takeover(Wall at) const {
  const auto* rundown = std::get_if<RundownProgramme>(&programme_);
  return rundown != nullptr ? rundown->takeover(at) : std::nullopt;
}

std::optional<Cue> Programme::next(Wall at, const std::optional<Cue>& last, After after) const {
  if (const auto* rundown = std::get_if<RundownProgramme>(&programme_)) return rundown->next(at, last, after);
  if (const auto* files = std::get_if<FilesProgramme>(&programme_)) return files->next(at, last, after);
  return std::nullopt;
}

bool RundownProgramme::forbids(const Cue& cue) const {
  return recalled_ && cue.id && std::ranges::binary_search(*recalled_, *cue.id);
}

bool Programme::forbids(const Cue& cue) const {
  if (const auto* rundown = std::get_if<RundownProgramme>(&programme_)) return rundown->forbids(cue);
  return std::holds_alternative<std::monostate>(programme_) && scheduler::is_item(cue.shows);
}

bool Programme::ends() const {
  const auto* files = std::get_if<FilesProgramme>(&programme_);
  return files != nullptr && files->ends();
}

}  // namespace kepu::player
