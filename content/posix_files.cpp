#include "content/posix_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "config/unique_fd.h"

namespace kepu::content {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = std::size_t{256} << 10U;

Error from_errno(const fs::path& path, std::string_view action, int number) {
  Kind kind = Kind::broken;
  if (number == ENOENT || number == ENOTDIR) kind = Kind::not_found;
  if (number == ENOSPC || number == EDQUOT) kind = Kind::full;
  std::string message = path.string() + ": cannot " + std::string(action) + ": ";
  return Error{kind, message + std::generic_category().message(number)};
}

template <class Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

Result<UniqueFd> open_to_read(const fs::path& path) {
  UniqueFd fd(uninterrupted([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC); }));
  if (!fd) return from_errno(path, "open", errno);
  return fd;
}

// Reads into `buffer`; 0 at the end of the file.
Result<std::size_t> read_some(const UniqueFd& fd, const fs::path& path, std::string& buffer) {
  const ssize_t got = uninterrupted([&] { return ::read(fd.get(), buffer.data(), buffer.size()); });
  if (got < 0) return from_errno(path, "read", errno);
  return static_cast<std::size_t>(got);
}

}  // namespace

WriteCalls linux_calls() {
  return {[](const char* path, int flags, mode_t mode) { return ::open(path, flags, mode); },
          ::write,
          ::fsync,
          ::rename,
          ::unlink,
          ::mkdir};
}

PosixFiles::PosixFiles(WriteCalls calls) : calls_(std::move(calls)) {}

Result<void> PosixFiles::make_folder(const fs::path& folder) {
  std::error_code ignored;
  if (folder.empty() || fs::is_directory(folder, ignored)) return {};
  if (auto above = make_folder(folder.parent_path()); !above) return above;
  if (calls_.mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) return from_errno(folder, "make", errno);
  return sync(folder.parent_path());
}

Result<std::string> PosixFiles::read(const fs::path& path, std::uint64_t bytes_max) {
  auto fd = open_to_read(path);
  if (!fd) return std::move(fd).error();
  std::string all;
  std::string buffer(kPiece, '\0');
  for (;;) {
    const auto got = read_some(*fd, path, buffer);
    if (!got) return got.error();
    if (*got == 0) return all;
    if (all.size() + *got > bytes_max)
      return Error{Kind::broken, path.string() + ": longer than " + std::to_string(bytes_max) + " bytes"};
    all.append(buffer, 0, *got);
  }
}

Result<std::vector<FileEntry>> PosixFiles::list(const fs::path& folder) {
  std::vector<FileEntry> entries;
  std::error_code fault;
  fs::directory_iterator at(folder, fault);
  if (fault == std::errc::no_such_file_or_directory) return entries;
  for (; !fault && at != fs::directory_iterator(); at.increment(fault)) {
    std::error_code gone;  // removed in between, or no length: 0 bytes
    FileEntry entry{at->path().filename().string(), 0, at->is_directory(gone)};
    if (!entry.folder) entry.bytes = at->file_size(gone);
    if (gone) entry.bytes = 0;
    entries.push_back(std::move(entry));
  }
  if (fault) return from_errno(folder, "list", fault.value());
  std::ranges::sort(entries, {}, &FileEntry::name);
  return entries;
}

Result<void> PosixFiles::write_durably(const fs::path& path, std::string_view bytes) {
  if (auto made = make_folder(path.parent_path()); !made) return made;
  fs::path temp = path;
  temp += kTempSuffix;
  Result<void> written = write_new(temp, bytes);
  if (written && calls_.rename(temp.c_str(), path.c_str()) != 0) written = from_errno(path, "replace", errno);
  if (!written) {
    calls_.unlink(temp.c_str());
    return written;
  }
  return sync(path.parent_path());
}

Result<void> PosixFiles::append(const fs::path& path, std::string_view bytes) {
  if (auto made = make_folder(path.parent_path()); !made) return made;
  const UniqueFd fd(uninterrupted(
      [&] { return calls_.open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644); }));
  if (!fd) return from_errno(path, "open", errno);
  return write_all(fd.get(), path, bytes);
}

Result<void> PosixFiles::scan(const fs::path& path, const std::function<void(std::string_view)>& sink) {
  auto fd = open_to_read(path);
  if (!fd) return std::move(fd).error();
  std::string buffer(kPiece, '\0');
  for (;;) {
    const auto got = read_some(*fd, path, buffer);
    if (!got) return got.error();
    if (*got == 0) return {};
    sink(std::string_view(buffer).substr(0, *got));
  }
}

Result<void> PosixFiles::adopt(const fs::path& from, const fs::path& to) {
  if (auto made = make_folder(to.parent_path()); !made) return made;
  if (auto synced = sync(from); !synced) {
    // The kernel may have dropped the pages that it could not write, and a second fsync would call that a
    // success.
    if (synced.error().kind != Kind::not_found) calls_.unlink(from.c_str());
    return synced;
  }
  if (calls_.rename(from.c_str(), to.c_str()) != 0) return from_errno(from, "move to " + to.string(), errno);
  // The new name first: a power cut in between leaves two names rather than none.
  Result<void> settled = sync(to.parent_path());
  if (settled && from.parent_path() != to.parent_path()) settled = sync(from.parent_path());
  if (!settled) calls_.unlink(to.c_str());
  return settled;
}

Result<void> PosixFiles::remove(const fs::path& path) {
  if (calls_.unlink(path.c_str()) == 0 || errno == ENOENT) return {};
  return from_errno(path, "remove", errno);
}

Result<std::string> PosixFiles::read_piece(const fs::path& path, std::uint64_t from, std::size_t size) {
  auto fd = open_to_read(path);
  if (!fd) return std::move(fd).error();
  std::string piece(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    const ssize_t got = uninterrupted([&] {
      return ::pread(fd->get(), piece.data() + have, size - have, static_cast<off_t>(from + have));
    });
    if (got < 0) return from_errno(path, "read", errno);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  piece.resize(have);
  return piece;
}

Result<void> PosixFiles::touch(const fs::path& path) {
  if (::utimensat(AT_FDCWD, path.c_str(), nullptr, 0) == 0) return {};
  return from_errno(path, "touch", errno);
}

Result<Wall> PosixFiles::last_use(const fs::path& path) {
  struct stat file {};
  if (::stat(path.c_str(), &file) != 0) return from_errno(path, "look at", errno);
  return Wall(std::chrono::duration_cast<milliseconds>(std::chrono::seconds(file.st_mtim.tv_sec) +
                                                       nanoseconds(file.st_mtim.tv_nsec)));
}

Result<Space> PosixFiles::space(const fs::path& folder) {
  struct statvfs disk {};
  if (uninterrupted([&] { return ::statvfs(folder.c_str(), &disk); }) != 0)
    return from_errno(folder, "ask for free space", errno);
  return Space{std::uint64_t{disk.f_bavail} * disk.f_frsize, std::uint64_t{disk.f_blocks} * disk.f_frsize};
}

Result<void> PosixFiles::write_new(const fs::path& path, std::string_view bytes) {
  const UniqueFd fd(uninterrupted(
      [&] { return calls_.open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644); }));
  if (!fd) return from_errno(path, "open", errno);
  if (auto written = write_all(fd.get(), path, bytes); !written) return written;
  if (calls_.fsync(fd.get()) != 0) return from_errno(path, "fsync", errno);
  return {};
}

Result<void> PosixFiles::write_all(int fd, const fs::path& path, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = uninterrupted([&] { return calls_.write(fd, bytes.data(), bytes.size()); });
    if (put <= 0) return from_errno(path, "write", put < 0 ? errno : EIO);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

// A file or a folder.
Result<void> PosixFiles::sync(const fs::path& path) {
  const UniqueFd fd(uninterrupted([&] { return calls_.open(path.c_str(), O_RDONLY | O_CLOEXEC, 0); }));
  if (!fd) return from_errno(path, "open", errno);
  if (calls_.fsync(fd.get()) != 0) return from_errno(path, "fsync", errno);
  return {};
}

}  // namespace kepu::content
