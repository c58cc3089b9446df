// tests/crash/counted_calls.h: the system calls that change a disk, counted, and one of them spoiled.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <memory>

#include "content/posix_files.h"

namespace kepu::crash {

// Asked before and after each call; `number` counts from 1.
struct Spoiler {
  // 0: the call goes ahead; else it fails with this errno.
  std::function<int(std::size_t number)> before = [](std::size_t) { return 0; };
  std::function<void(std::size_t number)> after = [](std::size_t) {};
  bool short_writes = false;  // instead of failing, a write() that is spoiled writes a byte
};

class CountedCalls {
 public:
  explicit CountedCalls(Spoiler spoiler) : spoiler_(std::move(spoiler)) {}

  content::WriteCalls calls();
  std::size_t count() const { return count_; }

  // Runs `call` as one of those that are counted.
  template <class Call>
  auto run(Call call) -> decltype(call()) {
    const std::size_t number = ++count_;
    if (const int error = spoiler_.before(number); error != 0) {
      errno = error;
      return -1;
    }
    const auto result = call();
    const int error = errno;
    spoiler_.after(number);
    errno = error;
    return result;
  }

 private:
  ssize_t write(int fd, const void* bytes, std::size_t size);

  Spoiler spoiler_;
  std::size_t count_ = 0;
};

}  // namespace kepu::crash
