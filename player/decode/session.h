// player/decode/session.h: decodes one clip for the player: pictures a few frames ahead, sound half a second
// ahead. One thread; it sleeps in poll(2) on the socket until the player gives slots back.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "config/clock.h"
#include "config/result.h"
#include "player/decode/deinterlacer.h"
#include "player/decode/ff.h"
#include "player/decode/picture_times.h"
#include "player/decode/pictures.h"
#include "player/decode/slots.h"
#include "player/decode/sound_writer.h"
#include "player/decode/source.h"
#include "player/wire.h"

namespace kepu::player::decode {

class Session {
 public:
  // `memory` is the whole shared memory; `socket` the process's end of the pair. Both must outlive it.
  // The first picture sent is the one on screen at `start`, and sound sample 0 is the one heard then; a still
  // picture is on at any time.
  Session(std::uint8_t* memory, int socket, Source source, Box box, nanoseconds start);

  // Decodes to the end of the clip, or until the player closes the socket. On success the end was reported.
  Result<void> run();

 private:
  enum class Step { progressed, idle };
  struct Decoded {
    FramePtr frame;
    PictureTime time{};
  };
  // On the way to `start`: nothing has been sent yet.
  struct Joining {
    Decoded before;            // the last picture so far whose time is not after `start`
    std::int64_t back_ns = 0;  // how far before `start` the next seek goes
    bool sought = false;
    bool wants_key = false;     // after a seek: nothing before a keyframe can be decoded
    bool at_beginning = false;  // no seek can go further back
  };

  Result<void> open_codecs();
  Result<Step> step();
  Result<void> advance_picture();
  Result<void> decode_sound();
  Result<void> read_packet();
  Result<void> take_picture(Field field);
  Result<void> join(Decoded picture);
  Result<void> begin_at(Decoded picture);
  bool seek_before_start();
  Result<void> end_pictures();
  Result<void> send_frame(Decoded picture);
  void send_packet(AVPacket& packet);
  bool ends_before_start(const AVPacket& packet, AVRational time_base, std::int64_t margin_ns) const;
  bool listen(bool block);

  bool wants_picture() const;
  bool wants_sound() const;
  bool finished() const;

  int socket_;
  Source source_;
  Slots slots_;  // before everything that holds a slot: it dies last
  CodecContext picture_codec_;
  CodecContext sound_codec_;
  Deinterlacer deinterlacer_;
  std::optional<Pictures> pictures_;
  std::optional<PictureTimes> times_;
  PictureTime frame_time_{};  // of the frame whose fields are being sent
  int pictures_per_frame_ = 1;
  SoundWriter sound_;
  Box box_;
  std::int64_t start_ns_;
  std::optional<Joining> joining_;

  std::deque<PacketPtr> picture_packets_;
  std::deque<PacketPtr> sound_packets_;
  std::size_t queued_bytes_ = 0;
  std::array<FramePtr, wire::kSlotsMax> shown_;  // by slot: reported and not released yet
  std::size_t in_flight_ = 0;
  bool rolling_ = false;  // the player has begun to show the clip
  bool file_ended_ = false;
  bool pictures_ended_ = false;
  bool sound_ended_ = false;
};

}  // namespace kepu::player::decode
