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
#include "player/decode/session.h"
#include "player/decode/vetting.h"

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

// Says `end` alone, with the clip's length.
Result<void> vet_clip(decode::Source source) {
  const auto length = decode::vet(std::move(source));
  if (!length) return length.error();
  wire::Report report{};
  report.kind = wire::ReportKind::end;
  report.pts_ns = *length;
  static_cast<void>(::send(wire::kSocketFd, &report, sizeof report, MSG_NOSIGNAL));
  return {};
}

Result<void> decode_clip(const std::vector<std::string>& words) {
  const auto assignment = parse_assignment(words);
  if (!assignment) return assignment.error();
  if (assignment->purpose == Purpose::vet) decode::yield_to_playout();
  void* memory = mmap(nullptr, wire::kMemoryBytes, PROT_READ | PROT_WRITE, MAP_SHARED, wire::kMemoryFd, 0);
  if (memory == MAP_FAILED) return kepu::Error{kepu::Kind::broken, "the shared memory cannot be mapped"};
  auto source = decode::Source::open(assignment->source, assignment->id ? assignment->id->hex() : "");
  if (!source) return source.error();
  if (assignment->purpose == Purpose::vet) return vet_clip(std::move(*source));
  const decode::Box box{assignment->box_width, assignment->box_height, assignment->cover};
  decode::Session session(static_cast<std::uint8_t*>(memory), wire::kSocketFd, std::move(*source), box,
                          assignment->start);
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
