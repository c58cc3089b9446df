#include "headend/publish.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <memory>
#include <tuple>
#include <utility>
#include <variant>

#include "config/captions.h"
#include "config/unique_fd.h"
#include "headend/digest.h"
#include "headend/names.h"
#include "headend/site.h"
#include "headend/words.h"
#include "scheduler/recurrence.h"
#include "scheduler/rundown.h"

namespace kepu::headend {
namespace {

using config::Asset;
using config::AssetType;
using config::Feed;

std::string escaped(const std::string& name) {  // RFC 6901
  std::string token;
  for (const char c : name) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

const char* type_word(AssetType type) {
  switch (type) {
    case AssetType::video:
      return "video";
    case AssetType::image:
      return "image";
    case AssetType::captions:
      return "captions";
    case AssetType::stream:
      return "stream";
  }
  return "?";
}

Result<UniqueFd> open_media(const std::filesystem::path& path) {
  // Not blocking: a pipe would wait for ever.
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat info {};
  if (!fd || fstat(fd.get(), &info) != 0) {
    return Error{Kind::not_found, std::string("cannot be opened: ") + std::strerror(errno)};
  }
  if (!S_ISREG(info.st_mode)) return Error{Kind::invalid, "is not a regular file"};
  return fd;
}

// But for its version and dates.
bool says_the_same(Feed feed, const Feed& other) {
  feed.version = other.version;
  feed.issued = other.issued;
  feed.expires = other.expires;
  return feed == other;
}

class Publisher {
 public:
  Publisher(Draft draft, const PublishOptions& options, Wall now,
            const std::function<void(const std::string&)>& say)
      : draft_(std::move(draft)), options_(&options), now_(now), say_(&say), document_(draft_.document) {
    if (document_.empty()) document_ = "feed.json";
  }

  Publication run(content::Files& files) {
    auto site = Site::open(options_->site, files);
    if (!site) return {{}, {site.error().message}};
    site_ = std::move(*site);
    check_draft();
    for (Asset& asset : draft_.feed.assets) take_in(asset);
    for (const Asset& asset : draft_.feed.assets) check_captions(asset);
    if (faults_.empty()) check_feed();
    if (faults_.empty() && options_->objections) faults_ = options_->objections(draft_.feed);
    if (!faults_.empty()) return {{}, std::move(faults_)};
    return commit();
  }

 private:
  void check_draft();
  void take_in(Asset& asset);
  Result<std::string> take_file(Asset& asset);
  Result<void> take_probe(Asset& asset, int fd);
  Result<void> take_captions(const Asset& asset, int fd);
  void check_captions(const Asset& clip);
  void settle_durations(std::uint32_t asset, milliseconds before, milliseconds after);
  void check_feed();
  void stamp();
  bool is_new() const;
  Publication propose();
  Publication commit();
  void fault(const Asset& asset, const std::string& reason);

  Draft draft_;
  const PublishOptions* options_;
  Wall now_;
  const std::function<void(const std::string&)>* say_;
  std::string document_;
  std::unique_ptr<Site> site_;
  std::vector<std::string> faults_;
  std::size_t taken_ = 0;
  std::map<std::string, milliseconds> last_words_;  // of captions, by name: when they begin
  Outcome outcome_;
};

void Publisher::fault(const Asset& asset, const std::string& reason) {
  const std::string file = printable(asset.file);
  if (draft_.document.empty()) {
    faults_.push_back(file + ": " + reason);
  } else {
    faults_.push_back(document_ + ": /assets/" + escaped(asset.name) + "/file: \"" + file + "\" " + reason);
  }
}

// What can be said before the first file is read.
void Publisher::check_draft() {
  const Feed& feed = draft_.feed;
  const auto& old = site_->feed();
  if (old && old->name != feed.name) {
    faults_.push_back(options_->site.string() + ": serves the feed \"" + old->name + "\", not \"" +
                      feed.name + "\": publish into another folder, or give it that name");
  }
  if (site_->root() && site_->root()->feed != feed.name) {
    faults_.push_back(options_->site.string() + ": its root is for the feed \"" + site_->root()->feed +
                      "\", not \"" + feed.name + "\": give it that name");
  }
  if (const auto day = scheduler::day_of(feed, {}, now_); !day) {
    faults_.push_back(document_ + ": /timezone: " + day.error().message);
  }
  for (std::string& line : lines(document_, scheduler::unreadable_rules(feed)))
    faults_.push_back(std::move(line));
  if (feed.expires != Wall{} && feed.expires <= now_) {
    faults_.push_back(document_ + ": /expires: has passed: leave it out, or give a later time");
  }
}

void Publisher::take_in(Asset& asset) {
  ++taken_;
  if (asset.file.empty()) {
    if (is_ours(asset) && !site_->has(asset.url, asset.bytes)) {
      faults_.push_back(document_ + ": /assets/" + escaped(asset.name) + "/url: \"" + asset.url +
                        "\" is not in the site with " + std::to_string(asset.bytes) +
                        " bytes: name its file instead");
    }
    return;
  }
  const std::string count = std::to_string(taken_) + "/" + std::to_string(draft_.feed.assets.size());
  (*say_)(count + " " + printable(asset.file) + ":");
  const auto taken = take_file(asset);
  (*say_)(taken ? " " + *taken + "\n" : " refused\n");
  if (!taken) fault(asset, taken.error().message);
}

// In words, what was done with it.
Result<std::string> Publisher::take_file(Asset& asset) {
  const auto fd = open_media(draft_.base / asset.file);
  if (!fd) return fd.error();
  (*say_)(" probing");
  const bool words = asset.type == AssetType::captions;
  if (auto probed = words ? take_captions(asset, fd->get()) : take_probe(asset, fd->get()); !probed)
    return probed.error();
  // After the first fault nothing will be published: only further faults are of interest.
  if (!faults_.empty()) return std::string("fine");
  (*say_)(" hashing");
  const auto digest = digest_of(fd->get());
  if (!digest) return digest.error();
  asset.id = digest->id;
  asset.bytes = digest->bytes;
  asset.url = media_url(asset.id, extension(asset.file));
  if (!site_->has(asset.url, asset.bytes)) (*say_)(" copying");
  const auto copied = site_->stage(fd->get(), asset.id, asset.bytes, asset.url);
  if (!copied) return copied.error();
  outcome_.copied += *copied ? 1U : 0U;
  outcome_.bytes_copied += *copied ? asset.bytes : 0U;
  return *copied ? size_words(asset.bytes) : std::string("(there already)");
}

Result<void> Publisher::take_probe(Asset& asset, int fd) {
  const auto probed = probe(options_->prober, fd);
  if (!probed) return probed.error();
  const bool by_hand = !draft_.document.empty();
  if (by_hand && probed->type != asset.type) {
    return Error{Kind::invalid, std::string("is of type \"") + type_word(probed->type) + "\", not \"" +
                                    type_word(asset.type) + "\""};
  }
  asset.type = probed->type;
  asset.width = probed->width;
  asset.height = probed->height;
  // What the editor wrote stands.
  if (probed->loudness && !asset.gain_db) asset.gain_db = gain_to_target(*probed->loudness);
  const milliseconds before = asset.duration;
  if (asset.type == AssetType::video) asset.duration = probed->duration;
  if (asset.type == AssetType::image && before == milliseconds(0)) asset.duration = options_->image_time;
  const auto index = static_cast<std::uint32_t>(&asset - draft_.feed.assets.data());
  settle_durations(index, before, asset.duration);
  return {};
}

Result<void> Publisher::take_captions(const Asset& asset, int fd) {
  std::string bytes;
  const auto gather = [&](std::string_view piece) -> Result<void> {
    bytes.append(piece);
    if (bytes.size() <= config::kCaptionsBytesMax) return {};
    return Error{Kind::invalid,
                 "has more than " + size_words(config::kCaptionsBytesMax) + ": captions are short"};
  };
  if (const auto read = digest_of(fd, gather); !read) return read.error();
  const auto reading = config::read_captions(bytes);
  if (!reading.faults.empty()) return Error{Kind::invalid, config::describe(reading.faults)};
  if (reading.captions.empty()) return Error{Kind::invalid, "has no captions"};
  last_words_[asset.name] = reading.captions.back().start;
  return {};
}

// That they belong to this clip, and not to a longer one.
void Publisher::check_captions(const Asset& clip) {
  for (const auto& [language, name] : clip.captions) {
    const auto last = last_words_.find(name);
    if (last == last_words_.end() || last->second < clip.duration || clip.duration == milliseconds(0))
      continue;
    faults_.push_back(document_ + ": /assets/" + escaped(clip.name) + "/captions/" + escaped(language) +
                      ": \"" + name + "\" has words at " + time_words(last->second) +
                      ", after the clip's end at " + time_words(clip.duration));
  }
}

// Items that took their time from the asset follow it.
void Publisher::settle_durations(std::uint32_t asset, milliseconds before, milliseconds after) {
  for (config::Playlist& playlist : draft_.feed.playlists) {
    for (config::Item& item : playlist.items) {
      auto* shows = std::get_if<config::AssetItem>(&item);
      if (shows == nullptr || shows->asset != asset) continue;
      if (shows->duration == before || shows->duration == milliseconds(0)) shows->duration = after;
    }
  }
}

// The whole feed, as a screen will read it.
void Publisher::check_feed() {
  for (Asset& asset : draft_.feed.assets) asset.file.clear();
  stamp();
  auto reading = config::read_feed(config::write_feed(draft_.feed), config::Reading::publishing);
  faults_ = lines(document_, reading.faults);
  if (reading.feed) draft_.feed = std::move(*reading.feed);
}

// Strictly after what the site serves; a draft may ask for more.
void Publisher::stamp() {
  Feed& feed = draft_.feed;
  const auto& old = site_->feed();
  if (site_->root()) feed.epoch = site_->root()->epoch;
  const std::pair wanted{std::max<std::int64_t>(feed.epoch, 1), std::max<std::int64_t>(feed.version, 1)};
  const std::pair next =
      old ? std::pair{old->epoch, old->version + 1} : std::pair<std::int64_t, std::int64_t>{1, 1};
  std::tie(feed.epoch, feed.version) = std::max(wanted, next);
  feed.issued = now_;
  if (feed.expires == Wall{}) feed.expires = now_ + kValidFor;
}

bool Publisher::is_new() const {
  const auto& old = site_->feed();
  if (!old || (site_->root() && !site_->is_signed())) return true;
  return !says_the_same(draft_.feed, *old);
}

// What waits already keeps the signatures that it has.
Publication Publisher::propose() {
  const auto waiting = site_->pending();
  const bool waits =
      waiting && waiting->version == draft_.feed.version && says_the_same(*waiting, draft_.feed);
  if (auto done = waits ? site_->put_back() : site_->propose(draft_.feed); !done)
    return {{}, {done.error().message}};
  outcome_.feed = waits ? *waiting : draft_.feed;
  outcome_.did = waits ? Did::waiting : Did::proposed;
  return {std::move(outcome_), {}};
}

Publication Publisher::commit() {
  const auto& old = site_->feed();
  const bool fresh = is_new();
  const bool expiring = old && old->expires - now_ < kRenewBefore && draft_.feed.expires > old->expires;
  const bool put = fresh || expiring;
  if (put && site_->root()) return propose();
  if (auto done = put ? site_->publish(draft_.feed) : site_->put_back(); !done)
    return {{}, {done.error().message}};
  outcome_.feed = put ? draft_.feed : *old;
  if (put) {
    outcome_.did = fresh ? Did::published : Did::renewed;
    outcome_.removed = site_->sweep();
  } else {
    outcome_.did = outcome_.copied > 0 ? Did::repaired : Did::unchanged;
  }
  return {std::move(outcome_), {}};
}

}  // namespace

Publication publish(Draft draft, const PublishOptions& options, content::Files& files, Wall now,
                    const std::function<void(const std::string&)>& say) {
  return Publisher(std::move(draft), options, now, say).run(files);
}

}  // namespace kepu::headend
