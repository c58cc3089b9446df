// tests/content/recorded_files.h: the real disk in a temporary folder, with a journal of its system calls.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "content/posix_files.h"
#include "tests/fakes/fake_files.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::content {

// Paths in the journal begin below the temporary folder, which is there from the start.
class RecordedFiles {
 public:
  using What = fakes::DiskStep::What;

  RecordedFiles() : files_(recorded()) {}

  PosixFiles& files() { return files_; }
  std::filesystem::path root() const { return folder_.path(); }
  const fakes::Journal& journal() const { return journal_; }

 private:
  std::filesystem::path inside(const std::string& path) const {
    const std::string tail = path.substr(folder_.path().string().size());
    return tail.empty() ? "/" : tail;
  }

  void note(What what, const std::string& path, const std::string& to = "/", std::string bytes = {}) {
    const std::filesystem::path target = to == "/" ? std::filesystem::path() : inside(to);
    journal_.push_back({what, inside(path), target, std::move(bytes)});
  }

  WriteCalls recorded() {
    WriteCalls calls;
    calls.open = [this](const char* path, int flags, mode_t mode) {
      const bool made = (flags & O_CREAT) != 0 && !std::filesystem::exists(path);
      const int fd = ::open(path, flags, mode);
      if (fd >= 0) open_[fd] = path;
      if (fd >= 0 && (made || (flags & O_TRUNC) != 0)) note(What::create, path);
      return fd;
    };
    calls.write = [this](int fd, const void* bytes, size_t size) {
      const ssize_t put = ::write(fd, bytes, size);
      const auto* text = static_cast<const char*>(bytes);
      if (put > 0) note(What::append, open_.at(fd), "/", {text, static_cast<std::size_t>(put)});
      return put;
    };
    calls.fsync = [this](int fd) {
      const std::string& path = open_.at(fd);
      note(std::filesystem::is_directory(path) ? What::sync_folder : What::sync_file, path);
      return ::fsync(fd);
    };
    calls.rename = [this](const char* from, const char* to) {
      const int result = ::rename(from, to);
      if (result == 0) note(What::rename, from, to);
      return result;
    };
    calls.unlink = [this](const char* path) {
      const int result = ::unlink(path);
      if (result == 0) note(What::remove, path);
      return result;
    };
    calls.mkdir = [this](const char* path, mode_t mode) {
      const int result = ::mkdir(path, mode);
      if (result == 0) note(What::make_folder, path);
      return result;
    };
    return calls;
  }

  fakes::TempFolder folder_;
  std::map<int, std::string> open_;  // by descriptor, the file it was opened for last
  fakes::Journal journal_;
  PosixFiles files_;
};

}  // namespace kepu::content
