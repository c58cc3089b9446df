#include "config/wakeup.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "config/log.h"

namespace kepu {

Wakeup::Wakeup() : bell_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), poll_(::epoll_create1(EPOLL_CLOEXEC)) {
  KEPU_CHECK(bell_ && poll_);
  watch(bell_.get());
}

void Wakeup::ring() const {
  const int saved = errno;  // a signal handler may ring: what it interrupts must not see our errno
  const std::uint64_t one = 1;
  ssize_t written = 0;
  do {
    written = ::write(bell_.get(), &one, sizeof one);
  } while (written < 0 && errno == EINTR);
  // EAGAIN: the counter is full, so the bell is rung already.
  errno = saved;
}

void Wakeup::watch(int fd) const {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  KEPU_CHECK(::epoll_ctl(poll_.get(), EPOLL_CTL_ADD, fd, &event) == 0 || errno == EEXIST);
}

void Wakeup::unwatch(int fd) const {
  KEPU_CHECK(::epoll_ctl(poll_.get(), EPOLL_CTL_DEL, fd, nullptr) == 0 || errno == ENOENT || errno == EBADF);
}

void Wakeup::clear() const {
  std::uint64_t rung = 0;
  while (::read(bell_.get(), &rung, sizeof rung) < 0 && errno == EINTR) {
  }
}

}  // namespace kepu
