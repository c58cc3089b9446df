// content/store.h: media on disk, each known by the SHA-256 of its bytes.
// After a power cut at any instant, open() finds the state before or after the last call, never between.
// Thread: the courier's alone. What playable() returned is immutable and may travel.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/feed.h"
#include "config/result.h"
#include "content/files.h"

namespace kepu::content {

// Assets in order of need, the first one first. Each at most once.
using Needs = std::vector<config::Asset>;

// Which assets lie verified on disk. Immutable: any thread.
class Playable {
 public:
  Playable() = default;
  Playable(std::filesystem::path root, std::vector<config::AssetId> ids);  // ids in any order

  bool contains(const config::AssetId& id) const;
  std::filesystem::path path(const config::AssetId& id) const;  // where its bytes lie, if contained
  std::size_t size() const { return ids_.size(); }
  const std::vector<config::AssetId>& ids() const { return ids_; }  // sorted

  // The same less those in `recalled`, in any order.
  Playable without(std::vector<config::AssetId> recalled) const;

 private:
  std::filesystem::path root_;
  std::vector<config::AssetId> ids_;  // sorted
};

// A finished download, before it is believed.
struct Part {
  std::filesystem::path path;
  std::uint64_t bytes = 0;
  config::AssetId digest;  // of what was streamed into it
};

class Store {
 public:
  // Opens or creates `root` (objects/sha256/, incoming/, feeds/, lost/). A file of a wrong name moves to
  // lost/ and is logged: no error. What a power cut left of a write is removed. Fails only if `root` cannot
  // be made or listed. `files` must outlive the store.
  static Result<Store> open(std::filesystem::path root, Files& files);

  // Where the download of `id` gathers: incoming/<hex>.part. It may exist already, from before.
  std::filesystem::path part_path(const config::AssetId& id) const;

  // Where the ETag of that part is noted, and whose it is: incoming/<hex>.etag.
  std::filesystem::path etag_path(const config::AssetId& id) const;

  // Forgets a part and its ETag.
  Result<void> drop_part(const config::AssetId& id);

  // Takes over a finished download if its length and hash are those of `asset`. Durable on return.
  // refused: length or hash differ (the part is removed); full: no space (the part stays for another try);
  // broken: the disk failed.
  Result<void> adopt(const config::Asset& asset, const Part& part);

  // Keeps the exact bytes of a verified feed, durably, and of those before it the one that is `on_air` (none:
  // the newest). invalid: a negative number.
  Result<void> keep_feed(std::int64_t epoch, std::int64_t version, const std::string& bytes,
                         std::optional<std::pair<std::int64_t, std::int64_t>> on_air = {});

  // The feeds that are kept, newest first, as their exact bytes: two, or three after a power cut while one
  // was being replaced. Unreadable ones move to lost/ and are logged.
  std::vector<std::string> feeds();

  // Keeps the exact bytes of a verified root, durably, for good: later ones are believed because of it.
  Result<void> keep_root(std::int64_t version, const std::string& bytes);

  // The roots that are kept, oldest first, as their exact bytes. Unreadable ones move to lost/ and are
  // logged.
  std::vector<std::string> roots();

  // Keeps the exact bytes of verified notices, durably, as those of the last of `numbers`, and removes all
  // but `numbers`.
  Result<void> keep_notices(const std::vector<std::pair<std::int64_t, std::int64_t>>& numbers,
                            const std::string& bytes);

  // The notices that are kept, oldest first, as their exact bytes. Unreadable ones move to lost/ and are
  // logged.
  std::vector<std::string> notices();

  // Keeps how late it is at least, durably.
  Result<void> keep_time(Wall at_least);
  std::optional<Wall> time();

  // Moves a kept feed or notices of just these bytes to lost/: they turned out not to be such as may be
  // believed.
  Result<void> discard_document(const std::string& bytes);

  // Moves an object whose bytes turned out to be damaged to lost/: it is no longer playable, and will be
  // fetched anew.
  Result<void> discard(const config::AssetId& id);

  // It is in use: what has not been for long leaves first. Written at most once a day.
  void note_use(const config::AssetId& id, Wall now);

  // Removes an object that is not needed. Its space is free on return; the name may be back after a power
  // cut.
  Result<void> evict(const config::AssetId& id);

  // Removes the parts of downloads of all but `needed`.
  void drop_parts_but(const std::set<config::AssetId>& needed);

  std::shared_ptr<const Playable> playable() const;  // never null

  std::uint64_t bytes_of(const config::AssetId& id) const;  // of an object on disk; 0: it is not there
  std::uint64_t bytes() const { return all_bytes_; }        // of all objects

 private:
  explicit Store(std::filesystem::path root, Files& files);
  Result<void> read_objects();
  Result<void> read_names(const std::filesystem::path& folder, bool (*is_ours)(const FileEntry&));
  Result<std::vector<std::filesystem::path>> paths_of(bool (*is_one)(const FileEntry&));  // newest first
  std::vector<std::string> read_all(bool (*is_one)(const FileEntry&));                    // likewise
  void lose(const std::filesystem::path& path, std::string_view why);
  void remove_or_log(const std::filesystem::path& path);
  void set_playable(std::vector<config::AssetId> ids);
  void add(const config::AssetId& id, std::uint64_t bytes);
  void take_out(const config::AssetId& id);

  std::filesystem::path root_;
  Files* files_;
  std::shared_ptr<const Playable> playable_;
  std::map<config::AssetId, std::uint64_t> sizes_;  // of what is playable
  std::uint64_t all_bytes_ = 0;
  std::map<config::AssetId, Wall> used_;  // as noted last
};

}  // namespace kepu::content
