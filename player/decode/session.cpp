#include "player/decode/session.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>

namespace kepu::player::decode {
namespace {

constexpr std::size_t kLookaheadPrepared = 3;  // frames, while the clip before is still on
constexpr std::int64_t kLookaheadNs = 150'000'000;
constexpr std::size_t kLookaheadMin = 4;  // frames
constexpr std::size_t kLookaheadMax = 24;
constexpr std::uint64_t kSoundAhead = wire::kSoundRate / 2;  // sample frames
constexpr std::size_t kQueuedBytesMax = std::size_t{32} << 20U;
constexpr int kIdleMs = 50;  // how often sound is topped up while no slot comes back

// Each further thread costs 10 to 15 % more CPU for the same work: one, unless one cannot keep up.
int threads_for(const AVCodecParameters& parameters, AVRational rate) {
  const double fps = rate.num > 0 ? av_q2d(rate) : 30;
  const double load = static_cast<double>(parameters.width) * parameters.height * fps / (1920.0 * 1080 * 60);
  const double weight = parameters.codec_id == AV_CODEC_ID_H264 ? 1 : 1.5;
  const auto cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  return load * weight <= 1.01 ? 1 : std::min(cores, 4);
}

Result<CodecContext> open_codec(const AVStream& stream) {
  const AVCodec* codec = avcodec_find_decoder(stream.codecpar->codec_id);
  const char* name = avcodec_get_name(stream.codecpar->codec_id);
  if (codec == nullptr) return Error{Kind::invalid, std::string("there is no decoder for ") + name};
  CodecContext context(avcodec_alloc_context3(codec));
  if (!context || avcodec_parameters_to_context(context.get(), stream.codecpar) < 0) {
    return Error{Kind::invalid, std::string("its ") + name + " stream is damaged"};
  }
  context->pkt_timebase = stream.time_base;
  context->thread_count = 1;
  context->max_pixels = kPixelsMax;
  return context;
}

Result<void> start_codec(AVCodecContext& context) {
  const int code = avcodec_open2(&context, nullptr, nullptr);
  if (code >= 0) return {};
  return Error{Kind::invalid, std::string("the decoder for ") + avcodec_get_name(context.codec_id) +
                                  " cannot be opened: " + error_text(code)};
}

void send(int socket, const wire::Report& report) {
  // A player that is gone is noticed where its Orders are read.
  while (::send(socket, &report, sizeof report, MSG_NOSIGNAL) < 0 && errno == EINTR) {
  }
}

}  // namespace

Session::Session(std::uint8_t* memory, int socket, Source source, Box box)
    : socket_(socket),
      source_(std::move(source)),
      slots_(memory + wire::kPicturesOffset, wire::kMemoryBytes - wire::kPicturesOffset),
      sound_(*reinterpret_cast<wire::Control*>(memory),
             reinterpret_cast<float*>(memory + wire::kSoundOffset)),
      box_(box) {}

Result<void> Session::open_codecs() {
  auto picture = open_codec(source_.video());
  if (!picture) return picture.error();
  picture_codec_ = std::move(*picture);
  picture_codec_->thread_count = threads_for(*source_.video().codecpar, source_.frame_rate());
  slots_.serve(*picture_codec_);
  if (auto started = start_codec(*picture_codec_); !started) return started;
  pictures_.emplace(slots_, source_.video(), source_.is_still(), box_);
  times_.emplace(source_.video().time_base, source_.frame_rate());

  sound_ended_ = true;
  if (!source_.has_sound()) return {};
  // A clip whose sound cannot be decoded is shown without it.
  auto sound = open_codec(source_.sound());
  if (!sound || !start_codec(**sound)) return {};
  sound_codec_ = std::move(*sound);
  sound_ended_ = false;
  return {};
}

Result<void> Session::run() {
  if (auto opened = open_codecs(); !opened) return opened;
  wire::Report report{};
  report.kind = wire::ReportKind::opened;
  send(socket_, report);
  for (;;) {
    auto step_taken = step();
    if (!step_taken) return step_taken.error();
    if (finished()) return {};
    if (!listen(*step_taken == Step::idle)) return {};
  }
}

bool Session::finished() const { return pictures_ended_ && sound_ended_ && !sound_.waiting(); }

bool Session::wants_picture() const {
  if (pictures_ended_) return false;
  const auto ahead = static_cast<std::size_t>(kLookaheadNs / times_->frame_ns()) + 1;
  return in_flight_ < (rolling_ ? std::clamp(ahead, kLookaheadMin, kLookaheadMax) : kLookaheadPrepared);
}

// Sound waits for the first picture, whose time is its zero.
bool Session::wants_sound() const {
  return !sound_ended_ && times_->end_ns() > 0 && sound_.buffered() < kSoundAhead &&
         queued_bytes_ < kQueuedBytesMax;
}

Result<Session::Step> Session::step() {
  sound_.flush();
  if (wants_picture()) {
    if (auto done = advance_picture(); !done) return done.error();
    return Step::progressed;
  }
  if (wants_sound()) {
    if (auto done = decode_sound(); !done) return done.error();
    return Step::progressed;
  }
  return Step::idle;
}

Result<void> Session::advance_picture() {
  FramePtr frame(av_frame_alloc());
  const int code = avcodec_receive_frame(picture_codec_.get(), frame.get());
  if (code == 0) return send_frame(std::move(frame));
  if (code == AVERROR_EOF) {
    if (times_->end_ns() == 0) return Error{Kind::invalid, "has no picture that can be decoded"};
    pictures_ended_ = true;
    wire::Report report{};
    report.kind = wire::ReportKind::end;
    report.pts_ns = times_->end_ns();
    send(socket_, report);
    return {};
  }
  // Damaged packets are passed over: the decoder conceals what it can, the stage has its own deadlines.
  if (!picture_packets_.empty()) {
    const PacketPtr packet = std::move(picture_packets_.front());
    picture_packets_.pop_front();
    queued_bytes_ -= static_cast<std::size_t>(packet->size);
    avcodec_send_packet(picture_codec_.get(), packet.get());
    return {};
  }
  if (!file_ended_) return read_packet();
  avcodec_send_packet(picture_codec_.get(), nullptr);
  return {};
}

Result<void> Session::decode_sound() {
  const FramePtr frame(av_frame_alloc());
  const int code = avcodec_receive_frame(sound_codec_.get(), frame.get());
  if (code == 0) {
    // A clip whose sound breaks goes on without it.
    if (!sound_.write(*frame, source_.sound().time_base, times_->first_seconds())) sound_ended_ = true;
    return {};
  }
  if (code == AVERROR_EOF) {
    sound_ended_ = true;
    return {};
  }
  if (!sound_packets_.empty()) {
    const PacketPtr packet = std::move(sound_packets_.front());
    sound_packets_.pop_front();
    queued_bytes_ -= static_cast<std::size_t>(packet->size);
    avcodec_send_packet(sound_codec_.get(), packet.get());
    return {};
  }
  if (!file_ended_) return read_packet();
  avcodec_send_packet(sound_codec_.get(), nullptr);
  return {};
}

Result<void> Session::read_packet() {
  auto packet = source_.read();
  if (!packet) return packet.error();
  if (!*packet) {
    file_ended_ = true;
    return {};
  }
  const bool is_sound = source_.has_sound() && (*packet)->stream_index == source_.sound().index;
  if (is_sound && sound_ended_) return {};
  queued_bytes_ += static_cast<std::size_t>((*packet)->size);
  (is_sound ? sound_packets_ : picture_packets_).push_back(std::move(*packet));
  return {};
}

Result<void> Session::send_frame(FramePtr frame) {
  const PictureTime time = times_->next(frame->best_effort_timestamp, frame_duration(*frame));
  auto picture = pictures_->place(std::move(frame));
  if (!picture) return picture.error();
  picture->report.pts_ns = time.pts_ns;
  picture->report.duration_ns = time.duration_ns;
  shown_[picture->report.slot] = std::move(picture->holder);
  ++in_flight_;
  send(socket_, picture->report);
  return {};
}

// Takes the player's Orders; waits for one if `block`. False: the player has closed its end.
bool Session::listen(bool block) {
  pollfd wait{socket_, POLLIN, 0};
  if (block) poll(&wait, 1, sound_ended_ && !sound_.waiting() ? -1 : kIdleMs);
  for (;;) {
    wire::Order order{};
    const ssize_t n = recv(socket_, &order, sizeof order, MSG_DONTWAIT);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno == EAGAIN;
    if (n == 0) return false;
    if (order.kind != wire::OrderKind::release || order.slot >= shown_.size() || !shown_[order.slot])
      continue;
    shown_[order.slot].reset();
    --in_flight_;
    rolling_ = true;
  }
}

}  // namespace kepu::player::decode
