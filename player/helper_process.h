// player/helper_process.h: the helper programs of the player (kepu-decode, kepu-card): found, started, and
// their exits collected.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/result.h"
#include "config/unique_fd.h"

namespace kepu::player {

// How the helper programs of this executable are found: beside it, or in ../libexec/kepu.
std::filesystem::path helper_program(const std::string& name);

// A descriptor of ours that the helper has under the number `theirs`.
struct Inherited {
  int ours = -1, theirs = -1;
};

// Starts `program` with `words`; gives its process id. It inherits standard input, output and error and what
// `descriptors` says, with `ours` above every `theirs` (raised()); of the environment what its loader,
// drivers and sanitizers read, and what begins with one of `variables`: passwords and tokens of the player's
// are none of its business. unavailable: out of processes or memory, or no such program.
Result<int> start_helper(const std::filesystem::path& program, std::vector<std::string> words,
                         std::span<const Inherited> descriptors,
                         std::span<const std::string_view> variables = {});

// The same descriptor with a number above `above`, closed at exec: no dup2 in the child can hit it.
UniqueFd raised(UniqueFd fd, int above);

// Collects the exit of helpers that were killed, without waiting for it: tearing down a large memory
// map takes milliseconds that a frame does not have. Thread: that of the loop which owns it.
class Reaper {
 public:
  Reaper() = default;
  Reaper(const Reaper&) = delete;
  Reaper& operator=(const Reaper&) = delete;
  ~Reaper();  // waits for the rest

  void adopt(int pid) { pids_.push_back(pid); }
  void collect();  // never blocks

 private:
  std::vector<int> pids_;
};

}  // namespace kepu::player
