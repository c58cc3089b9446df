// kepu-decode: decodes one clip for kepu-player and ends. Not for people: the player starts it, one per clip.
//   kepu-decode FILE SHA256|- BOX_WIDTH BOX_HEIGHT contain|cover
// Descriptor 3 is its end of the socket pair, 4 the shared memory (player/wire.h).
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <string>

#include "player/decode/session.h"

namespace {

using kepu::Result;
using namespace kepu::player;

void report_failure(const kepu::Error& error) {
  wire::Report report{};
  report.kind = wire::ReportKind::failed;
  report.damaged = error.kind == kepu::Kind::refused ? 1 : 0;
  const std::size_t length = std::min(error.message.size(), report.reason.size() - 1);
  std::copy_n(error.message.begin(), length, report.reason.begin());
  static_cast<void>(::send(wire::kSocketFd, &report, sizeof report, MSG_NOSIGNAL));
}

Result<void> decode_clip(char** argv) {
  void* memory = mmap(nullptr, wire::kMemoryBytes, PROT_READ | PROT_WRITE, MAP_SHARED, wire::kMemoryFd, 0);
  if (memory == MAP_FAILED) return kepu::Error{kepu::Kind::broken, "the shared memory cannot be mapped"};
  const std::string sha256 = argv[2];
  auto source = decode::Source::open(argv[1], sha256 == "-" ? "" : sha256);
  if (!source) return source.error();
  const decode::Box box{std::atoi(argv[3]), std::atoi(argv[4]), std::string(argv[5]) == "cover"};
  decode::Session session(static_cast<std::uint8_t*>(memory), wire::kSocketFd, std::move(*source), box);
  return session.run();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // never outlives the player
  av_log_set_level(AV_LOG_QUIET);
  if (const auto done = decode_clip(argv); !done) {
    report_failure(done.error());
    return 1;
  }
  return 0;
}
