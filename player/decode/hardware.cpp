#include "player/decode/hardware.h"

#include <array>
#include <filesystem>
#include <string_view>
#include <utility>

namespace kepu::player::decode {
namespace {

constexpr std::string_view kAuto = "v4l2m2m,drm,vaapi";

Result<CodecContext> make_context(const AVStream& stream, const AVCodec* codec) {
  const std::string name = avcodec_get_name(stream.codecpar->codec_id);
  if (codec == nullptr) return Error{Kind::invalid, "there is no decoder for " + name};
  CodecContext context(avcodec_alloc_context3(codec));
  if (!context || avcodec_parameters_to_context(context.get(), stream.codecpar) < 0) {
    return Error{Kind::invalid, "its " + name + " stream is damaged"};
  }
  context->pkt_timebase = stream.time_base;
  return context;
}

Result<void> start(AVCodecContext& context) {
  const int code = avcodec_open2(&context, nullptr, nullptr);
  if (code >= 0) return {};
  return Error{Kind::invalid, std::string("the decoder for ") + avcodec_get_name(context.codec_id) +
                                  " cannot be opened: " + error_text(code)};
}

// A damaged packet is passed over: the decoder conceals what it can, the stage has its own deadlines.
class Software final : public Decoder {
 public:
  explicit Software(CodecContext context) : context_(std::move(context)) {}

  Result<void> send(const AVPacket* packet, bool unseen) override {
    context_->skip_frame = unseen ? AVDISCARD_NONREF : AVDISCARD_DEFAULT;
    avcodec_send_packet(context_.get(), packet);
    return {};
  }
  Result<Got> receive(AVFrame& frame) override {
    const int code = avcodec_receive_frame(context_.get(), &frame);
    if (code == 0) return Got::picture;
    return code == AVERROR_EOF ? Got::end : Got::nothing_yet;
  }
  void flush() override { avcodec_flush_buffers(context_.get()); }

 private:
  CodecContext context_;
};

// Whatever a device refuses, software may still be able to decode: every error counts.
class OnDevice final : public Decoder {
 public:
  OnDevice(CodecContext context, Slots& slots) : context_(std::move(context)), slots_(&slots) {}

  Result<void> send(const AVPacket* packet, bool) override {
    const int code = avcodec_send_packet(context_.get(), packet);
    return code >= 0 || code == AVERROR_EOF ? Result<void>{} : failed(code);
  }
  Result<Got> receive(AVFrame& frame) override {
    const int code = avcodec_receive_frame(context_.get(), &frame);
    if (code == AVERROR_EOF) return Got::end;
    if (code == AVERROR(EAGAIN)) return Got::nothing_yet;
    if (code < 0) return failed(code);
    if (frame.hw_frames_ctx == nullptr) return Got::picture;
    const int fetched = fetch(frame);
    if (fetched < 0) return failed(fetched);
    return Got::picture;
  }
  void flush() override { avcodec_flush_buffers(context_.get()); }

 private:
  static Error failed(int code) { return {Kind::unavailable, "the device failed: " + error_text(code)}; }
  int fetch(AVFrame& frame);

  CodecContext context_;
  Slots* slots_;
};

bool device_gives_i420(const AVFrame& frame) {
  AVPixelFormat* formats = nullptr;
  if (av_hwframe_transfer_get_formats(frame.hw_frames_ctx, AV_HWFRAME_TRANSFER_DIRECTION_FROM, &formats, 0) <
      0) {
    return false;
  }
  const std::unique_ptr<AVPixelFormat, Free<av_free>> owner(formats);
  for (; *formats != AV_PIX_FMT_NONE; ++formats) {
    if (*formats == AV_PIX_FMT_YUV420P) return true;
  }
  return false;
}

// From the device's memory into a slot, or where its format cannot be shown as it is, onto the heap.
int OnDevice::fetch(AVFrame& frame) {
  const FramePtr copy(av_frame_alloc());
  copy->width = frame.width;
  copy->height = frame.height;
  if (device_gives_i420(frame)) {
    copy->format = AV_PIX_FMT_YUV420P;
    constexpr std::array<int, 4> kAlign{64, 32, 32, 64};
    const int filled =
        fill_from(*slots_, *copy, (frame.width + 63) / 64 * 64, (frame.height + 1) / 2 * 2, kAlign.data());
    if (filled < 0) return filled;
  }
  const int code = av_hwframe_transfer_data(copy.get(), &frame, 0);
  if (code < 0) return code;
  av_frame_copy_props(copy.get(), &frame);
  av_frame_unref(&frame);
  av_frame_move_ref(&frame, copy.get());
  return 0;
}

Result<std::unique_ptr<Decoder>> open_software(const AVStream& stream, Slots& slots, int threads) {
  auto context = make_context(stream, avcodec_find_decoder(stream.codecpar->codec_id));
  if (!context) return context.error();
  (*context)->thread_count = threads;
  slots.serve(**context);
  if (auto started = start(**context); !started) return started.error();
  return std::unique_ptr<Decoder>(new Software(std::move(*context)));
}

Result<std::unique_ptr<Decoder>> open_v4l2m2m(const AVStream& stream, Slots& slots) {
  const std::string name = std::string(avcodec_get_name(stream.codecpar->codec_id)) + "_v4l2m2m";
  auto context = make_context(stream, avcodec_find_decoder_by_name(name.c_str()));
  if (!context) return context.error();
  if (auto started = start(**context); !started) return started.error();
  return std::unique_ptr<Decoder>(new OnDevice(std::move(*context), slots));
}

AVPixelFormat surface_format(const AVCodec* codec, AVHWDeviceType type) {
  for (int i = 0; codec != nullptr; ++i) {
    const AVCodecHWConfig* config = avcodec_get_hw_config(codec, i);
    if (config == nullptr) break;
    if (config->device_type == type && (config->methods & AV_CODEC_HW_CONFIG_METHOD_HW_DEVICE_CTX) != 0) {
      return config->pix_fmt;
    }
  }
  return AV_PIX_FMT_NONE;
}

// Only what lies on the device will do: a decoder that would fall back to software by itself fails instead.
AVPixelFormat choose_surface(AVCodecContext*, const AVPixelFormat* offered) {
  for (; *offered != AV_PIX_FMT_NONE; ++offered) {
    if (*offered == AV_PIX_FMT_VAAPI || *offered == AV_PIX_FMT_DRM_PRIME) return *offered;
  }
  return AV_PIX_FMT_NONE;
}

Result<std::unique_ptr<Decoder>> open_on(const Device& device, const AVStream& stream, Slots& slots) {
  const AVCodec* codec = avcodec_find_decoder(stream.codecpar->codec_id);
  const AVHWDeviceType type = av_hwdevice_find_type_by_name(device.decoder.c_str());
  if (surface_format(codec, type) == AV_PIX_FMT_NONE) {
    return Error{Kind::unavailable, device.decoder + " cannot decode this codec"};
  }
  auto context = make_context(stream, codec);
  if (!context) return context.error();
  (*context)->hw_device_ctx = av_buffer_ref(device.of.get());
  (*context)->get_format = choose_surface;
  if (auto started = start(**context); !started) return started.error();
  return std::unique_ptr<Decoder>(new OnDevice(std::move(*context), slots));
}

bool any_in(const char* folder, std::string_view beginning) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().filename().string().starts_with(beginning)) return true;
  }
  return false;
}

void unref(AVBufferRef* buffer) { FreeRef<av_buffer_unref>{}(buffer); }

// Adds the device called `name` if the machine has it.
void open_device(const std::string& name, std::vector<Device>& devices) {
  if (name == "v4l2m2m") {
    if (any_in("/dev", "video")) devices.push_back({name, nullptr});
    return;
  }
  if (!any_in("/dev/dri", name == "vaapi" ? "renderD" : "card")) return;
  AVBufferRef* made = nullptr;
  const char* path = name == "drm" ? "/dev/dri/card0" : nullptr;
  if (av_hwdevice_ctx_create(&made, av_hwdevice_find_type_by_name(name.c_str()), path, nullptr, 0) < 0)
    return;
  devices.push_back({name, std::shared_ptr<AVBufferRef>(made, unref)});
}

}  // namespace

Result<std::vector<Device>> open_devices(const std::string& decoders) {
  std::vector<Device> devices;
  const std::string list = decoders == "auto" ? std::string(kAuto) : decoders;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t comma = std::min(list.find(',', at), list.size());
    const std::string name = list.substr(at, comma - at);
    at = comma + 1;
    if (name == "software") break;
    if (name != "v4l2m2m" && name != "drm" && name != "vaapi") {
      return Error{Kind::invalid,
                   "\"" + name + "\" is not a decoder: v4l2m2m, drm, vaapi, software, or auto"};
    }
    open_device(name, devices);
  }
  return devices;
}

std::vector<Rung> rungs_for(const AVStream& stream, const std::vector<Device>& devices, Slots& slots,
                            int threads) {
  std::vector<Rung> rungs;
  rungs.reserve(devices.size() + 1);
  for (const Device& device : devices) {
    rungs.push_back({device.decoder, [&device, &stream, &slots] {
                       return device.of ? open_on(device, stream, slots) : open_v4l2m2m(stream, slots);
                     }});
  }
  rungs.push_back({"software", [&stream, &slots, threads] { return open_software(stream, slots, threads); }});
  return rungs;
}

}  // namespace kepu::player::decode
