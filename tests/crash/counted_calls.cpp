#include "tests/crash/counted_calls.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace kepu::crash {

ssize_t CountedCalls::write(int fd, const void* bytes, std::size_t size) {
  const ssize_t put = run([&] { return ::write(fd, bytes, size); });
  if (put >= 0 || !spoiler_.short_writes) return put;
  return ::write(fd, bytes, 1);
}

content::WriteCalls CountedCalls::calls() {
  content::WriteCalls calls;
  calls.open = [this](const char* path, int flags, mode_t mode) {
    const bool changes = (flags & O_CREAT) != 0;
    return changes ? run([&] { return ::open(path, flags, mode); }) : ::open(path, flags, mode);
  };
  calls.write = [this](int fd, const void* bytes, std::size_t size) { return write(fd, bytes, size); };
  calls.fsync = [this](int fd) { return run([&] { return ::fsync(fd); }); };
  calls.rename = [this](const char* from, const char* to) { return run([&] { return ::rename(from, to); }); };
  calls.unlink = [this](const char* path) { return run([&] { return ::unlink(path); }); };
  calls.mkdir = [this](const char* path, mode_t mode) { return run([&] { return ::mkdir(path, mode); }); };
  return calls;
}

}  // namespace kepu::crash
