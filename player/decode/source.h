// player/decode/source.h: a media file, hashed and demuxed through the one descriptor that the process has.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "config/result.h"
#include "config/unique_fd.h"
#include "player/decode/ff.h"

namespace kepu::player::decode {

class Source {
 public:
  // Opens `path`; if `sha256` (64 hex digits) is not empty, hashes the file first and refuses other bytes:
  // what is decoded is what was hashed, since both go through the same descriptor. not_found, invalid (not
  // media, or no picture in it), refused (the hash differs), broken.
  static Result<Source> open(const std::filesystem::path& path, const std::string& sha256);

  const AVStream& video() const { return *format_->streams[video_]; }
  bool has_sound() const { return sound_ >= 0; }
  const AVStream& sound() const { return *format_->streams[sound_]; }  // only if has_sound()
  bool is_still() const;                                               // a single picture in an image file

  AVRational frame_rate() const;  // {0, 1}: unknown

  // Goes to a keyframe near `seconds` by the video's own timestamps, at or before it where the container can
  // tell. False: it cannot be done, and reading goes on where it was.
  bool seek(double seconds);
  double seconds() const;  // how long the pictures go on, as the file says; 0: it does not

  // The next packet of either stream; nullptr at the end of the file.
  Result<PacketPtr> read();

 private:
  Source() = default;
  std::unique_ptr<UniqueFd>
      fd_;  // members die in reverse order: the format before its IO before its descriptor
  IoContext io_;
  FormatContext format_;
  int video_ = -1;
  int sound_ = -1;
};

}  // namespace kepu::player::decode
