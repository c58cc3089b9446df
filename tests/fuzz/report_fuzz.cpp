// Any bytes as a decode process's report: what check() lets pass lies inside the shared memory, plane by
// plane.
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "config/log.h"
#include "player/wire.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kepu::player;
  wire::Report report{};
  std::memcpy(&report, data, size < sizeof report ? size : sizeof report);
  for (const char c : wire::reason_text(report)) KEPU_CHECK(c >= ' ' && c <= '~');
  if (!wire::check(report) || report.kind != wire::ReportKind::frame) return 0;
  for (std::size_t plane = 0; plane < 3; ++plane) {
    const auto [row_bytes, rows] = wire::plane_shape(report.format, report.width, report.height, plane);
    if (rows == 0) continue;
    KEPU_CHECK(report.offset[plane] >= wire::kPicturesOffset && report.stride[plane] >= row_bytes);
    const std::uint64_t last =
        report.offset[plane] + std::uint64_t{report.stride[plane]} * (rows - 1) + row_bytes;
    KEPU_CHECK(last <= wire::kMemoryBytes);
  }
  return 0;
}
