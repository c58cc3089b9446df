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
  const Steady beacons =
      beacons_.tick(now, {watch_.chain(), watch_.newest(), watch_.plausible(), watch_.answered()});
  watch_.hear(beacons_.heard());
  const Steady watch = watch_.tick(now);
  const Steady downloads = downloads_.tick(now, watch_.feeds());
  return std::min({beacons, watch, downloads, scrub_.tick(now, downloads_.needs())});
}

}  // namespace kepu::content
