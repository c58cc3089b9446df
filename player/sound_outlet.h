// player/sound_outlet.h: where the main loop and the audio callback meet: the ring, what the device has told
// of its pace, and the fader. Whatever happens to the ring, the device hears no click.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "config/clock.h"
#include "player/fader.h"
#include "player/sound_ring.h"

namespace kepu::player {

constexpr std::size_t kRampFrames = 240;  // 5 ms: no click at a cut

// What the device's newest call told.
struct DeviceReading {
  bool open = false;
  std::uint32_t device = 0;  // counts those that were opened
  Steady at{};               // when it called
  std::uint64_t read = 0;    // sample frames of the ring that it has taken
  std::uint64_t calls = 0;   // of this device; before the first nothing is known
  std::uint64_t dry = 0;     // calls that found less in the ring than they asked for
  nanoseconds latency{};     // from leaving the ring to being heard, as far as is known
};

class SoundOutlet {
 public:
  SoundOutlet(double volume, double duck_db) : fader_(volume, duck_db) {}

  Fader& fader() { return fader_; }

  // The main loop's.
  std::size_t push(std::span<const float> in) { return ring_.push(in); }
  std::size_t room() const { return ring_.room(); }
  // What is still in the ring is not to be heard any more.
  void discard() { discarded_.store(ring_.written(), std::memory_order_release); }
  // The first sample frame that the device will take after those of `reading`, and the one that is pushed
  // next.
  std::uint64_t next_read(const DeviceReading& reading) const;
  std::uint64_t next_write() const { return ring_.written(); }

  // Any thread. Waits for nobody but a call of pull() that is under way.
  DeviceReading reading() const;

  // Of the thread that opens the device, while none calls.
  void opened(Steady now, nanoseconds latency);
  void closed();

  // The audio callback. What is not there is silence. Does not block.
  void pull(std::span<float> out, Steady now);

 private:
  void publish(const DeviceReading& reading);
  void fall_off(std::array<float, 2> from);
  void add_tail(std::span<float> out);

  SoundRing ring_{1U << 15U};
  Fader fader_;
  std::atomic<std::uint64_t> discarded_{0};

  // The callback's own.
  DeviceReading newest_;
  std::array<float, 2> last_{};  // heard last
  std::array<float, 2> tail_{};  // where a sound that broke off falls to zero from
  std::size_t tail_left_ = 0;

  // The reading as others see it: odd `turn_` while it is being changed.
  std::atomic<std::uint32_t> turn_{0};
  std::atomic<bool> open_{false};
  std::atomic<std::uint32_t> device_{0};
  std::atomic<std::int64_t> at_{0};
  std::atomic<std::uint64_t> read_{0}, calls_{0}, dry_{0};
  std::atomic<std::int64_t> latency_{0};
};

}  // namespace kepu::player
