// headend/clip_length.h: how long a clip is on screen, from its packets' timestamps alone: no decoding, and
// no faith in what the container's header says. Comes to what playout's own clock of pictures comes to.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <queue>
#include <vector>

namespace kepu::headend {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// Timestamps that are missing or jump by more than ten seconds count as "one frame after the last".
class ClipLength {
 public:
  // `frame`: the usual length of a picture, taken where a packet does not say its own (or says more than ten
  // seconds).
  explicit ClipLength(nanoseconds frame) : frame_(frame) {}

  // The packets of one video stream, in the order of the file: pictures may be out of order by up to 16.
  void add(std::optional<nanoseconds> timestamp, nanoseconds duration);

  // From the first picture's timestamp to the end of the last one, rounded to milliseconds. Zero: there was
  // none.
  milliseconds finish();

 private:
  struct Picture {
    nanoseconds at, duration;
    bool operator>(const Picture& other) const { return at > other.at; }
  };
  void show(const Picture& picture);

  nanoseconds frame_;
  std::priority_queue<Picture, std::vector<Picture>, std::greater<>> waiting_;
  std::optional<nanoseconds> last_added_;
  bool begun_ = false;
  nanoseconds base_{};  // what is taken off a timestamp
  nanoseconds last_{};  // start of the last picture
  nanoseconds end_{};   // and its end
};

}  // namespace kepu::headend
