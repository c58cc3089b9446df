#include "player/decode/pictures.h"

#include <algorithm>
#include <cmath>

namespace kepu::player::decode {
namespace {

// Image files with grey samples alone do not say it, and are of full range.
bool is_full_range(const AVFrame& frame, bool still) {
  if (frame.color_range != AVCOL_RANGE_UNSPECIFIED) return frame.color_range == AVCOL_RANGE_JPEG;
  const AVPixFmtDescriptor* d = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
  const bool grey = d != nullptr && d->nb_components < 3;
  return (still && grey) || frame.format == AV_PIX_FMT_YUVJ420P || frame.format == AV_PIX_FMT_YUVJ422P ||
         frame.format == AV_PIX_FMT_YUVJ444P;
}

// What a file does not say is taken by its kind and size, as other players do.
wire::Matrix matrix_of(const AVFrame& frame, bool still) {
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
  if (frame.color_primaries == AVCOL_PRI_BT2020 || frame.color_trc == AVCOL_TRC_SMPTE2084 ||
      frame.color_trc == AVCOL_TRC_ARIB_STD_B67)
    return wire::Matrix::bt2020;
  const bool larger_than_television = frame.width >= 1280 || frame.height > 576;
  return larger_than_television && !still ? wire::Matrix::bt709 : wire::Matrix::bt601;
}

// How the light of a picture lies that a screen cannot show as it is; nothing: it can.
std::optional<Light> light_of(const AVFrame& frame, bool still, int peak_nits) {
  const AVPixFmtDescriptor* d = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
  constexpr std::uint64_t kNotYuv = AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_ALPHA;
  if (d == nullptr || (d->flags & kNotYuv) != 0) return std::nullopt;
  Light light{Transfer::sdr, matrix_of(frame, still), is_full_range(frame, still), 0};
  if (frame.color_trc == AVCOL_TRC_SMPTE2084) {
    light.transfer = Transfer::pq;
    light.peak_nits = peak_nits;
  } else if (frame.color_trc == AVCOL_TRC_ARIB_STD_B67) {
    light.transfer = Transfer::hlg;
  } else if (frame.color_primaries != AVCOL_PRI_BT2020) {
    return std::nullopt;
  }
  return light;
}

constexpr int kPeakUnsaid = 1000, kPeakMin = 203, kPeakMax = 10000;  // nits

// From what a file says of its brightest pixel, or else of the screen on which it was made. 0: nothing.
int peak_nits_of(const AVContentLightMetadata* content, const AVMasteringDisplayMetadata* mastering) {
  if (content != nullptr && content->MaxCLL > 0) {
    return static_cast<int>(std::clamp<unsigned>(content->MaxCLL, kPeakMin, kPeakMax));
  }
  if (mastering == nullptr || mastering->has_luminance == 0 || mastering->max_luminance.den <= 0) return 0;
  return static_cast<int>(std::clamp<double>(av_q2d(mastering->max_luminance), kPeakMin, kPeakMax));
}

int peak_nits_of(const AVStream& stream) {
  const auto said = [&](AVPacketSideDataType type, std::size_t bytes) {
    const AVPacketSideData* side = stream_side_data(stream, type);
    return side != nullptr && side->size >= bytes ? side->data : nullptr;
  };
  const auto* content = said(AV_PKT_DATA_CONTENT_LIGHT_LEVEL, sizeof(AVContentLightMetadata));
  const auto* mastering = said(AV_PKT_DATA_MASTERING_DISPLAY_METADATA, sizeof(AVMasteringDisplayMetadata));
  return peak_nits_of(reinterpret_cast<const AVContentLightMetadata*>(content),
                      reinterpret_cast<const AVMasteringDisplayMetadata*>(mastering));
}

int peak_nits_of(const AVFrame& frame) {
  const auto said = [&](AVFrameSideDataType type) {
    const AVFrameSideData* side = av_frame_get_side_data(&frame, type);
    return side != nullptr ? side->data : nullptr;
  };
  return peak_nits_of(
      reinterpret_cast<const AVContentLightMetadata*>(said(AV_FRAME_DATA_CONTENT_LIGHT_LEVEL)),
      reinterpret_cast<const AVMasteringDisplayMetadata*>(said(AV_FRAME_DATA_MASTERING_DISPLAY_METADATA)));
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

// The same with 10 bits.
AVPixelFormat deep_target_of(const AVFrame& frame) {
  const AVPixFmtDescriptor* d = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
  const bool grey = d->nb_components < 3;
  if (!grey && d->log2_chroma_w == 0) return AV_PIX_FMT_YUV444P10LE;
  return !grey && d->log2_chroma_h == 0 ? AV_PIX_FMT_YUV422P10LE : AV_PIX_FMT_YUV420P10LE;
}

bool has_alpha(const AVFrame& frame) {
  const AVPixFmtDescriptor* d = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
  return d != nullptr && (d->flags & (AV_PIX_FMT_FLAG_ALPHA | AV_PIX_FMT_FLAG_PAL)) != 0;
}

std::uint32_t clamp_side(double side) {
  return static_cast<std::uint32_t>(std::clamp(std::lround(side), 1L, static_cast<long>(wire::kSideMax)));
}

}  // namespace

Pictures::Pictures(Slots& slots, const AVStream& stream, bool still, Box box, Background background)
    : slots_(&slots),
      still_(still),
      box_(box),
      background_(background),
      rotate_(rotation_of(stream)),
      peak_nits_(peak_nits_of(stream)) {}

// A still picture larger than its box is made as small as it will be shown.
Pictures::Size Pictures::shown_size(const AVFrame& frame) const {
  if (!still_ || box_.width <= 0 || box_.height <= 0) return {frame.width, frame.height};
  const bool turned = rotate_ % 180 != 0;
  const double across = static_cast<double>(turned ? box_.height : box_.width) / frame.width;
  const double down = static_cast<double>(turned ? box_.width : box_.height) / frame.height;
  const double scale = box_.cover ? std::max(across, down) : std::min(across, down);
  if (scale >= 1) return {frame.width, frame.height};
  return {static_cast<int>(clamp_side(frame.width * scale)),
          static_cast<int>(clamp_side(frame.height * scale))};
}

Result<Picture> Pictures::place(FramePtr frame) {
  Picture picture;
  wire::Report& r = picture.report;
  r.kind = wire::ReportKind::frame;
  r.matrix = matrix_of(*frame, still_);
  r.full_range = is_full_range(*frame, still_) ? 1 : 0;
  rotate_ = rotation_of(*frame, rotate_);
  r.rotate = rotate_;
  const double aspect = frame->sample_aspect_ratio.num > 0 && frame->sample_aspect_ratio.den > 0
                            ? av_q2d(frame->sample_aspect_ratio)
                            : 1.0;
  r.shape_width = clamp_side(frame->width * aspect);
  r.shape_height = clamp_side(frame->height);

  if (const int peak = peak_nits_of(*frame); peak > 0) peak_nits_ = peak;
  const auto light = light_of(*frame, still_, peak_nits_ > 0 ? peak_nits_ : kPeakUnsaid);
  const bool too_large = shown_size(*frame).width != frame->width;
  if (light || too_large || !slots_->slot_of(frame->data[0])) {
    auto converted = light ? tone_mapped(*frame, *light) : convert(*frame);
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
  auto out = in_slot(target_of(frame), shown_size(frame));
  if (!out) return out.error();
  if (auto scaled = scale(frame, **out); !scaled) return scaled.error();
  if ((*out)->format == AV_PIX_FMT_BGRA && has_alpha(frame)) {
    blend_on(background_, (*out)->data[0], (*out)->linesize[0], (*out)->width, (*out)->height);
  }
  return out;
}

Result<FramePtr> Pictures::tone_mapped(const AVFrame& frame, const Light& light) {
  const Size size = shown_size(frame);
  auto out = in_slot(AV_PIX_FMT_BGRA, size);
  if (!out) return out.error();
  const AVPixelFormat deep_format = deep_target_of(frame);
  const AVFrame* deep = &frame;
  FramePtr scaled;
  if (frame.format != deep_format || size.width != frame.width || size.height != frame.height) {
    scaled.reset(av_frame_alloc());
    scaled->format = deep_format;
    scaled->width = size.width;
    scaled->height = size.height;
    if (av_frame_get_buffer(scaled.get(), 0) != 0)
      return Error{Kind::full, "there is no memory for its pictures"};
    if (auto done = scale(frame, *scaled); !done) return done.error();
    deep = scaled.get();
  }
  if (!tone_map_ || tone_map_->light() != light) tone_map_.emplace(light);
  const AVPixFmtDescriptor* d = av_pix_fmt_desc_get(deep_format);
  tone_map_->apply({{deep->data[0], deep->data[1], deep->data[2]},
                    {deep->linesize[0], deep->linesize[1], deep->linesize[2]},
                    size.width,
                    size.height,
                    d->log2_chroma_w,
                    d->log2_chroma_h},
                   (*out)->data[0], (*out)->linesize[0]);
  return out;
}

Result<FramePtr> Pictures::in_slot(AVPixelFormat format, Size size) {
  FramePtr out(av_frame_alloc());
  out->format = format;
  out->width = size.width;
  out->height = size.height;
  constexpr std::array<int, 4> kAlign{64, 32, 32, 64};
  if (fill_from(*slots_, *out, (size.width + 63) / 64 * 64, (size.height + 1) / 2 * 2, kAlign.data()) == 0)
    return out;
  return Error{Kind::full, "a picture of " + std::to_string(size.width) + "x" + std::to_string(size.height) +
                               " needs more memory than a clip may use"};
}

Result<void> Pictures::scale(const AVFrame& from, AVFrame& to) {
  const int quality = still_ ? SWS_LANCZOS | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT : SWS_BILINEAR;
  scaler_.reset(sws_getCachedContext(
      scaler_.release(), from.width, from.height, static_cast<AVPixelFormat>(from.format), to.width,
      to.height, static_cast<AVPixelFormat>(to.format), quality, nullptr, nullptr, nullptr));
  if (!scaler_) return Error{Kind::invalid, "its pixel format cannot be converted"};
  const int* coefficients = sws_getCoefficients(sws_matrix(matrix_of(from, still_)));
  const int full = is_full_range(from, still_) ? 1 : 0;
  sws_setColorspaceDetails(scaler_.get(), coefficients, full, coefficients, full, 0, 1 << 16, 1 << 16);
  sws_scale(scaler_.get(), from.data, from.linesize, 0, from.height, to.data, to.linesize);
  return {};
}

}  // namespace kepu::player::decode
