// tests/fakes/fake_files.h: a disk in memory that keeps synced and unsynced apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "content/files.h"

namespace kepu::fakes {

// What one system call changed, in the order of the calls.
struct DiskStep {
  enum class What {
    create,       // the file at `path`, empty; if it was there: cut to nothing
    append,       // `bytes` to the file at `path`
    sync_file,    // the bytes of the file at `path`
    rename,       // `path` to `to`
    sync_folder,  // the names in the folder `path`
    remove,       // the file at `path`
    make_folder,  // `path`
  };
  What what;
  std::filesystem::path path;
  std::filesystem::path to{};
  std::string bytes{};
};
using Journal = std::vector<DiskStep>;

// What a reader sees.
struct Disk {
  std::set<std::filesystem::path> folders;
  std::map<std::filesystem::path, std::string> files;
  auto operator<=>(const Disk&) const = default;
};

// `journal` began with an empty disk. Every disk that may be found if the power fails after the first `steps`
// steps. A name is certain once its folder was synced since, bytes once their file was; until then each
// change of a name may have reached the disk or not, in any order, and bytes may be there, be lost, end early
// or be zeros, from the start or from a quarter or the half of them on. A rename within a folder is one
// change, one between folders two.
std::set<Disk> after_power_cut(const Journal& journal, std::size_t steps);

// All of them if there are `most` at most; else so many draws, with none and all of what was not certain
// among them. The same for the same `seed`.
std::set<Disk> some_after_power_cut(const Journal& journal, std::size_t steps, std::size_t most,
                                    std::uint32_t seed);

class FakeFiles final : public content::Files {
 public:
  FakeFiles() = default;
  explicit FakeFiles(Disk disk) : disk_(std::move(disk)) {}

  Result<void> make_folder(const std::filesystem::path& folder) override;
  Result<std::string> read(const std::filesystem::path& path, std::uint64_t bytes_max) override;
  Result<std::vector<content::FileEntry>> list(const std::filesystem::path& folder) override;
  Result<void> write_durably(const std::filesystem::path& path, std::string_view bytes) override;
  Result<void> append(const std::filesystem::path& path, std::string_view bytes) override;
  Result<void> scan(const std::filesystem::path& path,
                    const std::function<void(std::string_view)>& sink) override;
  Result<void> adopt(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Result<void> remove(const std::filesystem::path& path) override;
  Result<std::string> read_piece(const std::filesystem::path& path, std::uint64_t from,
                                 std::size_t size) override;
  Result<void> touch(const std::filesystem::path& path) override;
  Result<Wall> last_use(const std::filesystem::path& path) override;
  Result<content::Space> space(const std::filesystem::path& folder) override;

  // All that was done since the fake was made.
  const Journal& journal() const { return journal_; }
  const Disk& disk() const { return disk_; }
  void set_free(std::uint64_t bytes) { free_ = bytes; }
  void fail_fsync(bool fails) { fsync_fails_ = fails; }
  // Puts a file there, or other bytes into one, as a failing disk or a stranger would.
  void plant(const std::filesystem::path& path, std::string bytes) { disk_.files[path] = std::move(bytes); }
  // As if it took the file's bytes to know that they cannot be read.
  void break_file(const std::filesystem::path& path) { broken_.insert(path); }

 private:
  void step(DiskStep step);
  Result<void> sync(DiskStep::What what, const std::filesystem::path& path);
  Result<void> write(const std::filesystem::path& path, std::string_view bytes);

  Disk disk_;
  Journal journal_;
  std::uint64_t free_ = std::uint64_t{1} << 40U;
  std::map<std::filesystem::path, Wall> used_;  // of what was touched, adopted or planted
  Wall last_use_{};
  bool fsync_fails_ = false;
  std::set<std::filesystem::path> broken_;
};

}  // namespace kepu::fakes
