// content/posix_files.h: the machine's disk.
#pragma once

#include <sys/types.h>

#include <functional>

#include "content/files.h"

namespace kepu::content {

// The system calls through which everything is changed, as in their man pages. Tests hand in ones that fail,
// fall short or keep a journal.
struct WriteCalls {
  std::function<int(const char* path, int flags, mode_t mode)> open;
  std::function<ssize_t(int fd, const void* bytes, size_t size)> write;
  std::function<int(int fd)> fsync;
  std::function<int(const char* from, const char* to)> rename;
  std::function<int(const char* path)> unlink;
  std::function<int(const char* path, mode_t mode)> mkdir;
};

WriteCalls linux_calls();

class PosixFiles final : public Files {
 public:
  explicit PosixFiles(WriteCalls calls = linux_calls());

  Result<void> make_folder(const std::filesystem::path& folder) override;
  Result<std::string> read(const std::filesystem::path& path, std::uint64_t bytes_max) override;
  Result<std::vector<FileEntry>> list(const std::filesystem::path& folder) override;
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
  Result<Space> space(const std::filesystem::path& folder) override;

 private:
  Result<void> write_new(const std::filesystem::path& path, std::string_view bytes);
  Result<void> write_all(int fd, const std::filesystem::path& path, std::string_view bytes);
  Result<void> sync(const std::filesystem::path& path);

  WriteCalls calls_;
};

}  // namespace kepu::content
