#include "content/courier.h"

#include <algorithm>

namespace kepu::content {

void Courier::poll_now() {
  watch_.look_now();
  downloads_.try_now();
}

Steady Courier::tick(Steady now) {
  const Steady watch = watch_.tick(now);
  return std::min(watch, downloads_.tick(now));
}

}  // namespace kepu::content
