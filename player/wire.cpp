#include "player/wire.h"

#include <algorithm>

namespace kepu::player::wire {
namespace {

constexpr std::int64_t kTimeMaxNs = std::int64_t{48} * 3600 * 1'000'000'000;
constexpr std::int64_t kDurationMaxNs = std::int64_t{3600} * 1'000'000'000;

bool side_ok(std::uint32_t side) { return side >= 1 && side <= kSideMax; }

bool plane_ok(const Report& report, std::size_t index) {
  const PlaneShape shape = plane_shape(report.format, report.width, report.height, index);
  if (shape.rows == 0) return true;
  const std::uint64_t stride = report.stride[index];
  const std::uint64_t offset = report.offset[index];
  if (stride < shape.row_bytes || stride > std::uint64_t{kSideMax} * 8) return false;
  if (offset < kPicturesOffset || offset > kMemoryBytes) return false;
  if (has_16_bit_samples(report.format) && (stride % 2 != 0 || offset % 2 != 0)) return false;
  return stride * (shape.rows - 1) + shape.row_bytes <= kMemoryBytes - offset;
}

}  // namespace

PlaneShape plane_shape(Format format, std::uint32_t width, std::uint32_t height, std::size_t index) {
  if (format == Format::bgra) return index == 0 ? PlaneShape{width * 4, height} : PlaneShape{0, 0};
  const std::uint32_t sample = has_16_bit_samples(format) ? 2 : 1;
  const bool full_width = index == 0 || format == Format::i444 || format == Format::i410;
  const bool full_height = full_width || format == Format::i422 || format == Format::i210;
  return {(full_width ? width : (width + 1) / 2) * sample, full_height ? height : (height + 1) / 2};
}

Result<void> check(const Report& report) {
  const auto bad = [](const char* what) {
    return Error{Kind::broken, std::string("the decode process reports an impossible ") + what};
  };
  if (report.kind != ReportKind::frame) return bad("kind of record");
  if (report.slot >= kSlotsMax) return bad("slot");
  if (static_cast<std::uint32_t>(report.format) > static_cast<std::uint32_t>(Format::i410))
    return bad("format");
  if (static_cast<std::uint32_t>(report.matrix) > 2 || report.full_range > 1) return bad("colour");
  if (!side_ok(report.width) || !side_ok(report.height)) return bad("size");
  if (!side_ok(report.shape_width) || !side_ok(report.shape_height)) return bad("shape");
  if (report.rotate > 270 || report.rotate % 90 != 0) return bad("rotation");
  for (std::size_t i = 0; i < report.offset.size(); ++i) {
    if (!plane_ok(report, i)) return bad("plane");
  }
  if (report.pts_ns < 0 || report.pts_ns > kTimeMaxNs) return bad("time");
  if (report.duration_ns <= 0 || report.duration_ns > kDurationMaxNs) return bad("duration");
  return {};
}

std::string reason_text(const Report& report) {
  const auto* end = std::find(report.reason.begin(), report.reason.end(), '\0');
  std::string text(report.reason.begin(), end);
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
  return text;
}

}  // namespace kepu::player::wire
