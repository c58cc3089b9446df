#include "player/decode/slots.h"

#include <algorithm>
#include <memory>

namespace kepu::player::decode {
namespace {

constexpr std::size_t kPage = 4096;
constexpr int kDecodersShare =
    16;  // pictures of a size that a decoder may need at once, and the player beside it
constexpr std::size_t kPlanePadding = 128;  // SIMD code reads and writes past a plane's end

struct Lease {
  Slots* slots;
  std::uint32_t slot;
};

std::size_t round_up(std::size_t value, std::size_t unit) { return (value + unit - 1) / unit * unit; }

}  // namespace

std::optional<wire::Format> shown_as_it_is(int format) {
  switch (format) {
    case AV_PIX_FMT_YUV420P:
    case AV_PIX_FMT_YUVJ420P:
      return wire::Format::i420;
    case AV_PIX_FMT_YUV422P:
    case AV_PIX_FMT_YUVJ422P:
      return wire::Format::i422;
    case AV_PIX_FMT_YUV444P:
    case AV_PIX_FMT_YUVJ444P:
      return wire::Format::i444;
    case AV_PIX_FMT_YUV420P10LE:
      return wire::Format::i010;
    case AV_PIX_FMT_YUV422P10LE:
      return wire::Format::i210;
    case AV_PIX_FMT_YUV444P10LE:
      return wire::Format::i410;
    default:
      return std::nullopt;
  }
}

std::optional<std::uint32_t> Slots::place(std::size_t bytes) {
  std::vector<const Extent*> used;
  for (const Extent& e : extents_) {
    if (e.used) used.push_back(&e);
  }
  if (used.size() >= wire::kSlotsMax) return std::nullopt;
  std::sort(used.begin(), used.end(), [](const Extent* a, const Extent* b) { return a->offset < b->offset; });
  std::size_t at = 0;
  for (const Extent* e : used) {
    if (e->offset - at >= bytes) break;
    at = e->offset + e->bytes;
  }
  if (at + bytes > bytes_) return std::nullopt;
  auto free = std::find_if(extents_.begin(), extents_.end(), [](const Extent& e) { return !e.used; });
  if (free == extents_.end()) free = extents_.insert(extents_.end(), Extent{});
  *free = {at, bytes, true};
  return static_cast<std::uint32_t>(free - extents_.begin());
}

AVBufferRef* Slots::take(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  const std::size_t size = round_up(bytes, kPage);
  const auto slot = place(size);
  if (!slot) return nullptr;
  const auto release = [](void* opaque, std::uint8_t*) {
    const std::unique_ptr<Lease> lease(static_cast<Lease*>(opaque));
    lease->slots->give_back(lease->slot);
  };
  auto lease = std::make_unique<Lease>(Lease{this, *slot});
  AVBufferRef* buffer = av_buffer_create(base_ + extents_[*slot].offset, size, release, lease.get(), 0);
  if (buffer == nullptr) {
    extents_[*slot].used = false;
    return nullptr;
  }
  static_cast<void>(lease.release());  // the buffer's now
  return buffer;
}

void Slots::give_back(std::uint32_t slot) {
  const std::lock_guard lock(mutex_);
  extents_[slot].used = false;
}

std::optional<std::uint32_t> Slots::slot_of(const std::uint8_t* pointer) const {
  if (pointer < base_ || pointer >= base_ + bytes_) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto offset = static_cast<std::size_t>(pointer - base_);
  for (std::size_t i = 0; i < extents_.size(); ++i) {
    const Extent& e = extents_[i];
    if (e.used && offset >= e.offset && offset < e.offset + e.bytes) return static_cast<std::uint32_t>(i);
  }
  return std::nullopt;
}

void Slots::serve(AVCodecContext& codec) {
  codec.opaque = this;
  codec.get_buffer2 = get_buffer;
  codec.flags |= AV_CODEC_FLAG_UNALIGNED;  // else what a file cuts off on the left is cut to a round number
}

int Slots::get_buffer(AVCodecContext* codec, AVFrame* frame, int flags) {
  auto& slots = *static_cast<Slots*>(codec->opaque);
  if (!shown_as_it_is(frame->format) || (codec->codec->capabilities & AV_CODEC_CAP_DR1) == 0) {
    return avcodec_default_get_buffer2(codec, frame, flags);
  }
  int width = frame->width;
  int height = frame->height;
  std::array<int, AV_NUM_DATA_POINTERS> align{};
  avcodec_align_dimensions2(codec, &width, &height, align.data());
  // A decoder that fills the region with its reference pictures would leave none for what is shown.
  const int bytes = av_image_get_buffer_size(static_cast<AVPixelFormat>(frame->format), width, height, 1);
  const bool all_fit = bytes > 0 && static_cast<std::size_t>(bytes) <= slots.bytes_ / kDecodersShare;
  if (all_fit && fill_from(slots, *frame, width, height, align.data()) == 0) return 0;
  return avcodec_default_get_buffer2(codec, frame, flags);
}

int fill_from(Slots& slots, AVFrame& frame, int aligned_width, int aligned_height, const int* stride_align) {
  const auto format = static_cast<AVPixelFormat>(frame.format);
  std::array<int, 4> lines{};
  int width = aligned_width;
  for (bool aligned = false; !aligned; width += width & ~(width - 1)) {
    const int code = av_image_fill_linesizes(lines.data(), format, width);
    if (code < 0) return code;
    aligned = true;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i] % std::max(stride_align[i], 1) != 0) aligned = false;
    }
  }
  const std::array<std::ptrdiff_t, 4> strides{lines[0], lines[1], lines[2], lines[3]};
  std::array<std::size_t, 4> sizes{};
  const int code = av_image_fill_plane_sizes(sizes.data(), format, aligned_height, strides.data());
  if (code < 0) return code;

  std::size_t total = 0;
  for (std::size_t& size : sizes) size = size == 0 ? 0 : round_up(size + kPlanePadding, 64);
  for (const std::size_t size : sizes) total += size;
  frame.buf[0] = slots.take(total);
  if (frame.buf[0] == nullptr) return AVERROR(ENOMEM);
  std::uint8_t* at = frame.buf[0]->data;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    frame.data[i] = sizes[i] != 0 ? at : nullptr;
    frame.linesize[i] = lines[i];
    at += sizes[i];
  }
  frame.extended_data = frame.data;
  return 0;
}

}  // namespace kepu::player::decode
