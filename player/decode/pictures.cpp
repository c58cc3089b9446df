#include "player/decode/pictures.h"

#include <algorithm>
#include <cmath>

namespace kepu::player::decode {
namespace {

bool is_full_range(const AVFrame& frame) {
  return frame.color_range == AVCOL_RANGE_JPEG || frame.format == AV_PIX_FMT_YUVJ420P ||
         frame.format == AV_PIX_FMT_YUVJ422P || frame.format == AV_PIX_FMT_YUVJ444P;
}

// What a file does not say is taken by its kind and size, as other players do.
wire::Matrix matrix_of(const AVFrame& frame) {
  switch (frame.colorspace) {
    case AVCOL_SPC_BT709:
    case AVCOL_SPC_SMPTE240M:  // nearly the same
      return wire::Matrix::bt709;
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
      return wire::Matrix::bt2020;
    case AVCOL_SPC_UNSPECIFIED:
      break;
    default:
      return wire::Matrix::bt601;
  }
  const bool larger_than_television = frame.width >= 1280 || frame.height > 576;
  return larger_than_television && !is_full_range(frame) ? wire::Matrix::bt709 : wire::Matrix::bt601;
}

int sws_matrix(wire::Matrix matrix) {
  switch (matrix) {
    case wire::Matrix::bt709:
      return SWS_CS_ITU709;
    case wire::Matrix::bt2020:
      return SWS_CS_BT2020;
    case wire::Matrix::bt601:
      break;
  }
  return SWS_CS_ITU601;
}

std::uint32_t clockwise(const std::uint8_t* display_matrix) {
  std::array<std::int32_t, 9> matrix{};
  std::copy_n(display_matrix, sizeof matrix, reinterpret_cast<std::uint8_t*>(matrix.data()));
  const double anticlockwise = av_display_rotation_get(matrix.data());
  if (std::isnan(anticlockwise)) return 0;
  const long quarters = std::lround(-anticlockwise / 90.0);
  return static_cast<std::uint32_t>(((quarters % 4) + 4) % 4 * 90);
}

constexpr std::size_t kMatrixBytes = 9 * sizeof(std::int32_t);

// Videos say it once in the file; photographs (EXIF, from FFmpeg 6 on) with the picture.
std::uint32_t rotation_of(const AVStream& stream) {
  const AVPacketSideData* side = stream_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX);
  return side != nullptr && side->size >= kMatrixBytes ? clockwise(side->data) : 0;
}

std::uint32_t rotation_of(const AVFrame& frame, std::uint32_t otherwise) {
  const AVFrameSideData* side = av_frame_get_side_data(&frame, AV_FRAME_DATA_DISPLAYMATRIX);
  return side != nullptr && side->size >= kMatrixBytes ? clockwise(side->data) : otherwise;
}

// What the player shows that loses least: as many colour samples as there are, and 10 bits of more than 8.
AVPixelFormat target_of(const AVFrame& frame) {
  if (shown_as_it_is(frame.format)) return static_cast<AVPixelFormat>(frame.format);
  const AVPixFmtDescriptor* d = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
  if (d == nullptr || (d->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_ALPHA | AV_PIX_FMT_FLAG_PAL)) != 0)
    return AV_PIX_FMT_BGRA;
  const bool deep = d->comp[0].depth > 8;
  const bool grey = d->nb_components < 3;
  if (!grey && d->log2_chroma_w == 0) return deep ? AV_PIX_FMT_YUV444P10LE : AV_PIX_FMT_YUV444P;
  if (!grey && d->log2_chroma_h == 0) return deep ? AV_PIX_FMT_YUV422P10LE : AV_PIX_FMT_YUV422P;
  return deep ? AV_PIX_FMT_YUV420P10LE : AV_PIX_FMT_YUV420P;
}

bool has_alpha(const AVFrame& frame) {
  const AVPixFmtDescriptor* d = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
  return d != nullptr && (d->flags & (AV_PIX_FMT_FLAG_ALPHA | AV_PIX_FMT_FLAG_PAL)) != 0;
}

// Transparent pictures lie on black.
void blend_on_black(AVFrame& frame) {
  for (int y = 0; y < frame.height; ++y) {
    std::uint8_t* p = frame.data[0] + static_cast<std::ptrdiff_t>(y) * frame.linesize[0];
    for (int x = 0; x < frame.width; ++x, p += 4) {
      for (int c = 0; c < 3; ++c) p[c] = static_cast<std::uint8_t>((p[c] * p[3] + 127) / 255);
      p[3] = 255;
    }
  }
}

std::uint32_t clamp_side(double side) {
  return static_cast<std::uint32_t>(std::clamp(std::lround(side), 1L, static_cast<long>(wire::kSideMax)));
}

struct Size {
  int width, height;
};

// A still picture larger than its box, made as small as it will be shown.
Size shrunk(const AVFrame& frame, Box box, std::uint32_t rotate) {
  if (box.width <= 0 || box.height <= 0) return {frame.width, frame.height};
  const bool turned = rotate % 180 != 0;
  const double across = static_cast<double>(turned ? box.height : box.width) / frame.width;
  const double down = static_cast<double>(turned ? box.width : box.height) / frame.height;
  const double scale = box.cover ? std::max(across, down) : std::min(across, down);
  if (scale >= 1) return {frame.width, frame.height};
  return {static_cast<int>(clamp_side(frame.width * scale)),
          static_cast<int>(clamp_side(frame.height * scale))};
}

}  // namespace

Pictures::Pictures(Slots& slots, const AVStream& stream, bool still, Box box)
    : slots_(&slots), still_(still), box_(box), rotate_(rotation_of(stream)) {}

Result<Picture> Pictures::place(FramePtr frame) {
  Picture picture;
  wire::Report& r = picture.report;
  r.kind = wire::ReportKind::frame;
  r.matrix = matrix_of(*frame);
  r.full_range = is_full_range(*frame) ? 1 : 0;
  rotate_ = rotation_of(*frame, rotate_);
  r.rotate = rotate_;
  const double aspect = frame->sample_aspect_ratio.num > 0 && frame->sample_aspect_ratio.den > 0
                            ? av_q2d(frame->sample_aspect_ratio)
                            : 1.0;
  r.shape_width = clamp_side(frame->width * aspect);
  r.shape_height = clamp_side(frame->height);

  const bool too_large = still_ && shrunk(*frame, box_, rotate_).width != frame->width;
  if (too_large || !slots_->slot_of(frame->data[0])) {
    auto converted = convert(*frame);
    if (!converted) return converted.error();
    frame = std::move(*converted);
  }
  r.slot = slots_->slot_of(frame->data[0]).value_or(wire::kSlotsMax);
  r.format = shown_as_it_is(frame->format).value_or(wire::Format::bgra);
  r.width = static_cast<std::uint32_t>(frame->width);
  r.height = static_cast<std::uint32_t>(frame->height);
  for (std::size_t i = 0; i < r.stride.size(); ++i) {
    if (frame->data[i] == nullptr) continue;
    if (frame->linesize[i] <= 0) return Error{Kind::invalid, "its pictures are stored upside down"};
    r.stride[i] = static_cast<std::uint32_t>(frame->linesize[i]);
    r.offset[i] = wire::kPicturesOffset + slots_->offset_of(frame->data[i]);
  }
  picture.holder = std::move(frame);
  return picture;
}

Result<FramePtr> Pictures::convert(const AVFrame& frame) {
  const Size size = still_ ? shrunk(frame, box_, rotate_) : Size{frame.width, frame.height};
  FramePtr out(av_frame_alloc());
  out->format = target_of(frame);
  out->width = size.width;
  out->height = size.height;
  constexpr std::array<int, 4> kAlign{64, 32, 32, 64};
  if (fill_from(*slots_, *out, (size.width + 63) / 64 * 64, (size.height + 1) / 2 * 2, kAlign.data()) != 0) {
    return Error{Kind::full, "a picture of " + std::to_string(frame.width) + "x" +
                                 std::to_string(frame.height) + " needs more memory than a clip may use"};
  }
  const int quality = still_ ? SWS_LANCZOS | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT : SWS_BILINEAR;
  scaler_.reset(sws_getCachedContext(
      scaler_.release(), frame.width, frame.height, static_cast<AVPixelFormat>(frame.format), size.width,
      size.height, static_cast<AVPixelFormat>(out->format), quality, nullptr, nullptr, nullptr));
  if (!scaler_) return Error{Kind::invalid, "its pixel format cannot be converted"};
  const int* coefficients = sws_getCoefficients(sws_matrix(matrix_of(frame)));
  const int full = is_full_range(frame) ? 1 : 0;
  sws_setColorspaceDetails(scaler_.get(), coefficients, full, coefficients, full, 0, 1 << 16, 1 << 16);
  sws_scale(scaler_.get(), frame.data, frame.linesize, 0, frame.height, out->data, out->linesize);
  if (out->format == AV_PIX_FMT_BGRA && has_alpha(frame)) blend_on_black(*out);
  return out;
}

}  // namespace kepu::player::decode
