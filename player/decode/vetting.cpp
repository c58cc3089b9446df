#include "player/decode/vetting.h"

#include <sys/resource.h>

#include <algorithm>
#include <string>
#include <utility>

#include "player/decode/picture_times.h"

namespace kepu::player::decode {
namespace {

constexpr int kNice = 10;
constexpr std::int64_t kPixelsMax = std::int64_t{8192} * 4320;
constexpr int kWholeMax = 150;     // pictures: what is decoded before a clip counts as long
constexpr int kSampleMax = 30;     // pictures from the middle, and from the end
constexpr int kPacketsMax = 2000;  // without any picture, in one stretch

std::string size_text(int width, int height) { return std::to_string(width) + "x" + std::to_string(height); }

class Vetting {
 public:
  explicit Vetting(Source source)
      : source_(std::move(source)), times_(source_.video().time_base, source_.frame_rate()) {}

  Result<std::int64_t> run() {
    if (auto started = start_codec(); !started) return started.error();
    if (auto done = decode(kWholeMax, true); !done) return done.error();
    if (pictures_ == 0) return Error{Kind::invalid, "has no picture that can be decoded"};
    if (source_.is_still()) return verdict(1);
    if (ended_) return verdict(times_.end_ns());
    const double length = source_.seconds();
    if (length <= 0) return Error{Kind::invalid, "does not say how long it is"};
    for (const double at : {length / 2, std::max(0.0, length - 1)}) {
      if (auto done = sample(at); !done) return done.error();
    }
    return verdict(static_cast<std::int64_t>(length * 1e9));
  }

 private:
  Result<void> start_codec() {
    const AVCodecParameters& parameters = *source_.video().codecpar;
    const AVCodec* codec = avcodec_find_decoder(parameters.codec_id);
    const std::string name = avcodec_get_name(parameters.codec_id);
    if (codec == nullptr) return Error{Kind::invalid, "there is no decoder for " + name};
    codec_.reset(avcodec_alloc_context3(codec));
    if (!codec_ || avcodec_parameters_to_context(codec_.get(), &parameters) < 0)
      return Error{Kind::invalid, "its " + name + " stream is damaged"};
    codec_->pkt_timebase = source_.video().time_base;
    codec_->thread_count = 1;
    codec_->max_pixels = kPixelsMax;
    if (static_cast<std::int64_t>(parameters.width) * parameters.height > kPixelsMax)
      return too_large(parameters.width, parameters.height);
    if (const int code = avcodec_open2(codec_.get(), codec, nullptr); code < 0)
      return Error{Kind::invalid, "the decoder for " + name + " cannot be opened: " + error_text(code)};
    return {};
  }

  static Error too_large(int width, int height) {
    return {Kind::invalid, size_text(width, height) + " pixels are more than 8192x4320"};
  }

  // A stretch from where the source stands.
  Result<void> decode(int pictures_max, bool from_start) {
    int pictures = 0;
    for (int packets = 0; pictures < pictures_max && packets < kPacketsMax && !ended_; ++packets) {
      auto packet = source_.read();
      if (!packet) return packet.error();
      if (*packet && (*packet)->stream_index != source_.video().index) continue;
      if (avcodec_send_packet(codec_.get(), packet->get()) < 0 && *packet) ++damaged_;
      auto taken = take_pictures(from_start);
      if (!taken) return taken.error();
      pictures += *taken;
      if (!*packet) ended_ = true;
    }
    return {};
  }

  // How many came out.
  Result<int> take_pictures(bool from_start) {
    for (int count = 0;; ++count) {
      const FramePtr frame(av_frame_alloc());
      const int code = avcodec_receive_frame(codec_.get(), frame.get());
      if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return count;
      if (code < 0) {
        ++damaged_;
        return count;
      }
      if (static_cast<std::int64_t>(frame->width) * frame->height > kPixelsMax)
        return too_large(frame->width, frame->height);
      ++pictures_;
      if (frame->decode_error_flags != 0 || (frame->flags & AV_FRAME_FLAG_CORRUPT) != 0) ++damaged_;
      if (from_start) times_.next(frame->best_effort_timestamp, frame_duration(*frame));
    }
  }

  Result<void> sample(double at) {
    const AVStream& video = source_.video();
    const double first = video.start_time == AV_NOPTS_VALUE
                             ? 0
                             : static_cast<double>(video.start_time) * av_q2d(video.time_base);
    if (!source_.seek(first + at)) return Error{Kind::invalid, "cannot be moved about in"};
    avcodec_flush_buffers(codec_.get());
    ended_ = false;
    const int before = pictures_;
    if (auto done = decode(kSampleMax, false); !done) return done;
    if (pictures_ > before) return {};
    return Error{Kind::invalid, "has no picture at " + std::to_string(static_cast<int>(at)) + " s"};
  }

  Result<std::int64_t> verdict(std::int64_t length_ns) const {
    if (damaged_ * 10 <= pictures_) return length_ns;
    return Error{Kind::invalid,
                 std::to_string(damaged_) + " of " + std::to_string(pictures_) + " pictures are damaged"};
  }

  Source source_;
  CodecContext codec_;
  PictureTimes times_;
  int pictures_ = 0, damaged_ = 0;
  bool ended_ = false;
};

}  // namespace

Result<std::int64_t> vet(Source source) { return Vetting(std::move(source)).run(); }

void yield_to_playout() {
  // Not SCHED_IDLE: on a busy machine a vetting would never end, and its time-out would speak against the
  // file.
  static_cast<void>(setpriority(PRIO_PROCESS, 0, kNice));
}

}  // namespace kepu::player::decode
