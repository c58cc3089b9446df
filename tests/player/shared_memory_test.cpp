#include "player/shared_memory.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <array>
#include <vector>

namespace kepu::player {
namespace {

// The decode process's side of it.
class Writer {
 public:
  explicit Writer(const SharedMemory& memory)
      : at_(static_cast<std::uint8_t*>(
            mmap(nullptr, wire::kPicturesOffset, PROT_READ | PROT_WRITE, MAP_SHARED, memory.fd(), 0))) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { munmap(at_, wire::kPicturesOffset); }
  wire::Control& control() { return *reinterpret_cast<wire::Control*>(at_); }
  float* ring() { return reinterpret_cast<float*>(at_ + wire::kSoundOffset); }

 private:
  std::uint8_t* at_;
};

TEST(SharedMemory, SoundComesOutInOrderAcrossTheRingsEnd) {
  auto memory = SharedMemory::create();
  ASSERT_TRUE(memory);
  Writer writer(*memory);
  std::uint64_t written = 0;
  std::vector<float> out(2 * 20'000);
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < 20'000; ++i, ++written) {
      const auto at = (written % wire::kSoundCapacity) * 2;
      writer.ring()[at] = writer.ring()[at + 1] = static_cast<float>(written);
    }
    writer.control().sound_written.store(written);
    ASSERT_EQ(memory->read_sound(out), 20'000U);
    EXPECT_EQ(out[0], static_cast<float>(written - 20'000));
    EXPECT_EQ(out[39'999], static_cast<float>(written - 1));
  }
  EXPECT_EQ(memory->sound_position(), written);
}

TEST(SharedMemory, LiesAboutTheCountersNeverReadOutsideTheRing) {
  auto memory = SharedMemory::create();
  ASSERT_TRUE(memory);
  Writer writer(*memory);
  std::vector<float> out(2 * wire::kSoundCapacity * 2);
  writer.control().sound_written.store(~std::uint64_t{0});
  EXPECT_EQ(memory->read_sound(out), wire::kSoundCapacity);
  writer.control().sound_read.store(12345);
  writer.control().sound_written.store(0);
  EXPECT_LE(memory->read_sound(out), wire::kSoundCapacity);
}

TEST(SharedMemory, NobodyCanShrinkIt) {
  auto memory = SharedMemory::create();
  ASSERT_TRUE(memory);
  EXPECT_NE(ftruncate(memory->fd(), 4096), 0);
}

}  // namespace
}  // namespace kepu::player
