#include "content/courier.h"

#include <algorithm>

namespace kepu::content {

std::vector<std::string> Courier::servers(const CourierOptions& options) {
  std::vector<std::string> urls{options.feed_url};
  urls.insert(urls.end(), options.mirrors.begin(), options.mirrors.end());
  return urls;
}

void Courier::poll_now() {
  watch_.look_now();
  downloads_.try_now();
}

Steady Courier::tick(Steady now) {
  const Steady watch = watch_.tick(now);
  const Steady downloads = downloads_.tick(now, watch_.feeds());
  return std::min({watch, downloads, scrub_.tick(now, downloads_.needs())});
}

}  // namespace kepu::content
