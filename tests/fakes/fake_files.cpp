#include "tests/fakes/fake_files.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <random>
#include <utility>

namespace kepu::fakes {
namespace {

namespace fs = std::filesystem;
using What = DiskStep::What;
using Names = std::map<fs::path, std::size_t>;  // file -> index of its bytes

// One change of a name that has not been synced: `path` becomes `file` (none: it is gone).
struct NameChange {
  std::vector<std::pair<fs::path, std::optional<std::size_t>>> names;  // at once
  std::optional<fs::path> folder;                                      // made by this change
  fs::path in;                                                         // the folder whose fsync settles it
};

struct Bytes {
  std::string synced, now;
};

// A disk under the rules of after_power_cut().
class WeakDisk {
 public:
  void run(const DiskStep& step);
  std::set<Disk> states() const;
  std::size_t choices(std::size_t most) const;  // how many ways there are; `most` if there are more
  // One of the states; `coin(n)` gives a number below n.
  Disk draw(const std::function<std::size_t(std::size_t)>& coin) const;

 private:
  static void drop_lost_folders(std::set<fs::path>& folders);
  void change(NameChange change);
  static void apply(const NameChange& change, Names& names, std::set<fs::path>& folders);
  static std::vector<std::string> possible(const Bytes& bytes);
  void add_states(const Names& names, const std::set<fs::path>& folders, std::set<Disk>& states) const;

  std::vector<Bytes> bytes_;
  Names names_, settled_names_;
  std::set<fs::path> folders_, settled_folders_;
  std::vector<NameChange> pending_;
};

void WeakDisk::apply(const NameChange& change, Names& names, std::set<fs::path>& folders) {
  if (change.folder) folders.insert(*change.folder);
  for (const auto& [path, file] : change.names) {
    if (file)
      names[path] = *file;
    else
      names.erase(path);
  }
}

void WeakDisk::change(NameChange change) {
  apply(change, names_, folders_);
  pending_.push_back(std::move(change));
}

void WeakDisk::run(const DiskStep& step) {
  const fs::path in = step.path.parent_path();
  switch (step.what) {
    case What::create:
      if (const auto old = names_.find(step.path); old != names_.end()) {
        bytes_[old->second].now.clear();
        return;
      }
      bytes_.emplace_back();
      return change({{{step.path, bytes_.size() - 1}}, std::nullopt, in});
    case What::append:
      bytes_[names_.at(step.path)].now += step.bytes;
      return;
    case What::sync_file: {
      Bytes& bytes = bytes_[names_.at(step.path)];
      bytes.synced = bytes.now;
      return;
    }
    case What::rename: {
      const std::size_t file = names_.at(step.path);
      if (in == step.to.parent_path())
        return change({{{step.path, std::nullopt}, {step.to, file}}, std::nullopt, in});
      change({{{step.to, file}}, std::nullopt, step.to.parent_path()});
      return change({{{step.path, std::nullopt}}, std::nullopt, in});
    }
    case What::sync_folder: {
      std::vector<NameChange> left;
      for (NameChange& each : pending_) {
        if (each.in == step.path)
          apply(each, settled_names_, settled_folders_);
        else
          left.push_back(std::move(each));
      }
      pending_ = std::move(left);
      return;
    }
    case What::remove:
      return change({{{step.path, std::nullopt}}, std::nullopt, in});
    case What::make_folder:
      return change({{}, step.path, in});
  }
}

std::vector<std::string> WeakDisk::possible(const Bytes& bytes) {
  std::vector<std::string> all{bytes.now};
  if (bytes.synced == bytes.now) return all;
  const std::size_t kept = bytes.now.starts_with(bytes.synced) ? bytes.synced.size() : 0;
  const std::size_t added = bytes.now.size() - kept;
  all.push_back(bytes.synced);
  for (const std::size_t reached : {added / 4, added / 2}) {
    all.push_back(bytes.now.substr(0, kept + reached));
    all.push_back(bytes.now.substr(0, kept + reached) + std::string(added - reached, '\0'));
  }
  all.push_back(bytes.now.substr(0, kept) + std::string(added, '\0'));
  return all;
}

// Every choice of what of the unsynced bytes is there.
void WeakDisk::add_states(const Names& names, const std::set<fs::path>& folders,
                          std::set<Disk>& states) const {
  std::vector<Disk> disks{{folders, {}}};
  for (const auto& [path, file] : names) {
    const fs::path in = path.parent_path();
    if (in != "/" && !folders.contains(in))
      continue;  // its folder has not reached the disk, so it cannot be found
    std::vector<Disk> longer;
    for (const std::string& bytes : possible(bytes_[file])) {
      for (Disk disk : disks) {
        disk.files[path] = bytes;
        longer.push_back(std::move(disk));
      }
    }
    disks = std::move(longer);
  }
  states.insert(disks.begin(), disks.end());
}

std::set<Disk> WeakDisk::states() const {
  std::set<Disk> states;
  for (std::size_t choice = 0; choice < (std::size_t{1} << pending_.size()); ++choice) {
    Names names = settled_names_;
    std::set<fs::path> folders = settled_folders_;
    for (std::size_t i = 0; i < pending_.size(); ++i)
      if (((choice >> i) & 1U) != 0) apply(pending_[i], names, folders);
    drop_lost_folders(folders);
    add_states(names, folders, states);
  }
  return states;
}

void WeakDisk::drop_lost_folders(std::set<fs::path>& folders) {
  std::erase_if(folders, [&](const fs::path& folder) {
    for (fs::path above = folder.parent_path(); above != "/"; above = above.parent_path())
      if (!folders.contains(above)) return true;
    return false;
  });
}

std::size_t WeakDisk::choices(std::size_t most) const {
  std::size_t count = 1;
  for (std::size_t i = 0; i < pending_.size() && count <= most; ++i) count *= 2;
  for (std::size_t i = 0; i < bytes_.size() && count <= most; ++i) count *= possible(bytes_[i]).size();
  return std::min(count, most + 1);
}

Disk WeakDisk::draw(const std::function<std::size_t(std::size_t)>& coin) const {
  Names names = settled_names_;
  std::set<fs::path> folders = settled_folders_;
  for (const NameChange& each : pending_) {
    if (coin(2) == 0) apply(each, names, folders);
  }
  drop_lost_folders(folders);
  Disk disk{folders, {}};
  for (const auto& [path, file] : names) {
    const fs::path in = path.parent_path();
    if (in != "/" && !folders.contains(in)) continue;
    std::vector<std::string> all = possible(bytes_[file]);
    disk.files[path] = std::move(all[coin(all.size())]);
  }
  return disk;
}

Error not_found(const fs::path& path, const std::string& action) {
  return {Kind::not_found, path.string() + ": cannot " + action + ": No such file or directory"};
}

}  // namespace

std::set<Disk> after_power_cut(const Journal& journal, std::size_t steps) {
  WeakDisk disk;
  for (std::size_t i = 0; i < steps; ++i) disk.run(journal[i]);
  return disk.states();
}

std::set<Disk> some_after_power_cut(const Journal& journal, std::size_t steps, std::size_t most,
                                    std::uint32_t seed) {
  WeakDisk disk;
  for (std::size_t i = 0; i < steps; ++i) disk.run(journal[i]);
  if (disk.choices(most) <= most) return disk.states();
  std::mt19937 dice(seed + static_cast<std::uint32_t>(steps));
  std::set<Disk> found{disk.draw([](std::size_t) { return std::size_t{0}; }),
                       disk.draw([](std::size_t n) { return n - 1; })};
  for (std::size_t i = 0; i < most; ++i)
    found.insert(disk.draw([&](std::size_t n) { return static_cast<std::size_t>(dice()) % n; }));
  return found;
}

void FakeFiles::step(DiskStep step) {
  switch (step.what) {
    case What::create:
      disk_.files[step.path].clear();
      break;
    case What::append:
      disk_.files[step.path] += step.bytes;
      break;
    case What::rename:
      disk_.files[step.to] = std::move(disk_.files[step.path]);
      disk_.files.erase(step.path);
      break;
    case What::remove:
      free_ += disk_.files[step.path].size();
      disk_.files.erase(step.path);
      break;
    case What::make_folder:
      disk_.folders.insert(step.path);
      break;
    case What::sync_file:
    case What::sync_folder:
      break;
  }
  journal_.push_back(std::move(step));
}

Result<void> FakeFiles::sync(What what, const fs::path& path) {
  if (fsync_fails_) return Error{Kind::broken, path.string() + ": cannot fsync: Input/output error"};
  step({what, path});
  return {};
}

// Fills what is free before it says that there is no more, as a disk does.
Result<void> FakeFiles::write(const fs::path& path, std::string_view bytes) {
  const auto fits = static_cast<std::size_t>(std::min<std::uint64_t>(free_, bytes.size()));
  free_ -= fits;
  step({What::append, path, {}, std::string(bytes.substr(0, fits))});
  if (fits == bytes.size()) return {};
  return Error{Kind::full, path.string() + ": cannot write: No space left on device"};
}

Result<void> FakeFiles::make_folder(const fs::path& folder) {
  if (folder == "/" || disk_.folders.contains(folder)) return {};
  if (auto above = make_folder(folder.parent_path()); !above) return above;
  if (disk_.files.contains(folder))
    return Error{Kind::not_found, folder.string() + ": cannot make: Not a directory"};
  step({What::make_folder, folder});
  return sync(What::sync_folder, folder.parent_path());
}

Result<std::string> FakeFiles::read(const fs::path& path, std::uint64_t bytes_max) {
  const auto file = disk_.files.find(path);
  if (file == disk_.files.end()) return not_found(path, "open");
  if (file->second.size() > bytes_max)
    return Error{Kind::broken, path.string() + ": longer than " + std::to_string(bytes_max) + " bytes"};
  return file->second;
}

Result<std::vector<content::FileEntry>> FakeFiles::list(const fs::path& folder) {
  std::vector<content::FileEntry> entries;
  for (const fs::path& each : disk_.folders)
    if (each.parent_path() == folder) entries.push_back({each.filename().string(), 0, true});
  for (const auto& [path, bytes] : disk_.files)
    if (path.parent_path() == folder) entries.push_back({path.filename().string(), bytes.size(), false});
  std::ranges::sort(entries, {}, &content::FileEntry::name);
  return entries;
}

Result<void> FakeFiles::write_durably(const fs::path& path, std::string_view bytes) {
  if (auto made = make_folder(path.parent_path()); !made) return made;
  fs::path temp = path;
  temp += content::kTempSuffix;
  step({What::create, temp});
  Result<void> written = write(temp, bytes);
  if (written) written = sync(What::sync_file, temp);
  if (!written) {
    step({What::remove, temp});
    return written;
  }
  step({What::rename, temp, path});
  return sync(What::sync_folder, path.parent_path());
}

Result<void> FakeFiles::append(const fs::path& path, std::string_view bytes) {
  if (auto made = make_folder(path.parent_path()); !made) return made;
  if (!disk_.files.contains(path)) step({What::create, path});
  return write(path, bytes);
}

Result<void> FakeFiles::scan(const fs::path& path, const std::function<void(std::string_view)>& sink) {
  const auto file = disk_.files.find(path);
  if (file == disk_.files.end()) return not_found(path, "open");
  constexpr std::size_t kPiece = 1000;
  for (std::size_t at = 0; at < file->second.size(); at += kPiece)
    sink(std::string_view(file->second).substr(at, kPiece));
  return {};
}

Result<void> FakeFiles::adopt(const fs::path& from, const fs::path& to) {
  if (auto made = make_folder(to.parent_path()); !made) return made;
  if (!disk_.files.contains(from)) return not_found(from, "open");
  if (auto synced = sync(What::sync_file, from); !synced) {
    step({What::remove, from});
    return synced;
  }
  step({What::rename, from, to});
  static_cast<void>(touch(to));
  Result<void> settled = sync(What::sync_folder, to.parent_path());
  if (settled && from.parent_path() != to.parent_path())
    settled = sync(What::sync_folder, from.parent_path());
  if (!settled) step({What::remove, to});
  return settled;
}

Result<void> FakeFiles::remove(const fs::path& path) {
  if (disk_.files.contains(path)) step({What::remove, path});
  return {};
}

Result<std::string> FakeFiles::read_piece(const fs::path& path, std::uint64_t from, std::size_t size) {
  const auto file = disk_.files.find(path);
  if (file == disk_.files.end()) return not_found(path, "open");
  if (broken_.contains(path)) return Error{Kind::broken, path.string() + ": cannot read: Input/output error"};
  if (from >= file->second.size()) return std::string();
  return file->second.substr(static_cast<std::size_t>(from), size);
}

Result<void> FakeFiles::touch(const fs::path& path) {
  if (!disk_.files.contains(path)) return not_found(path, "touch");
  used_[path] = last_use_ += std::chrono::seconds(1);
  return {};
}

Result<Wall> FakeFiles::last_use(const fs::path& path) {
  if (!disk_.files.contains(path)) return not_found(path, "look at");
  const auto used = used_.find(path);
  return used == used_.end() ? Wall{} : used->second;
}

// A small disk: the reserve for state is its smallest.
Result<content::Space> FakeFiles::space(const fs::path&) {
  return content::Space{free_, std::uint64_t{1} << 30U};
}

}  // namespace kepu::fakes
