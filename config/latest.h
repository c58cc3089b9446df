// config/latest.h: a mailbox between threads in which the newest value wins. It cannot overflow.
// What it carries is immutable. (Not std::atomic<std::shared_ptr>: GCC 12's is a race to ThreadSanitizer.)
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace kepu {

// Any thread may call anything.
template <class T>
class Latest {
 public:
  // The value that was there dies outside the lock, on the caller's thread.
  void set(std::shared_ptr<const T> value) {
    const std::lock_guard lock(mutex_);
    value_.swap(value);
  }
  // Null until the first set().
  std::shared_ptr<const T> get() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;  // guarded by mutex_
};

}  // namespace kepu
