// content/files.h: the disk, as far as content needs it. One of the four seams: a real one (posix_files.cpp),
// a fake that keeps synced and unsynced apart (tests/fakes), and one test suite that both must pass.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/clock.h"
#include "config/result.h"

namespace kepu::content {

struct FileEntry {
  std::string name;  // without its folder
  std::uint64_t bytes = 0;
  bool folder = false;
  bool operator==(const FileEntry&) const = default;
};

struct Space {
  std::uint64_t free = 0, total = 0;  // bytes; free: that may still be written
};

// Where write_durably() gathers `path` before it takes the name. A power cut may leave one behind: whoever
// lists the folder next removes it.
inline constexpr std::string_view kTempSuffix = ".tmp";

// Paths are absolute. Errors: not_found (no such file), full (no space or quota), broken (anything else the
// system said, with the path in front). Each call is for one thread at a time.
class Files {
 public:
  virtual ~Files() = default;

  // The folder and what lies above it, durably. No error if it is there.
  virtual Result<void> make_folder(const std::filesystem::path& folder) = 0;

  // The whole file; `broken` if it is longer than `bytes_max`.
  virtual Result<std::string> read(const std::filesystem::path& path, std::uint64_t bytes_max) = 0;

  // What is in a folder, sorted by name; an empty list if there is no such folder.
  virtual Result<std::vector<FileEntry>> list(const std::filesystem::path& folder) = 0;

  // The one way to write a document: temp, write, fsync, rename, fsync of the folder. On return it survives a
  // power cut; on failure the old file is as it was, save when the fsync of the folder failed: then either
  // may be found after a power cut, whole. Makes the folder if it is missing.
  virtual Result<void> write_durably(const std::filesystem::path& path, std::string_view bytes) = 0;

  // Adds to the end of a file, made if missing, as is its folder. Not durable: a power cut may lose or tear
  // what was added. On failure a part of it may have been added.
  virtual Result<void> append(const std::filesystem::path& path, std::string_view bytes) = 0;

  // At most `size` bytes from `from` on; fewer, or none, at the end.
  virtual Result<std::string> read_piece(const std::filesystem::path& path, std::uint64_t from,
                                         std::size_t size) = 0;

  // Feeds the file to `sink` in pieces, from the start.
  virtual Result<void> scan(const std::filesystem::path& path,
                            const std::function<void(std::string_view)>& sink) = 0;

  // Of a file: fsync of `from`, rename to `to`, fsync of both folders: durable on return. Replaces what `to`
  // was. An fsync that fails means the file is lost: it is removed and `broken` returned. Makes the folder of
  // `to` if it is missing.
  virtual Result<void> adopt(const std::filesystem::path& from, const std::filesystem::path& to) = 0;

  // No error if it was not there. Not durable: after a power cut the file may be back.
  virtual Result<void> remove(const std::filesystem::path& path) = 0;

  // Notes that the file is in use now. Not durable.
  virtual Result<void> touch(const std::filesystem::path& path) = 0;

  // When it was written or touched last, by the clock of then.
  virtual Result<Wall> last_use(const std::filesystem::path& path) = 0;

  // Of the disk that `folder` lies on.
  virtual Result<Space> space(const std::filesystem::path& folder) = 0;
};

}  // namespace kepu::content
