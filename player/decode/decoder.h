// player/decode/decoder.h: packets in, pictures out, whatever does the work.
#pragma once

#include "config/result.h"
#include "player/decode/ff.h"

namespace kepu::player::decode {

// Thread: the session's.
class Decoder {
 public:
  enum class Got { picture, nothing_yet, end };

  virtual ~Decoder() = default;

  // Takes one packet; nullptr: no more come. `unseen`: its picture will not be shown; where nothing refers to
  // it, it need not be decoded. An error means that this decoder is of no more use, not that a packet was
  // damaged.
  virtual Result<void> send(const AVPacket* packet, bool unseen) = 0;

  // The next picture in the order of showing, in ordinary memory. Errors as for send().
  virtual Result<Got> receive(AVFrame& frame) = 0;

  // Forgets everything that was sent: the next packet is from another place.
  virtual void flush() = 0;
};

}  // namespace kepu::player::decode
