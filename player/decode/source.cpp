#include "player/decode/source.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <string_view>
#include <vector>

namespace kepu::player::decode {
namespace {

constexpr int kIoBufferBytes = 256 << 10;

using Digest = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;

Result<std::string> sha256_of(int fd) {
  const Digest digest(EVP_MD_CTX_new());
  if (!digest || EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) != 1) {
    return Error{Kind::broken, "SHA-256 is not available"};
  }
  std::vector<char> buffer(1 << 20U);
  for (;;) {
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Error{Kind::broken, std::string("cannot be read: ") + std::strerror(errno)};
    if (n == 0) break;
    EVP_DigestUpdate(digest.get(), buffer.data(), static_cast<std::size_t>(n));
  }
  std::array<unsigned char, 32> bytes{};
  EVP_DigestFinal_ex(digest.get(), bytes.data(), nullptr);
  std::string hex;
  for (const unsigned char b : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[b >> 4U];
    hex += kDigits[b & 15U];
  }
  return hex;
}

int read_fd(void* opaque, std::uint8_t* buffer, int size) {
  for (;;) {
    const ssize_t n = ::read(static_cast<UniqueFd*>(opaque)->get(), buffer, static_cast<std::size_t>(size));
    if (n > 0) return static_cast<int>(n);
    if (n == 0) return AVERROR_EOF;
    if (errno != EINTR) return AVERROR(errno);
  }
}

std::int64_t seek_fd(void* opaque, std::int64_t offset, int whence) {
  const int fd = static_cast<UniqueFd*>(opaque)->get();
  if ((whence & AVSEEK_SIZE) != 0) {
    struct stat info {};
    return fstat(fd, &info) == 0 ? static_cast<std::int64_t>(info.st_size) : AVERROR(errno);
  }
  const off_t at = lseek(fd, offset, whence & ~AVSEEK_FORCE);
  return at >= 0 ? static_cast<std::int64_t>(at) : AVERROR(errno);
}

// A playlist inside a media file must not make the process open other files or addresses.
int refuse_open(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) { return AVERROR(EACCES); }

// These containers say everything about their streams up front; probing packets would only cost time.
bool header_says_all(const AVFormatContext& format) {
  const std::string_view name = format.iformat->name;
  if (name.find("mp4") == std::string_view::npos && name.find("matroska") == std::string_view::npos)
    return false;
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    const AVCodecParameters& p = *format.streams[i]->codecpar;
    if (p.codec_type == AVMEDIA_TYPE_VIDEO && (p.codec_id == AV_CODEC_ID_NONE || p.width <= 0)) return false;
    if (p.codec_type == AVMEDIA_TYPE_AUDIO && (p.codec_id == AV_CODEC_ID_NONE || p.sample_rate <= 0))
      return false;
  }
  return format.nb_streams > 0;
}

}  // namespace

Result<Source> Source::open(const std::filesystem::path& path, const std::string& sha256) {
  Source source;
  source.fd_ = std::make_unique<UniqueFd>(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!*source.fd_) {
    return Error{errno == ENOENT ? Kind::not_found : Kind::broken,
                 std::string("cannot be opened: ") + std::strerror(errno)};
  }
  if (!sha256.empty()) {
    const auto hash = sha256_of(source.fd_->get());
    if (!hash) return hash.error();
    if (*hash != sha256) return Error{Kind::refused, "its bytes do not have the SHA-256 that the feed names"};
    lseek(source.fd_->get(), 0, SEEK_SET);
  }

  auto* buffer = static_cast<unsigned char*>(av_malloc(kIoBufferBytes));
  source.io_.reset(
      avio_alloc_context(buffer, kIoBufferBytes, 0, source.fd_.get(), read_fd, nullptr, seek_fd));
  AVFormatContext* format = avformat_alloc_context();
  format->pb = source.io_.get();
  format->io_open = refuse_open;
  const int opened = avformat_open_input(&format, nullptr, nullptr, nullptr);  // frees `format` when it fails
  if (opened < 0)
    return Error{Kind::invalid, "is not a media file that can be played: " + error_text(opened)};
  source.format_.reset(format);
  if (!header_says_all(*format)) {
    const int probed = avformat_find_stream_info(format, nullptr);
    if (probed < 0) return Error{Kind::invalid, "its streams cannot be read: " + error_text(probed)};
  }

  source.video_ = av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  if (source.video_ < 0 || (source.video().disposition & AV_DISPOSITION_ATTACHED_PIC) != 0) {
    return Error{Kind::invalid, "has no picture"};
  }
  source.sound_ = av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, source.video_, nullptr, 0);
  for (unsigned i = 0; i < format->nb_streams; ++i) {
    const bool used = static_cast<int>(i) == source.video_ || static_cast<int>(i) == source.sound_;
    format->streams[i]->discard = used ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
  }
  return source;
}

bool Source::is_still() const {
  const std::string_view name = format_->iformat->name;
  return name.ends_with("_pipe") || name == "image2";
}

AVRational Source::frame_rate() const {
  const AVRational rate = video().avg_frame_rate.num > 0 ? video().avg_frame_rate : video().r_frame_rate;
  return rate.num > 0 && rate.den > 0 ? rate : AVRational{0, 1};
}

bool Source::seek(double seconds) {
  const auto timestamp = static_cast<std::int64_t>(std::floor(seconds / av_q2d(video().time_base)));
  return av_seek_frame(format_.get(), video_, timestamp, AVSEEK_FLAG_BACKWARD) >= 0;
}

double Source::seconds() const {
  if (video().duration > 0) return static_cast<double>(video().duration) * av_q2d(video().time_base);
  return format_->duration > 0 ? static_cast<double>(format_->duration) / AV_TIME_BASE : 0;
}

Result<PacketPtr> Source::read() {
  for (;;) {
    PacketPtr packet(av_packet_alloc());
    const int code = av_read_frame(format_.get(), packet.get());
    if (code == AVERROR_EOF) return PacketPtr{};
    if (code == AVERROR(EAGAIN)) continue;
    if (code < 0) return Error{Kind::broken, "cannot be read on: " + error_text(code)};
    if (packet->stream_index == video_ || packet->stream_index == sound_) return packet;
  }
}

}  // namespace kepu::player::decode
