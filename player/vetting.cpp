#include "player/vetting.h"

#include <algorithm>
#include <array>
#include <utility>

#include "config/json_reader.h"
#include "config/json_writer.h"
#include "config/log.h"

namespace kepu::player {
namespace {

namespace json = config::json;

constexpr std::size_t kBytesMax = 64U << 20U;
constexpr std::size_t kAssetsMax = 1'000'000;
constexpr std::size_t kReasonMax = 500;
constexpr std::array<std::string_view, 4> kFields{"version", "passed", "refused", "proven"};
constexpr std::array<std::string_view, 2> kRefusedFields{"sha256", "reason"};

void read_ids(json::Reader& in, json::Value list, std::set<config::AssetId>& to) {
  if (!in.array(list, 0, kAssetsMax)) return;
  for (const json::Value each : list.items()) {
    if (const auto id = in.parsed(each, config::AssetId::parse, "a SHA-256")) to.insert(*id);
  }
}

void write_ids(json::Writer& out, std::string_view name, const std::set<config::AssetId>& ids) {
  out.key(name);
  out.begin_array();
  for (const config::AssetId& id : ids) out.text(id.hex());
  out.end();
}

std::string seconds_text(milliseconds length) {
  const auto tenths = (length.count() + 50) / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

}  // namespace

Vetting::Vetting(content::Files& files, std::filesystem::path file, std::string version, Start start)
    : files_(&files), file_(std::move(file)), version_(std::move(version)), start_(std::move(start)) {
  read();
}

void Vetting::read() {
  const auto text = files_->read(file_, kBytesMax);
  if (!text) return;
  const json::Parsed parsed = json::parse(*text, {kBytesMax, false});
  if (!parsed.document)
    return log(Level::warning, config::describe(file_.string(), parsed.faults) + "begun anew");
  json::Reader in(*parsed.document, json::Unknown::ignored);
  const json::Fields fields(in, parsed.document->root(), kFields);
  read_ids(in, fields.required("proven"), proven_);
  if (in.text(fields.required("version"), 0, kReasonMax) != version_) return;
  read_ids(in, fields.required("passed"), passed_);
  const json::Value refused = fields.required("refused");
  if (!in.array(refused, 0, kAssetsMax)) return;
  for (const json::Value each : refused.items()) {
    const json::Fields one(in, each, kRefusedFields);
    const auto id = in.parsed(one.required("sha256"), config::AssetId::parse, "a SHA-256");
    const auto reason = in.text(one.required("reason"), 0, kReasonMax);
    if (id && reason) refused_[*id] = std::string(*reason);
  }
}

void Vetting::write() {
  if (!std::exchange(write_at_, std::nullopt)) return;
  json::Writer out;
  out.begin_object();
  out.key("version");
  out.text(version_);
  write_ids(out, "passed", passed_);
  out.key("refused");
  out.begin_array();
  for (const auto& [id, reason] : refused_) {
    if (for_now_.contains(id)) continue;
    out.begin_object(json::Layout::line);
    out.key("sha256");
    out.text(id.hex());
    out.key("reason");
    out.text(reason);
    out.end();
  }
  out.end();
  write_ids(out, "proven", proven_);
  out.end();
  if (auto done = files_->write_durably(file_, out.finish()); !done)
    log(Level::error, done.error().message + "; new media are vetted again after the next start");
}

void Vetting::changed(Steady now) {
  if (!write_at_) write_at_ = now + kWriteAfter;
}

bool Vetting::tick(const content::Needs& needs, const content::Playable& on_disk, Steady now) {
  const bool verdict = finish(now);
  if (!running_) start_next(needs, on_disk, now);
  if (write_at_ && now >= *write_at_) write();
  return verdict;
}

void Vetting::start_next(const content::Needs& needs, const content::Playable& on_disk, Steady now) {
  const auto unknown = [&](const config::Asset& asset) {
    return asset.type != config::AssetType::captions && asset.type != config::AssetType::stream &&
           !passed_.contains(asset.id) && !refused_.contains(asset.id) && on_disk.contains(asset.id);
  };
  const auto next = std::ranges::find_if(needs, unknown);
  if (next == needs.end()) return;
  auto clip = start_(on_disk.path(next->id), next->id);
  if (!clip) return log(Level::error, next->name + ": cannot be vetted: " + clip.error().message);
  asset_ = *next;
  running_ = std::move(*clip);
  started_ = now;
}

bool Vetting::finish(Steady now) {
  if (!running_) return false;
  running_->pump();
  const ClipStatus status = running_->status();
  const bool over = std::holds_alternative<Ended>(status) || std::holds_alternative<Failed>(status);
  if (!over && now - started_ < kTimeLimit) return false;
  running_.reset();
  judge(status, now);
  return true;
}

void Vetting::judge(const ClipStatus& status, Steady now) {
  if (const auto* failed = std::get_if<Failed>(&status)) {
    if (failed->damaged) {
      damaged_ = asset_.id;
      return;
    }
    changed(now);
    return refuse(failed->reason, !failed->misbehaved);  // what died may have been killed for other reasons
  }
  const auto* ended = std::get_if<Ended>(&status);
  if (ended == nullptr) return refuse("could not be decoded within 60 s", false);
  changed(now);
  const auto length = std::chrono::round<milliseconds>(ended->length);
  const bool timed = asset_.type == config::AssetType::video && asset_.duration > milliseconds{};
  if (timed && std::chrono::abs(length - asset_.duration) > kLengthSlack) {
    return refuse("lasts " + seconds_text(length) + ", the feed says " + seconds_text(asset_.duration), true);
  }
  passed_.insert(asset_.id);
}

void Vetting::refuse(std::string reason, bool for_good) {
  std::ranges::replace_if(
      reason, [](unsigned char c) { return c < ' ' || c > '~'; }, '?');
  log(Level::error, asset_.name + ": is not played: " + reason + " (remedy: publish it anew, converted)");
  refused_[asset_.id] = reason.substr(0, kReasonMax);
  if (!for_good) for_now_.insert(asset_.id);
}

void Vetting::set_proven(const config::AssetId& id, Steady now) {
  if (proven_.insert(id).second) changed(now);
}

std::optional<Steady> Vetting::due() const {
  std::optional<Steady> at = write_at_;
  if (running_) at = std::min(at.value_or(started_ + kTimeLimit), started_ + kTimeLimit);
  return at;
}

}  // namespace kepu::player
