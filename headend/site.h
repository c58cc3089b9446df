// headend/site.h: the folder that a web server serves: feed.json, media/ab/<sha256>.<ext>, and where feeds
// are signed roots/<version>.json; SITE.pending/ beside it is for those
// who sign. A reader sees the old feed or the new one,
// never half, and finds the media of both. Whatever fails or is refused leaves the site as it was. One
// publisher at a time: the folder itself is locked (flock).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/feed.h"
#include "config/notices.h"
#include "config/result.h"
#include "config/unique_fd.h"
#include "content/files.h"
#include "content/root.h"

namespace kepu::headend {

struct Proposal;

class Site {
 public:
  // Makes the folder if it is missing, locks it, and clears what a publisher that was killed left behind.
  // unavailable: another one is at work; invalid: its feed.json is no feed; broken: anything else. `files`
  // must outlive it.
  static Result<std::unique_ptr<Site>> open(const std::filesystem::path& root, content::Files& files);
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;
  ~Site();  // takes back what was staged and not published, and the folder if it was made and is empty

  const std::optional<config::Feed>& feed() const { return feed_; }  // what it serves
  bool is_signed() const { return is_signed_; }                      // in an envelope

  // Who must sign what is published here; none: nobody.
  const std::optional<content::Root>& root() const { return ruling_; }

  // Whether `url` (relative) is there, with that many bytes.
  bool has(const std::string& url, std::uint64_t bytes) const;

  // Copies the file open at `fd` beside the media, unless it is there or staged already. True: copied.
  // broken: its bytes are not those of `id` any more; full: no space.
  Result<bool> stage(int fd, const config::AssetId& id, std::uint64_t bytes, const std::string& url);

  // Gives what was staged its place, then replaces feed.json. Fails with the site as it was.
  Result<void> publish(const config::Feed& feed);

  // Gives what was staged its place, then writes SITE.pending/feed.json, which waits for signatures. Fails
  // with the site as it was.
  Result<void> propose(const config::Feed& feed);

  // What is served beside the feed; none: nothing is. invalid: it is no notices.
  Result<std::optional<config::Notices>> notices() const;

  // Replaces notices.json, where nothing is signed.
  Result<void> publish(const config::Notices& notices);

  // The feed that waits; none: no readable one does.
  std::optional<config::Feed> pending() const;

  // Gives what enough persons have signed its place, as feed.json, notices.json or a root, and removes it
  // from SITE.pending/. Recalls that one has signed who may are served, too, and go on waiting for the
  // others. refused: a screen would not take it, or a signature or a file of its media is missing.
  Result<void> release(const Proposal& proposal);

  // Gives what was staged its place: for media that went missing from a site whose feed stays.
  Result<void> put_back();

  // Removes media that neither the feed of open() nor the one published since names. How many.
  std::size_t sweep();

 private:
  Site(std::filesystem::path root, content::Files& files) : root_(std::move(root)), files_(&files) {}
  Result<void> read_feed();
  Result<void> place(const std::filesystem::path& document, const std::string& bytes,
                     const config::Feed& feed);
  Result<void> check_release(const Proposal& proposal) const;
  bool only_recalls(const Proposal& proposal) const;
  Result<void> check_newer(const config::Notices& notices) const;
  Result<void> release_notices(const Proposal& proposal, const std::string& bytes);
  Result<void> copy(int fd, const config::AssetId& id, std::uint64_t bytes, const std::filesystem::path& to);
  void tidy_up(const std::string& url);
  void take_back(const std::vector<std::string>& urls);
  std::filesystem::path staging() const { return root_ / ".staging"; }

  std::filesystem::path root_;
  content::Files* files_;
  UniqueFd lock_;
  bool made_root_ = false;
  std::optional<config::Feed> feed_, published_;
  bool is_signed_ = false;
  std::optional<content::Root> ruling_;
  std::map<std::string, std::filesystem::path> staged_;  // by url
};

// Whether its file lies in the site, and not on another server.
bool is_ours(const config::Asset& asset);

// "media/9f/9f86….mp4"; an extension that does not belong into a URL is left out.
std::string media_url(const config::AssetId& id, const std::string& extension);

}  // namespace kepu::headend
