// kepu-ingest: what a media file is, for `kepu publish`. Not for people. The only program of the headend that
// links FFmpeg: a file that crashes, hangs or exploits a demuxer takes this process along and nothing else.
// Standard input is the file (a regular one); one line comes out:
//   video DURATION_MS WIDTH HEIGHT [LUFS TRUE_PEAK_DB]
//                                       as displayed: sample aspect ratio and rotation applied; loudness, if
//                                       it sounds
//   image WIDTH HEIGHT
//   error REASON
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "config/result.h"
#include "headend/clip_length.h"
#include "headend/ingest/ff.h"
#include "headend/ingest/loudness_meter.h"

extern "C" {
#include <libavutil/display.h>
}

namespace {

using kepu::Error;
using kepu::Kind;
using kepu::Result;
using kepu::headend::ingest::CodecContext;
using kepu::headend::ingest::FormatContext;
using kepu::headend::ingest::FramePtr;
using kepu::headend::ingest::IoContext;
using kepu::headend::ingest::PacketPtr;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr AVRational kNs{1, 1'000'000'000};
constexpr rlim_t kCpuSeconds = 55;  // below the parent's patience of 60 s
constexpr int kIoBufferBytes = 256 << 10;

Error fault(std::string reason) { return {Kind::invalid, std::move(reason)}; }

std::string words(int code) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  av_strerror(code, text.data(), text.size());
  return text.data();
}

// Reads standard input at an offset of its own: the parent shares the descriptor's.
struct Input {
  off_t at = 0;
  off_t size = 0;
  bool names_others = false;
};

int read_input(void* opaque, std::uint8_t* buffer, int size) {
  auto& input = *static_cast<Input*>(opaque);
  for (;;) {
    const ssize_t n = pread(STDIN_FILENO, buffer, static_cast<std::size_t>(size), input.at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return AVERROR(errno);
    if (n == 0) return AVERROR_EOF;
    input.at += n;
    return static_cast<int>(n);
  }
}

std::int64_t seek_input(void* opaque, std::int64_t offset, int whence) {
  auto& input = *static_cast<Input*>(opaque);
  switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE:
      return input.size;
    case SEEK_SET:
      break;
    case SEEK_CUR:
      offset += input.at;
      break;
    case SEEK_END:
      offset += input.size;
      break;
    default:
      return AVERROR(EINVAL);
  }
  if (offset < 0) return AVERROR(EINVAL);
  input.at = offset;
  return offset;
}

// Playlists and reference files name other files and URLs: none is opened.
int refuse_open(AVFormatContext* format, AVIOContext**, const char*, int, AVDictionary**) {
  if (format->opaque != nullptr) *static_cast<bool*>(format->opaque) = true;
  return AVERROR(EACCES);
}

struct Media {  // members die in reverse order: the format before its IO before its input
  std::unique_ptr<Input> input = std::make_unique<Input>();
  IoContext io;
  FormatContext format;
  AVStream* video = nullptr;
  AVStream* sound = nullptr;  // null: none
};

bool has_sound(const AVFormatContext& format) {
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    if (format.streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO) return true;
  }
  return false;
}

Result<Media> open_media() {
  Media media;
  struct stat info {};
  if (fstat(STDIN_FILENO, &info) != 0 || !S_ISREG(info.st_mode)) return fault("is not a regular file");
  media.input->size = info.st_size;
  auto* buffer = static_cast<unsigned char*>(av_malloc(kIoBufferBytes));
  media.io.reset(
      avio_alloc_context(buffer, kIoBufferBytes, 0, media.input.get(), read_input, nullptr, seek_input));
  AVFormatContext* format = avformat_alloc_context();
  format->pb = media.io.get();
  format->io_open = refuse_open;
  format->opaque = &media.input->names_others;
  const int opened = avformat_open_input(&format, "stdin", nullptr, nullptr);  // frees `format` when it fails
  if (opened < 0 && (media.input->names_others || opened == AVERROR(EPERM)))
    return fault("names other files instead of holding pictures itself");
  if (opened < 0) return fault("is not a media file that can be read: " + words(opened));
  media.format.reset(format);
  const int probed = avformat_find_stream_info(format, nullptr);
  if (probed < 0) return fault("its streams cannot be read: " + words(probed));
  const int index = av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  // The cover of a song is a picture too, but not one to show.
  const bool cover = index >= 0 && (format->streams[index]->disposition & AV_DISPOSITION_ATTACHED_PIC) != 0;
  if (index < 0 || cover) {
    return fault(has_sound(*format) ? "has sound but no picture" : "has no picture");
  }
  media.video = format->streams[index];
  const int sound = av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, index, nullptr, 0);
  if (sound >= 0) media.sound = format->streams[sound];
  return media;
}

Result<CodecContext> open_decoder(const AVStream& stream) {
  const AVCodec* codec = avcodec_find_decoder(stream.codecpar->codec_id);
  const std::string name = avcodec_get_name(stream.codecpar->codec_id);
  if (codec == nullptr) return fault("there is no decoder for " + name);
  CodecContext context(avcodec_alloc_context3(codec));
  if (!context || avcodec_parameters_to_context(context.get(), stream.codecpar) < 0) {
    return fault("its " + name + " stream is damaged");
  }
  context->pkt_timebase = stream.time_base;
  context->thread_count = 1;
  const int code = avcodec_open2(context.get(), codec, nullptr);
  if (code < 0) return fault("its " + name + " stream cannot be decoded: " + words(code));
  return context;
}

// Decodes until the first picture is there, then takes no more.
class FirstPicture {
 public:
  explicit FirstPicture(CodecContext decoder) : decoder_(std::move(decoder)) {}

  void feed(const AVPacket* packet) {  // null: there are no more
    if (found_) return;
    avcodec_send_packet(decoder_.get(), packet);
    if (avcodec_receive_frame(decoder_.get(), frame_.get()) < 0) return;
    found_ = true;
  }
  AVFrame* get() const { return found_ ? frame_.get() : nullptr; }

 private:
  CodecContext decoder_;
  FramePtr frame_{av_frame_alloc()};
  bool found_ = false;
};

nanoseconds in_ns(std::int64_t units, AVRational base) { return nanoseconds(av_rescale_q(units, base, kNs)); }

nanoseconds usual_frame(const AVStream& stream) {
  const AVRational rate = stream.avg_frame_rate.num > 0 ? stream.avg_frame_rate : stream.r_frame_rate;
  if (rate.num <= 0 || rate.den <= 0) return milliseconds(40);
  return std::max<nanoseconds>(in_ns(1, av_inv_q(rate)), milliseconds(1));
}

// Which packets become pictures: a decoder shows nothing before the first key frame, neither in the file nor
// in time.
class Shown {
 public:
  explicit Shown(const AVStream& stream) : base_(stream.time_base), length_(usual_frame(stream)) {}

  void add(const AVPacket& packet) {
    ++packets_;
    const std::int64_t at = packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts;
    if (!key_ && (packet.flags & AV_PKT_FLAG_KEY) == 0) return;
    if (!key_) key_ = at;
    const bool before = at != AV_NOPTS_VALUE && *key_ != AV_NOPTS_VALUE && at < *key_;
    if (before || (packet.flags & AV_PKT_FLAG_DISCARD) != 0) return;
    length_.add(at != AV_NOPTS_VALUE ? std::optional(in_ns(at, base_)) : std::nullopt,
                in_ns(packet.duration, base_));
  }
  std::int64_t packets() const { return packets_; }
  milliseconds length() { return length_.finish(); }

 private:
  AVRational base_;
  kepu::headend::ClipLength length_;
  std::optional<std::int64_t> key_;
  std::int64_t packets_ = 0;
};

// The display matrix of the picture (a photograph's EXIF orientation) or of its stream, in quarter turns.
bool lies_on_its_side(const AVFrame& frame, const AVStream& stream) {
  const std::uint8_t* data = nullptr;
  if (const AVFrameSideData* side = av_frame_get_side_data(&frame, AV_FRAME_DATA_DISPLAYMATRIX))
    data = side->data;
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 100)
  const AVCodecParameters& p = *stream.codecpar;
  if (const auto* side =
          av_packet_side_data_get(p.coded_side_data, p.nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
      data == nullptr && side != nullptr) {
    data = side->data;
  }
#else
  for (int i = 0; data == nullptr && i < stream.nb_side_data; ++i) {
    if (stream.side_data[i].type == AV_PKT_DATA_DISPLAYMATRIX) data = stream.side_data[i].data;
  }
#endif
  if (data == nullptr) return false;
  const double degrees = av_display_rotation_get(reinterpret_cast<const std::int32_t*>(data));
  return !std::isnan(degrees) && std::lround(degrees / 90.0) % 2 != 0;
}

std::string size_words(Media& media, AVFrame& frame) {
  const AVRational aspect = av_guess_sample_aspect_ratio(media.format.get(), media.video, &frame);
  const bool known = aspect.num > 0 && aspect.den > 0;
  long width = known ? std::lround(frame.width * av_q2d(aspect)) : frame.width;
  long height = frame.height;
  if (lies_on_its_side(frame, *media.video)) std::swap(width, height);
  return std::to_string(width) + " " + std::to_string(height);
}

bool is_image(const AVFormatContext& format, const AVStream& stream, std::int64_t packets) {
  if (std::string_view(format.iformat->name).ends_with("_pipe")) return true;
  return stream.codecpar->codec_id == AV_CODEC_ID_GIF && packets == 1;
}

nanoseconds end_of(const AVPacket& packet, const AVFormatContext& format) {
  if (packet.pts == AV_NOPTS_VALUE && packet.dts == AV_NOPTS_VALUE) return nanoseconds(0);
  const std::int64_t at = packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts;
  return in_ns(at + packet.duration, format.streams[packet.stream_index]->time_base);
}

std::string seconds(milliseconds length) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f s", static_cast<double>(length.count()) / 1000);
  return text.data();
}

// A file that says its length in front can be cut off without any demuxer complaining. `end`: of the last
// packet of all streams.
Result<void> check_whole(const AVFormatContext& format, nanoseconds end) {
  if (format.duration_estimation_method != AVFMT_DURATION_FROM_STREAM || format.duration <= 0) return {};
  constexpr AVRational kMicroseconds{1, AV_TIME_BASE};
  const auto promised = std::chrono::round<milliseconds>(in_ns(format.duration, kMicroseconds));
  const auto start =
      format.start_time == AV_NOPTS_VALUE ? nanoseconds(0) : in_ns(format.start_time, kMicroseconds);
  const auto length = std::chrono::round<milliseconds>(end - start);
  if (length + std::chrono::seconds(1) >= promised || length * 20 >= promised * 19) return {};
  return fault("ends after " + seconds(length) + " of " + seconds(promised) +
               ": it is cut off; export or copy it again");
}

std::string loudness_words(const kepu::headend::Loudness& loudness) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), " %.2f %.2f", loudness.lufs, loudness.peak_dbtp);
  return text.data();
}

Result<std::string> describe(Media& media) {
  auto decoder = open_decoder(*media.video);
  if (!decoder) return decoder.error();
  FirstPicture first(std::move(*decoder));
  Shown shown(*media.video);
  nanoseconds end{};
  std::optional<kepu::headend::ingest::LoudnessMeter> meter;
  if (media.sound != nullptr) meter.emplace(*media.sound);
  for (const PacketPtr packet(av_packet_alloc());; av_packet_unref(packet.get())) {
    const int code = av_read_frame(media.format.get(), packet.get());
    if (code == AVERROR_EOF) break;
    if (code == AVERROR(EAGAIN)) continue;
    if (code < 0) return fault("cannot be read to its end: " + words(code));
    end = std::max(end, end_of(*packet, *media.format));
    if (meter && packet->stream_index == media.sound->index) meter->feed(packet.get());
    if (packet->stream_index != media.video->index) continue;
    shown.add(*packet);
    first.feed(packet.get());
  }
  first.feed(nullptr);
  if (meter) meter->feed(nullptr);
  if (first.get() == nullptr) return fault("has no picture that can be decoded");
  const std::string size = size_words(media, *first.get());
  if (is_image(*media.format, *media.video, shown.packets())) return "image " + size;
  const milliseconds length = shown.length();
  if (auto whole = check_whole(*media.format, end); !whole) return whole.error();
  if (length <= milliseconds(0)) return fault("has no picture that can be decoded");
  const auto loudness = meter ? meter->result() : std::nullopt;
  return "video " + std::to_string(length.count()) + " " + size + (loudness ? loudness_words(*loudness) : "");
}

void limit(int resource, rlim_t most) {
  const rlimit value{most, most};
  setrlimit(static_cast<decltype(RLIMIT_CPU)>(resource), &value);
}

void limit_all() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // never outlives the command
  limit(RLIMIT_CPU, kCpuSeconds);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
#ifndef KEPU_SANITIZED
  limit(RLIMIT_AS, rlim_t{2} << 30U);  // a sanitizer's shadow memory alone is larger
#endif
}

}  // namespace

int main() {
  limit_all();
  av_log_set_level(AV_LOG_QUIET);
  auto media = open_media();
  auto line = media ? describe(*media) : Result<std::string>(media.error());
  std::printf("%s\n", line ? line->c_str() : ("error " + line.error().message).c_str());
  return 0;
}
