// kepu-decode: decodes one clip for kepu-player and ends. Not for people: the player starts it, one per clip.
// Its words are those of player/assignment.h; descriptor 3 is its end of the socket pair, 4 the shared memory
// (player/wire.h).
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <csignal>
#include <string>
#include <vector>

#include "player/assignment.h"
#include "player/decode/sandbox.h"
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

Result<void> decode_clip(const std::vector<std::string>& words) {
  const auto assignment = parse_assignment(words);
  if (!assignment) return assignment.error();
  void* memory = mmap(nullptr, wire::kMemoryBytes, PROT_READ | PROT_WRITE, MAP_SHARED, wire::kMemoryFd, 0);
  if (memory == MAP_FAILED) return kepu::Error{kepu::Kind::broken, "the shared memory cannot be mapped"};
  auto file = decode::open_media(assignment->source, assignment->id ? assignment->id->hex() : "");
  if (!file) return file.error();
  // From here on strangers' bytes are parsed.
  if (auto closed = decode::enter_sandbox({}); !closed) return closed;
  auto source = decode::Source::open(std::move(*file));
  if (!source) return source.error();
  const decode::Box box{assignment->box_width, assignment->box_height, assignment->cover};
  decode::Session session(static_cast<std::uint8_t*>(memory), wire::kSocketFd, std::move(*source), box);
  return session.run();
}

}  // namespace

int main(int argc, char** argv) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // never outlives the player
  av_log_set_level(AV_LOG_QUIET);
  if (const auto done = decode_clip({argv + 1, argv + argc}); !done) {
    report_failure(done.error());
    return 1;
  }
  return 0;
}
