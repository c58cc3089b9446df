// player/decode/sandbox.h: what a helper process may still do once it reads bytes that nobody vouches for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/result.h"

namespace kepu::player::decode {

// No file: nothing can be opened, created or written. No network, unless asked for. No other program, process
// or signal. No more than so much memory of its own beside the shared memory, and no core dump.
struct Sandbox {
  bool network = false;  // a stream: sockets, and reading what name resolution and TLS need
  // A hardware decoder: ioctl(2) on devices that are open already. Behind Landlock it may also open
  // /dev/video*.
  bool device = false;
  // For kepu-card: files below these folders may be opened for reading (without Landlock: any file), and what
  // is open may be written to, save files. What else is forbidden fails with EPERM instead of ending the
  // process: some forty libraries look for this and that.
  std::vector<std::string> readable{};
  // Ten-bit 4K with 16 reference pictures and four threads takes some 700 MB.
  std::uint64_t memory_bytes = std::uint64_t{1} << 30U;
};

// Closes it around the calling process for good, and around every thread it starts from then on: call it
// before the first one. Opening a file fails with EACCES afterwards (the C library looks for time zones and
// the like and goes on without); what no decoder does at all ends the process with SIGSYS. Where the kernel
// has no Landlock it is one wall less. broken: the kernel refuses seccomp; nothing must be decoded then.
Result<void> enter_sandbox(const Sandbox& sandbox);

}  // namespace kepu::player::decode
