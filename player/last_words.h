// player/last_words.h: whether the last player crashed. One that is killed from outside (kill -9, out of
// memory) leaves its attempt note behind as well, but that says nothing about the media that were open.
#pragma once

#include <filesystem>

namespace kepu::player {

class LastWords {
 public:
  // From now on a crash (SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT: also a watchdog's) is written into `file`,
  // on tmpfs beside the attempt note. `file` empty, or not writable: it is not. One at a time in a process.
  explicit LastWords(const std::filesystem::path& file);
  LastWords(const LastWords&) = delete;
  LastWords& operator=(const LastWords&) = delete;
  ~LastWords();

  bool last_player_crashed() const { return crashed_; }

 private:
  bool crashed_ = false;
};

}  // namespace kepu::player
