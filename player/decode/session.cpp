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
constexpr std::int64_t kWorthSeekingNs = 1'000'000'000;
constexpr std::int64_t kSoundPrerollNs = 500'000'000;  // sound codecs need what came before
constexpr std::int64_t kSkipMarginNs = 1'000'000'000;
constexpr std::int64_t kStreamLookaheadNs = 400'000'000;  // its sound comes with its pictures only
constexpr double kStreamBufferS = 1;                      // what the network may be late
constexpr int kRetryMinMs = 250;
constexpr int kRetryMaxMs = 4'000;
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

Session::Session(std::uint8_t* memory, int socket, Source source, Box box, nanoseconds start,
                 std::vector<Device> devices)
    : socket_(socket),
      source_(std::move(source)),
      slots_(memory + wire::kPicturesOffset, wire::kMemoryBytes - wire::kPicturesOffset),
      devices_(std::move(devices)),
      deinterlacer_(slots_),
      sound_(*reinterpret_cast<wire::Control*>(memory),
             reinterpret_cast<float*>(memory + wire::kSoundOffset)),
      box_(box),
      start_ns_(source_.is_still() ? 0 : start.count()) {
  if (start_ns_ > 0) joining_ = Joining{};
}

Result<void> Session::open_codecs() {
  if (source_.is_still()) devices_.clear();
  const int threads = threads_for(*source_.video().codecpar, source_.frame_rate());
  auto decoder = Ladder::open(rungs_for(source_.video(), devices_, slots_, threads));
  if (!decoder) return decoder.error();
  picture_decoder_ = std::move(*decoder);
  pictures_.emplace(slots_, source_.video(), source_.is_still(), box_);
  if (!times_) times_.emplace(source_.video().time_base, source_.frame_rate());

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

void Session::reopen_from(std::string address) {
  address_ = std::move(address);
  filling_ = true;
}

bool Session::filled() const {
  if (queued_bytes_ >= kQueuedBytesMax) return true;
  if (picture_packets_.size() < 2) return false;
  const AVPacket& last = *picture_packets_.back();
  const AVPacket& first = *picture_packets_.front();
  if (last.dts == AV_NOPTS_VALUE || first.dts == AV_NOPTS_VALUE) return true;
  const double seconds = static_cast<double>(last.dts - first.dts) * av_q2d(source_.video().time_base);
  return seconds < 0 || seconds >= kStreamBufferS;
}

// What was on its way is lost; what the player holds stays good.
Result<void> Session::reconnect() {
  picture_decoder_.reset();
  sound_codec_.reset();
  deinterlacer_ = Deinterlacer(slots_);
  picture_packets_.clear();
  sound_packets_.clear();
  queued_bytes_ = 0;
  for (int wait_ms = kRetryMinMs;; wait_ms = std::min(2 * wait_ms, kRetryMaxMs)) {
    if (!attend(wait_ms)) return Error{Kind::unavailable, "the player has gone"};
    auto source = Source::open_stream(address_);
    if (!source) continue;
    source_ = std::move(*source);
    if (open_codecs()) break;
  }
  times_->interrupted(source_.video().time_base);
  filling_ = true;
  return {};
}

// Takes Orders and tops up the sound for a while. False: the player has closed its end.
bool Session::attend(int ms) {
  pollfd wait{socket_, POLLIN, 0};
  sound_.flush();
  while (poll(&wait, 1, ms) > 0) {
    if (!take_orders()) return false;
  }
  sound_.flush();
  return true;
}

bool Session::finished() const { return pictures_ended_ && sound_ended_ && !sound_.waiting(); }

bool Session::wants_picture() const {
  if (pictures_ended_) return false;
  const std::int64_t ahead_ns = address_.empty() ? kLookaheadNs : kStreamLookaheadNs;
  const auto ahead = static_cast<std::size_t>(ahead_ns * pictures_per_frame_ / times_->frame_ns()) + 1;
  return in_flight_ < (rolling_ ? std::clamp(ahead, kLookaheadMin, kLookaheadMax) : kLookaheadPrepared);
}

// Sound waits for the first picture, whose time is its zero.
bool Session::wants_sound() const {
  // To wait for a stream's next packet while pictures lie here could hold them up.
  if (!address_.empty() && (sound_packets_.empty() || times_->is_interrupted())) return false;
  return !sound_ended_ && times_->end_ns() > 0 && !joining_ && sound_.buffered() < kSoundAhead &&
         queued_bytes_ < kQueuedBytesMax;
}

Result<Session::Step> Session::step() {
  sound_.flush();
  // A stream's sound never waits for the network, its pictures may.
  if (!address_.empty() && wants_sound()) {
    if (auto done = decode_sound(); !done) return done.error();
    return Step::progressed;
  }
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
  if (auto field = deinterlacer_.next()) return take_picture(std::move(*field));
  FramePtr frame(av_frame_alloc());
  const auto got = picture_decoder_->receive(*frame);
  if (!got) return got.error();
  if (*got == Decoder::Got::picture) {
    // Where a file has no timestamps, those after a seek would be guesses.
    if (joining_ && frame->best_effort_timestamp == AV_NOPTS_VALUE) joining_->at_beginning = true;
    deinterlacer_.take(std::move(frame));
    return {};
  }
  if (*got == Decoder::Got::end) return deinterlacer_.finish() ? Result<void>{} : end_pictures();
  if (filling_ && !filled()) return read_packet();
  filling_ = false;
  if (!picture_packets_.empty()) {
    const PacketPtr packet = std::move(picture_packets_.front());
    picture_packets_.pop_front();
    queued_bytes_ -= static_cast<std::size_t>(packet->size);
    return send_packet(*packet);
  }
  if (!file_ended_) return read_packet();
  return picture_decoder_->send(nullptr, false);
}

Result<void> Session::decode_sound() {
  const FramePtr frame(av_frame_alloc());
  const int code = avcodec_receive_frame(sound_codec_.get(), frame.get());
  if (code == 0) {
    // A clip whose sound breaks goes on without it.
    const double zero = address_.empty() ? times_->first_seconds() : times_->zero_seconds();
    if (!sound_.write(*frame, source_.sound().time_base, zero + static_cast<double>(start_ns_) / 1e9)) {
      sound_ended_ = true;
    }
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
    if (!ends_before_start(*packet, source_.sound().time_base, kSoundPrerollNs)) {
      avcodec_send_packet(sound_codec_.get(), packet.get());
    }
    return {};
  }
  if (!file_ended_) return read_packet();
  avcodec_send_packet(sound_codec_.get(), nullptr);
  return {};
}

Result<void> Session::read_packet() {
  auto packet = source_.read();
  if (!address_.empty() && (!packet || !*packet)) return reconnect();
  if (!packet) return packet.error();
  if (!*packet) {
    file_ended_ = true;
    return {};
  }
  const bool is_sound = source_.has_sound() && (*packet)->stream_index == source_.sound().index;
  if (is_sound && sound_ended_) return {};
  if (!is_sound && joining_ && joining_->wants_key) {
    if (((*packet)->flags & AV_PKT_FLAG_KEY) == 0) return {};
    joining_->wants_key = false;
  }
  queued_bytes_ += static_cast<std::size_t>((*packet)->size);
  (is_sound ? sound_packets_ : picture_packets_).push_back(std::move(*packet));
  return {};
}

Result<void> Session::send_packet(const AVPacket& packet) {
  const bool unseen = joining_ && ends_before_start(packet, source_.video().time_base, kSkipMarginNs);
  return picture_decoder_->send(&packet, unseen);
}

// Whether a packet is over more than `margin_ns` before the clip is joined; not if its time is not known.
bool Session::ends_before_start(const AVPacket& packet, AVRational time_base, std::int64_t margin_ns) const {
  if (start_ns_ == 0 || times_->end_ns() == 0 || packet.pts == AV_NOPTS_VALUE) return false;
  const double end = static_cast<double>(packet.pts + packet.duration) * av_q2d(time_base);
  return (end - times_->first_seconds()) * 1e9 < static_cast<double>(start_ns_ - margin_ns);
}

Result<void> Session::take_picture(Field field) {
  if (field.index == 0) {
    frame_time_ = times_->next(field.frame->best_effort_timestamp, frame_duration(*field.frame));
  }
  pictures_per_frame_ = field.count;
  const std::int64_t duration_ns = frame_time_.duration_ns / field.count;
  Decoded picture{std::move(field.frame), {frame_time_.pts_ns + field.index * duration_ns, duration_ns}};
  return joining_ ? join(std::move(picture)) : send_frame(std::move(picture));
}

// Passes over what is shown before `start`. The first picture of the file is always decoded: it is the zero
// of the clip's time.
Result<void> Session::join(Decoded picture) {
  if (!joining_->before.frame) {
    const std::int64_t ahead_ns = start_ns_ - picture.time.pts_ns;
    const bool too_late = ahead_ns < 0;
    const bool too_early = !joining_->sought && ahead_ns > kWorthSeekingNs;
    if ((too_late || too_early) && seek_before_start()) return {};
  }
  if (picture.time.pts_ns > start_ns_) return begin_at(std::move(picture));
  joining_->before = std::move(picture);
  return {};
}

// `picture` is the first one after `start`.
Result<void> Session::begin_at(Decoded picture) {
  Decoded before = std::move(joining_->before);
  joining_.reset();
  if (before.frame) {
    if (auto sent = send_frame(std::move(before)); !sent) return sent;
  }
  return send_frame(std::move(picture));
}

// Each further try goes twice as far back: containers without an index land where they can, and a keyframe
// may be later than the place that was asked for.
bool Session::seek_before_start() {
  if (joining_->at_beginning) return false;
  const std::int64_t at_ns = std::max<std::int64_t>(0, start_ns_ - joining_->back_ns);
  joining_->at_beginning = at_ns == 0;
  // Decoding order begins before the first picture's time.
  const double at_s = at_ns == 0 ? -1 : static_cast<double>(at_ns) / 1e9;
  if (!source_.seek(times_->first_seconds() + at_s)) {
    joining_->at_beginning = true;
    return false;
  }
  joining_->sought = true;
  joining_->wants_key = true;
  joining_->back_ns = std::max(kWorthSeekingNs, 2 * joining_->back_ns);
  picture_decoder_->flush();
  deinterlacer_ = Deinterlacer(slots_);
  times_->sought();
  picture_packets_.clear();
  sound_packets_.clear();
  queued_bytes_ = 0;
  file_ended_ = false;
  return true;
}

Result<void> Session::end_pictures() {
  if (joining_ && joining_->sought && !joining_->before.frame && seek_before_start()) return {};
  if (joining_ && joining_->before.frame && times_->end_ns() > start_ns_) {
    Decoded last = std::move(joining_->before);
    joining_.reset();
    return send_frame(std::move(last));
  }
  if (times_->end_ns() == 0) return Error{Kind::invalid, "has no picture that can be decoded"};
  if (joining_) {
    const auto text = [](std::int64_t ns) { return std::to_string(ns / 1'000'000) + " ms"; };
    return Error{Kind::invalid,
                 "is only " + text(times_->end_ns()) + " long: it cannot be joined at " + text(start_ns_)};
  }
  pictures_ended_ = true;
  wire::Report report{};
  report.kind = wire::ReportKind::end;
  report.pts_ns = times_->end_ns();
  send(socket_, report);
  return {};
}

Result<void> Session::send_frame(Decoded decoded) {
  auto picture = pictures_->place(std::move(decoded.frame));
  if (!picture) return picture.error();
  picture->report.pts_ns = decoded.time.pts_ns;
  picture->report.duration_ns = decoded.time.duration_ns;
  shown_[picture->report.slot] = std::move(picture->holder);
  ++in_flight_;
  send(socket_, picture->report);
  return {};
}

// Takes the player's Orders; waits for one if `block`. False: the player has closed its end.
bool Session::listen(bool block) {
  pollfd wait{socket_, POLLIN, 0};
  if (block) poll(&wait, 1, sound_ended_ && !sound_.waiting() ? -1 : kIdleMs);
  return take_orders();
}

bool Session::take_orders() {
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
