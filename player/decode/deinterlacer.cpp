#include "player/decode/deinterlacer.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace kepu::player::decode {
namespace {

// The lines around a missing one. All but `before` and `after` are of the field that is shown.
template <class Sample>
struct Lines {
  const Sample *above, *below, *far_above, *far_below;  // one and three lines away
  const Sample *above_earlier, *below_earlier;          // one line away, a frame earlier
  const Sample *above_later, *below_later;              // and later
  const Sample *before, *before_above, *before_below;   // the missing line's own field, just before: here
  const Sample *after, *after_above, *after_below;      // and two lines away; and just after
};

// A cubic through four lines: BBC R&D's weights 0.62 and -0.12, in eighths.
template <class Wide>
Wide cubic(Wide near, Wide far) {
  return static_cast<Wide>((5 * near - far + 4) >> 3);
}

// Loops of plain 16- or 32-bit arithmetic: the compiler makes SIMD code of them.
template <class Wide, class Sample>
void fill_line_between(const Lines<Sample>& in, Sample* __restrict out, int count, Wide top) {
  for (int x = 0; x < count; ++x) {
    const auto wide = [](int value) { return static_cast<Wide>(value); };
    const Wide above = wide(in.above[x]), below = wide(in.below[x]);
    const Wide before = wide(in.before[x]), after = wide(in.after[x]);
    const Wide still = wide((before + after) >> 1);
    const Wide change_here = wide(std::abs(before - after) >> 1);
    const Wide change_before =
        wide((std::abs(in.above_earlier[x] - above) + std::abs(in.below_earlier[x] - below)) >> 1);
    const Wide change_after =
        wide((std::abs(in.above_later[x] - above) + std::abs(in.below_later[x] - below)) >> 1);
    const Wide change = std::max(change_here, std::max(change_before, change_after));
    // Where something has changed and the field before and after has edges of its own, more may have changed
    // than those lines say.
    const Wide step_above = wide(((in.before_above[x] + in.after_above[x]) >> 1) - above);
    const Wide step_below = wide(((in.before_below[x] + in.after_below[x]) >> 1) - below);
    const Wide to_above = wide(still - above), to_below = wide(still - below);
    const Wide most = std::max(std::max(to_above, to_below), std::min(step_above, step_below));
    const Wide least = std::min(std::min(to_above, to_below), std::max(step_above, step_below));
    const Wide reach = change == 0 ? change : std::max(change, std::max(least, wide(-most)));
    const Wide moving = cubic<Wide>(wide(above + below), wide(in.far_above[x] + in.far_below[x]));
    const Wide held = std::min(std::max(moving, wide(still - reach)), wide(still + reach));
    out[x] = static_cast<Sample>(std::min(std::max(held, Wide{0}), top));
  }
}

template <class Wide, class Sample>
void fill_line_alone(const Lines<Sample>& in, Sample* __restrict out, int count, Wide top) {
  for (int x = 0; x < count; ++x) {
    const Wide moving = cubic<Wide>(static_cast<Wide>(in.above[x] + in.below[x]),
                                    static_cast<Wide>(in.far_above[x] + in.far_below[x]));
    out[x] = static_cast<Sample>(std::min(std::max(moving, Wide{0}), top));
  }
}

struct Plane {
  int index, width, height;  // width in samples
};

// Past the edges the nearest line of the same field stands in.
template <class Sample>
const Sample* line(const AVFrame& frame, const Plane& plane, int y) {
  while (y >= plane.height) y -= 2;
  while (y < 0) y += 2;
  y = std::min(y, plane.height - 1);
  return reinterpret_cast<const Sample*>(frame.data[plane.index] +
                                         static_cast<std::ptrdiff_t>(y) * frame.linesize[plane.index]);
}

// The four frames that a picture is made of; `before` and `after` are those whose other field comes just
// before and just after. All but `current` are null where there is only one frame.
struct Moment {
  const AVFrame *current, *earlier, *later, *before, *after;
};

template <class Sample>
Lines<Sample> lines_around(const Moment& moment, const Plane& plane, int y) {
  const auto at = [&](const AVFrame* frame, int row) { return line<Sample>(*frame, plane, row); };
  Lines<Sample> lines{};
  lines.above = at(moment.current, y - 1);
  lines.below = at(moment.current, y + 1);
  lines.far_above = at(moment.current, y - 3);
  lines.far_below = at(moment.current, y + 3);
  if (moment.earlier == nullptr) return lines;
  lines.above_earlier = at(moment.earlier, y - 1);
  lines.below_earlier = at(moment.earlier, y + 1);
  lines.above_later = at(moment.later, y - 1);
  lines.below_later = at(moment.later, y + 1);
  lines.before = at(moment.before, y);
  lines.before_above = at(moment.before, y - 2);
  lines.before_below = at(moment.before, y + 2);
  lines.after = at(moment.after, y);
  lines.after_above = at(moment.after, y - 2);
  lines.after_below = at(moment.after, y + 2);
  return lines;
}

template <class Wide, class Sample>
void fill_plane(const Moment& moment, const Plane& plane, int parity, int depth, AVFrame& out) {
  const auto top = static_cast<Wide>((1 << depth) - 1);
  for (int y = 0; y < plane.height; ++y) {
    auto* to = reinterpret_cast<Sample*>(out.data[plane.index] +
                                         static_cast<std::ptrdiff_t>(y) * out.linesize[plane.index]);
    if (y % 2 == parity || plane.height == 1) {
      const Sample* from = line<Sample>(*moment.current, plane, y);
      std::memcpy(to, from, static_cast<std::size_t>(plane.width) * sizeof(Sample));
      continue;
    }
    const Lines<Sample> lines = lines_around<Sample>(moment, plane, y);
    if (lines.before != nullptr) {
      fill_line_between<Wide>(lines, to, plane.width, top);
    } else {
      fill_line_alone<Wide>(lines, to, plane.width, top);
    }
  }
}

// Planes of bytes or of little-endian words, whatever they hold: the filter never looks sideways.
bool can_be_filtered(const AVFrame& frame) {
  const AVPixFmtDescriptor* d = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
  constexpr std::uint64_t kNotSamples = AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_PAL |
                                        AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_BE |
                                        AV_PIX_FMT_FLAG_FLOAT;
  if (d == nullptr || (d->flags & kNotSamples) != 0) return false;
  return d->comp[0].depth == 8 || (d->comp[0].depth > 8 && (d->flags & AV_PIX_FMT_FLAG_PLANAR) != 0);
}

bool alike(const AVFrame& a, const AVFrame* b) {
  return b != nullptr && a.format == b->format && a.width == b->width && a.height == b->height;
}

void make_room(Slots& slots, AVFrame& frame) {
  constexpr std::array<int, 4> kAlign{64, 64, 64, 64};
  if (shown_as_it_is(frame.format) &&
      fill_from(slots, frame, (frame.width + 63) / 64 * 64, (frame.height + 1) / 2 * 2, kAlign.data()) == 0)
    return;
  if (av_frame_get_buffer(&frame, 0) != 0) av_frame_unref(&frame);
}

// Container and codec may disagree on whether a duration is that of a frame or of a field.
void measure_duration(AVFrame& frame, const AVFrame* after) {
  if (after == nullptr || frame.best_effort_timestamp == AV_NOPTS_VALUE) return;
  const std::int64_t until = after->best_effort_timestamp;
  if (until > frame.best_effort_timestamp) set_frame_duration(frame, until - frame.best_effort_timestamp);
}

}  // namespace

void Deinterlacer::take(FramePtr frame) {
  split(frame.get());
  if (is_interlaced(*frame) && can_be_filtered(*frame)) {
    waiting_ = std::move(frame);
    return;
  }
  if (previous_) previous_.reset(av_frame_clone(frame.get()));
  ready_.push_back({std::move(frame), 0, 1});
}

bool Deinterlacer::finish() {
  split(nullptr);
  previous_.reset();
  return !ready_.empty();
}

std::optional<Field> Deinterlacer::next() {
  if (ready_.empty()) return std::nullopt;
  std::optional<Field> field(std::move(ready_.front()));
  ready_.pop_front();
  return field;
}

// Makes the two pictures of the frame that has waited for `after`.
void Deinterlacer::split(const AVFrame* after) {
  if (!waiting_) return;
  const AVFrame* earlier = alike(*waiting_, previous_.get()) ? previous_.get() : nullptr;
  const AVFrame* later = alike(*waiting_, after) ? after : nullptr;
  if (earlier == nullptr) earlier = later;  // at the ends of a clip time is mirrored
  if (later == nullptr) later = earlier;
  measure_duration(*waiting_, after);
  const int first = is_top_field_first(*waiting_) ? 0 : 1;
  FramePtr opening = picture_of_field(first, true, earlier, later);
  FramePtr closing = picture_of_field(1 - first, false, earlier, later);
  if (opening && closing) {
    ready_.push_back({std::move(opening), 0, 2});
    ready_.push_back({std::move(closing), 1, 2});
  } else {
    ready_.push_back({FramePtr(av_frame_clone(waiting_.get())), 0, 1});
  }
  previous_ = std::move(waiting_);
}

// Null: there is no memory for it.
FramePtr Deinterlacer::picture_of_field(int parity, bool first, const AVFrame* earlier,
                                        const AVFrame* later) const {
  FramePtr out(av_frame_alloc());
  out->format = waiting_->format;
  out->width = waiting_->width;
  out->height = waiting_->height;
  make_room(*slots_, *out);
  if (out->data[0] == nullptr || av_frame_copy_props(out.get(), waiting_.get()) < 0) return nullptr;
  const Moment moment{waiting_.get(), earlier, later, first ? earlier : waiting_.get(),
                      first ? waiting_.get() : later};
  const auto format = static_cast<AVPixelFormat>(out->format);
  const AVPixFmtDescriptor* d = av_pix_fmt_desc_get(format);
  const int depth = d->comp[0].depth + d->comp[0].shift;
  for (int i = 0; i < av_pix_fmt_count_planes(format); ++i) {
    const int rows_shift = i == 1 || i == 2 ? d->log2_chroma_h : 0;
    const int bytes = av_image_get_linesize(format, out->width, i);
    const int height = AV_CEIL_RSHIFT(out->height, rows_shift);
    if (depth == 8) {
      fill_plane<std::int16_t, std::uint8_t>(moment, {i, bytes, height}, parity, depth, *out);
    } else if (depth <= 10) {
      fill_plane<std::int16_t, std::uint16_t>(moment, {i, bytes / 2, height}, parity, depth, *out);
    } else {
      fill_plane<std::int32_t, std::uint16_t>(moment, {i, bytes / 2, height}, parity, depth, *out);
    }
  }
  return out;
}

}  // namespace kepu::player::decode
