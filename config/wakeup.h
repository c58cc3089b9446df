// config/wakeup.h: a bell between threads. Calls go down, wake-ups go up: who rings says nothing else.
#pragma once

#include "config/unique_fd.h"

namespace kepu {

// ring() may be called from any thread (it is one write(2)); waiting belongs to one thread.
class Wakeup {
 public:
  Wakeup();  // aborts if the kernel has no descriptor left: at start-up, nothing can go on without one
  void ring() const;

  // Descriptors that also end a wait while they are readable; they are not owned and not read.
  void watch(int fd) const;
  void unwatch(int fd) const;

  // Clears what was rung. The clock's wait_until() does it.
  void clear() const;

  // Readable while rung or while a watched descriptor is. For a wait in poll(2).
  int fd() const { return poll_.get(); }

 private:
  UniqueFd bell_;
  UniqueFd poll_;
};

}  // namespace kepu
