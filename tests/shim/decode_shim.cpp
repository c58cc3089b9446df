// Loaded into kepu-decode with LD_PRELOAD: a decoder that goes wrong at a chosen picture.
//   KEPU_SHIM_FAULT   segfault, abort, spin, sleep, leak, lie_size, lie_plane, lie_slot, lie_length
//   KEPU_SHIM_PICTURE the picture at which it begins, from 1 on
//   KEPU_SHIM_CLIP    only in clips with this in their name; empty: in all
#include <dlfcn.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#include "player/wire.h"

namespace {

using kepu::player::wire::Report;
using kepu::player::wire::ReportKind;

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

// What is needed is read while the library is loaded: inside the sandbox there are no files.
struct Shim {
  Shim()
      : receive_frame(reinterpret_cast<int (*)(void*, void*)>(dlsym(RTLD_NEXT, "avcodec_receive_frame"))),
        next_send(
            reinterpret_cast<ssize_t (*)(int, const void*, std::size_t, int)>(dlsym(RTLD_NEXT, "send"))) {
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    const std::string words{std::istreambuf_iterator<char>(file), {}};
    const std::string program = words.substr(0, words.find('\0'));
    if (!program.ends_with("kepu-decode")) return;
    if (words.find(from_environment("KEPU_SHIM_CLIP"), program.size()) == std::string::npos) return;
    fault = from_environment("KEPU_SHIM_FAULT");
    at_picture = std::atoi(from_environment("KEPU_SHIM_PICTURE").c_str());
  }
  int (*receive_frame)(void*, void*);
  ssize_t (*next_send)(int, const void*, std::size_t, int);
  std::string fault;
  int at_picture = 0;
  int decoded = 0;
  int reported = 0;
  void* pictures = nullptr;  // the decoder that is asked first; the other one is for the sound
};

Shim& shim() {
  static Shim only;
  return only;
}
[[maybe_unused]] const bool kLoaded = (shim(), true);

void leak() {
  constexpr std::size_t kBytes = std::size_t{100} << 20U;
  void* at = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) std::abort();  // as a decoder that does not look
  std::memset(at, 1, kBytes);
}

void go_wrong(const std::string& fault) {
  if (fault == "segfault") std::raise(SIGSEGV);
  if (fault == "abort") std::abort();
  if (fault == "sleep") poll(nullptr, 0, -1);
  if (fault == "leak") leak();
  volatile bool forever = fault == "spin";
  while (forever) {
  }
}

void lie(const std::string& fault, Report& report) {
  if (fault == "lie_size") report.width = 16000;
  if (fault == "lie_plane") report.offset[1] = kepu::player::wire::kMemoryBytes - 1;
  if (fault == "lie_slot") report.slot = 4'000'000'000;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int avcodec_receive_frame(void* codec, void* frame) {
  Shim& s = shim();
  const int code = s.receive_frame(codec, frame);
  if (s.pictures == nullptr) s.pictures = codec;
  if (code == 0 && codec == s.pictures && s.at_picture > 0 && ++s.decoded >= s.at_picture) go_wrong(s.fault);
  return code;
}

extern "C" __attribute__((visibility("default"))) ssize_t send(int socket, const void* bytes,
                                                               std::size_t size, int flags) {
  Shim& s = shim();
  if (s.at_picture == 0 || size != sizeof(Report)) return s.next_send(socket, bytes, size, flags);
  Report report{};
  std::memcpy(&report, bytes, sizeof report);
  if (report.kind != ReportKind::frame || ++s.reported < s.at_picture) {
    return s.next_send(socket, bytes, size, flags);
  }
  if (s.fault == "lie_length") return s.next_send(socket, bytes, size / 2, flags);
  lie(s.fault, report);
  return s.next_send(socket, &report, sizeof report, flags);
}
