// player/decode/ladder.h: decoders in order of preference; when one fails the next goes on at the very next
// picture.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "player/decode/decoder.h"

namespace kepu::player::decode {

struct Rung {
  std::string name;
  std::function<Result<std::unique_ptr<Decoder>>()> open;  // an error: it refuses the stream
};

// Keeps the packets from which the next picture could be decoded anew, as long as a further rung is left.
class Ladder final : public Decoder {
 public:
  // The last rung must be one that does not fail in mid-clip. The error is the last rung's.
  static Result<std::unique_ptr<Ladder>> open(std::vector<Rung> rungs);

  Result<void> send(const AVPacket* packet, bool unseen) override;
  Result<Got> receive(AVFrame& frame) override;
  void flush() override;

  const std::string& rung() const { return rungs_[at_].name; }

 private:
  struct Kept {
    PacketPtr packet;  // null: the end
    bool unseen;
  };
  explicit Ladder(std::vector<Rung> rungs) : rungs_(std::move(rungs)) {}
  bool is_last() const { return at_ + 1 == rungs_.size(); }
  Result<void> step_down();
  Result<void> feed();
  void note_given(std::int64_t timestamp);
  void forget(std::size_t count);

  std::vector<Rung> rungs_;
  std::size_t at_ = 0;
  std::unique_ptr<Decoder> decoder_;
  std::deque<Kept> kept_;
  std::size_t kept_bytes_ = 0;
  std::size_t sent_ = 0;                     // of kept_, to decoder_
  std::optional<std::int64_t> given_;        // timestamp of the last picture that was received
  std::optional<std::int64_t> again_until_;  // pictures up to it come a second time
};

}  // namespace kepu::player::decode
