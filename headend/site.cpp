#include "headend/site.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <string_view>
#include <system_error>

#include "headend/digest.h"
#include "headend/proposal.h"
#include "headend/words.h"

namespace kepu::headend {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kExtensionMax = 8;
constexpr const char* kNotices = "notices.json";

bool is_plain(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// Only what a publisher can have put there is ever removed.
bool is_media_name(std::string_view name) {
  const std::string_view hash = name.substr(0, name.find('.'));
  return config::AssetId::parse(hash).has_value();
}

Error broken(const fs::path& path, const std::string& reason) {
  return {Kind::broken, path.string() + ": " + reason};
}

// Of a document that is served: what an envelope holds, too.
std::string payload_of(const std::string& document) {
  if (!content::is_envelope(document)) return document;
  auto envelope = content::read_envelope(document, "served");
  if (!envelope) return document;
  return std::move(envelope->payload);
}

void add_urls(const std::optional<config::Feed>& feed, std::set<std::string>& urls) {
  if (!feed) return;
  for (const config::Asset& asset : feed->assets) urls.insert(asset.url);
}

}  // namespace

bool is_ours(const config::Asset& asset) {
  return asset.type != config::AssetType::stream && asset.url.find("://") == std::string::npos;
}

std::string media_url(const config::AssetId& id, const std::string& extension) {
  const std::string hex = id.hex();
  const bool fit = !extension.empty() && extension.size() <= kExtensionMax &&
                   std::all_of(extension.begin(), extension.end(), is_plain);
  return "media/" + hex.substr(0, 2) + "/" + hex + (fit ? "." + extension : "");
}

Result<std::unique_ptr<Site>> Site::open(const fs::path& root, content::Files& files) {
  std::unique_ptr<Site> site(new Site(root, files));
  std::error_code error;
  site->made_root_ = fs::create_directories(root, error);
  if (error) return broken(root, "cannot be made: " + error.message());
  site->lock_ = UniqueFd(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!site->lock_) return broken(root, std::string("cannot be opened: ") + std::strerror(errno));
  if (flock(site->lock_.get(), LOCK_EX | LOCK_NB) != 0) {
    const bool busy = errno == EWOULDBLOCK;
    const std::string reason = std::strerror(errno);
    site->lock_.reset();  // what is being staged is the other one's
    if (!busy) return broken(root, "cannot be locked: " + reason);
    return Error{Kind::unavailable,
                 root.string() + ": another kepu publish is at work there: try again when it is done"};
  }
  fs::remove_all(site->staging(), error);
  if (auto read = site->read_feed(); !read) return read.error();
  auto ruling = newest_root(root, files);
  if (!ruling) return ruling.error();
  site->ruling_ = std::move(*ruling);
  return site;
}

Site::~Site() {
  if (!lock_) return;
  std::error_code error;
  fs::remove_all(staging(), error);
  if (made_root_ && !published_) fs::remove(root_, error);  // only if it is empty
}

Result<void> Site::read_feed() {
  const fs::path path = root_ / "feed.json";
  const auto json = files_->read(path, content::kEnvelopeBytesMax);
  if (!json && json.error().kind == Kind::not_found) return {};
  if (!json) return json.error();
  const auto payload = payload_of(*json);
  auto reading = config::read_feed(payload, config::Reading::playing);
  if (!reading.feed) {
    return Error{Kind::invalid, path.string() + ": is there and is no feed that can be read: move it away"};
  }
  is_signed_ = content::is_envelope(*json);
  feed_ = std::move(reading.feed);
  return {};
}

bool Site::has(const std::string& url, std::uint64_t bytes) const {
  std::error_code error;
  const fs::path path = root_ / url;
  return fs::is_regular_file(path, error) && fs::file_size(path, error) == bytes && !error;
}

Result<bool> Site::stage(int fd, const config::AssetId& id, std::uint64_t bytes, const std::string& url) {
  if (staged_.contains(url) || has(url, bytes)) return false;
  std::error_code error;
  fs::create_directories(staging(), error);
  if (error) return broken(staging(), "cannot be made: " + error.message());
  const fs::path to = staging() / fs::path(url).filename();
  if (auto copied = copy(fd, id, bytes, to); !copied) {
    fs::remove(to, error);
    return copied.error();
  }
  staged_.emplace(url, to);
  return true;
}

Result<void> Site::copy(int fd, const config::AssetId& id, std::uint64_t bytes, const fs::path& to) {
  const auto digest =
      digest_of(fd, [&](std::string_view piece) -> Result<void> { return files_->append(to, piece); });
  if (!digest) return digest.error();
  if (digest->id != id || digest->bytes != bytes) {
    return Error{Kind::broken, "is being changed while it is published: try again"};
  }
  return {};
}

// The folders that were made for `url`: only if they are empty.
void Site::tidy_up(const std::string& url) {
  std::error_code error;
  const fs::path folder = (root_ / url).parent_path();
  fs::remove(folder, error);
  fs::remove(folder.parent_path(), error);
}

void Site::take_back(const std::vector<std::string>& urls) {
  for (const std::string& url : urls) {
    std::error_code error;
    fs::remove(root_ / url, error);
    tidy_up(url);
  }
}

Result<void> Site::put_back() {
  std::vector<std::string> done;
  for (const auto& [url, from] : staged_) {
    if (auto moved = files_->adopt(from, root_ / url); !moved) {
      take_back(done);
      tidy_up(url);
      return moved;
    }
    done.push_back(url);
  }
  staged_.clear();
  return {};
}

Result<void> Site::place(const fs::path& document, const std::string& bytes, const config::Feed& feed) {
  std::vector<std::string> urls;
  for (const auto& staged : staged_) urls.push_back(staged.first);
  if (auto placed = put_back(); !placed) return placed;
  if (auto written = files_->write_durably(document, bytes); !written) {
    // A disk that fails after the rename leaves the new document in place: its media must stay then.
    const auto there = files_->read(document, content::kEnvelopeBytesMax);
    if (!there || *there != bytes) take_back(urls);
    return written;
  }
  published_ = feed;
  return {};
}

Result<void> Site::publish(const config::Feed& feed) {
  return place(root_ / "feed.json", config::write_feed(feed), feed);
}

Result<void> Site::propose(const config::Feed& feed) {
  return place(pending_feed(root_), content::write_envelope(unsigned_feed(feed)), feed);
}

Result<std::optional<config::Notices>> Site::notices() const {
  const fs::path path = root_ / kNotices;
  const auto json = files_->read(path, content::kEnvelopeBytesMax);
  if (!json && json.error().kind == Kind::not_found) return std::optional<config::Notices>();
  if (!json) return json.error();
  auto reading = config::read_notices(payload_of(*json), config::Reading::playing);
  if (!reading.notices)
    return Error{Kind::invalid,
                 path.string() + ": is there and is no notices that can be read: move it away"};
  return std::move(reading.notices);
}

Result<void> Site::publish(const config::Notices& notices) {
  return files_->write_durably(root_ / kNotices, config::write_notices(notices));
}

std::optional<config::Feed> Site::pending() const {
  auto proposal = read_proposal(pending_feed(root_), root_, *files_);
  return proposal ? std::move(proposal->feed) : std::nullopt;
}

// One of the same number may come again, signed by more.
Result<void> Site::check_newer(const config::Notices& notices) const {
  const auto served = this->notices();
  if (!served) return served.error();
  if (!*served || **served == notices) return {};
  const auto number = [](const config::Notices& one) { return std::pair(one.epoch, one.version); };
  if (number(notices) > number(**served)) return {};
  return Error{Kind::refused, "is not newer than the notices that are served: make it anew"};
}

// What one person may have served: no takeover that is not served already, for the notices that are would
// give way to one that screens do not believe.
bool Site::only_recalls(const Proposal& proposal) const {
  if (!proposal.may_recall()) return false;
  const auto served = notices();
  const std::vector<config::Notice> known =
      served && *served ? (*served)->notices : std::vector<config::Notice>();
  return std::ranges::all_of(proposal.notices->notices, [&](const config::Notice& notice) {
    return std::ranges::find(known, notice) != known.end();
  });
}

Result<void> Site::check_release(const Proposal& proposal) const {
  const auto refused = [](std::string why) { return Error{Kind::refused, std::move(why)}; };
  if (std::string flaw = proposal.flaw(); !flaw.empty()) return refused(std::move(flaw));
  if (const std::string missing = proposal.missing(); !missing.empty() && !only_recalls(proposal))
    return refused(missing + ": nothing was published");
  if (proposal.notices) return check_newer(*proposal.notices);
  if (!proposal.feed) return {};
  const auto number = [](const config::Feed& feed) { return std::pair(feed.epoch, feed.version); };
  if (feed_ && is_signed_ && number(*proposal.feed) <= number(*feed_))
    return refused("is " + version_words(*proposal.feed) + ", and " + version_words(*feed_) +
                   " is served already");
  for (const config::Asset& asset : proposal.feed->assets) {
    if (is_ours(asset) && !has(asset.url, asset.bytes))
      return refused(asset.name + ": " + asset.url + " is not there with " + std::to_string(asset.bytes) +
                     " bytes");
  }
  return {};
}

Result<void> Site::release(const Proposal& proposal) {
  if (auto fine = check_release(proposal); !fine) return fine;
  const std::string bytes = content::write_envelope(proposal.envelope);
  if (proposal.root) {
    auto written = files_->write_durably(root_file(root_, proposal.root->version), bytes);
    return written ? files_->remove(pending_root(root_)) : written;
  }
  if (proposal.notices) return release_notices(proposal, bytes);
  if (auto placed = place(root_ / "feed.json", bytes, *proposal.feed); !placed) return placed;
  return files_->remove(pending_feed(root_));
}

Result<void> Site::release_notices(const Proposal& proposal, const std::string& bytes) {
  auto written = files_->write_durably(root_ / kNotices, bytes);
  const bool waits_on = !proposal.missing().empty();
  return written && !waits_on ? files_->remove(pending_notices(root_)) : written;
}

std::size_t Site::sweep() {
  std::set<std::string> keep;
  add_urls(feed_, keep);
  add_urls(published_, keep);
  std::size_t removed = 0;
  const auto folders = files_->list(root_ / "media");
  if (!folders) return 0;
  for (const content::FileEntry& folder : *folders) {
    const auto media = files_->list(root_ / "media" / folder.name);
    if (!folder.folder || !media) continue;
    for (const content::FileEntry& file : *media) {
      const std::string url = "media/" + folder.name + "/" + file.name;
      if (file.folder || !is_media_name(file.name) || keep.contains(url)) continue;
      if (files_->remove(root_ / url)) ++removed;
    }
    std::error_code error;
    fs::remove(root_ / "media" / folder.name, error);  // only if it is empty
  }
  return removed;
}

}  // namespace kepu::headend
