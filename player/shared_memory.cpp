#include "player/shared_memory.h"

#include <fcntl.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

namespace kepu::player {
namespace {

std::uint8_t* map(int fd, int protection, std::size_t bytes, std::size_t offset) {
  void* at = mmap(nullptr, bytes, protection, MAP_SHARED, fd, static_cast<off_t>(offset));
  return at == MAP_FAILED ? nullptr : static_cast<std::uint8_t*>(at);
}

}  // namespace

void SharedMemory::Unmap::operator()(std::uint8_t* at) const { munmap(at, bytes); }

Result<SharedMemory> SharedMemory::create() {
  const auto failed = [](const char* what) {
    return Error{Kind::unavailable,
                 std::string("shared memory for a clip: ") + what + ": " + std::strerror(errno)};
  };
  UniqueFd fd(memfd_create("kepu-clip", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd) return failed("memfd_create");
  if (ftruncate(fd.get(), static_cast<off_t>(wire::kMemoryBytes)) != 0) return failed("ftruncate");
  if (fcntl(fd.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) return failed("seal");

  constexpr std::size_t kPictureBytes = wire::kMemoryBytes - wire::kPicturesOffset;
  Mapping sound(map(fd.get(), PROT_READ | PROT_WRITE, wire::kPicturesOffset, 0),
                Unmap{wire::kPicturesOffset});
  Mapping pictures(map(fd.get(), PROT_READ, kPictureBytes, wire::kPicturesOffset), Unmap{kPictureBytes});
  if (!sound || !pictures) return failed("mmap");
  return SharedMemory(std::move(fd), std::move(sound), std::move(pictures));
}

std::size_t SharedMemory::read_sound(std::span<float> out) {
  auto& control = *reinterpret_cast<wire::Control*>(sound_.get());
  const float* ring = reinterpret_cast<const float*>(sound_.get() + wire::kSoundOffset);
  const std::uint64_t read = sound_position_;
  const std::uint64_t filled =
      std::min(control.sound_written.load(std::memory_order_acquire) - read, wire::kSoundCapacity);
  const std::uint64_t frames = std::min<std::uint64_t>(filled, out.size() / wire::kSoundChannels);
  const std::uint64_t at = read % wire::kSoundCapacity;
  const std::uint64_t first = std::min(frames, wire::kSoundCapacity - at);
  const auto samples = [](std::uint64_t n) { return static_cast<std::ptrdiff_t>(n * wire::kSoundChannels); };
  std::copy_n(ring + samples(at), samples(first), out.begin());
  std::copy_n(ring, samples(frames - first), out.begin() + samples(first));
  sound_position_ = read + frames;
  control.sound_read.store(sound_position_, std::memory_order_release);
  return frames;
}

}  // namespace kepu::player
