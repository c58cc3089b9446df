#include "content/backoff.h"

#include <algorithm>

namespace kepu::content {
namespace {

constexpr std::chrono::seconds kFirst{2};
constexpr std::chrono::seconds kMax{300};

}  // namespace

void Backoff::fail(Steady now, double chance, std::chrono::seconds retry_after) {
  ++failures_;
  const auto spread =
      std::chrono::duration_cast<nanoseconds>(chance * std::chrono::duration<double>(delay()));
  until_ = now + std::max<nanoseconds>(spread, retry_after);
}

std::chrono::seconds Backoff::delay() const {
  constexpr int kDoublings = 8;  // 2 s * 2^8 is past the maximum
  return std::min(kMax, kFirst * (1 << std::clamp(failures_ - 1, 0, kDoublings)));
}

}  // namespace kepu::content
