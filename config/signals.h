// config/signals.h: SIGTERM, SIGINT and SIGHUP as a descriptor instead of handlers.
#pragma once

#include <sys/signalfd.h>

#include <csignal>

#include "config/unique_fd.h"

namespace kepu {

// Make it before any other thread: those inherit what is blocked.
class Signals {
 public:
  Signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    fd_.reset(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  }
  int fd() const { return fd_.get(); }
  // Whether one has arrived since the last call.
  bool arrived() const {
    signalfd_siginfo info{};
    return read(fd_.get(), &info, sizeof info) == sizeof info;
  }

 private:
  UniqueFd fd_;
};

}  // namespace kepu
