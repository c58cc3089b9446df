// player/control.h: the control socket: a request in, an answer out, each one packet of JSON
// (SOCK_SEQPACKET). Only root and the player's own user are answered. A hostile client cannot block the
// player: nothing waits, sizes are bounded, and the oldest of too many clients is dropped.
#pragma once

#include <sys/types.h>

#include <deque>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "config/result.h"
#include "config/unique_fd.h"
#include "config/wakeup.h"

namespace kepu::player {

constexpr std::size_t kRequestBytesMax = 4096;
constexpr std::size_t kAnswerBytesMax = 64U << 10U;
constexpr std::size_t kClientsMax = 8;

// Whether a peer of this user may ask.
bool may_control(uid_t peer, uid_t own);

// Thread: the courier's loop.
class Control {
 public:
  // Listens at `path` with mode 0660. `news` must outlive it, and is told to watch what it listens on. A
  // socket that nobody listens on any more is replaced. unavailable: the folder cannot be written, or another
  // player listens there.
  static Result<Control> open(const std::filesystem::path& path, const Wakeup& news);
  Control(Control&&) noexcept = default;
  Control& operator=(Control&&) = delete;
  ~Control();

  // Answers what has been asked. An answer of more than kAnswerBytesMax ends the connection.
  void serve(const std::function<std::string(std::string_view)>& answer);

 private:
  Control(std::filesystem::path path, UniqueFd listener, const Wakeup& news)
      : path_(std::move(path)), listener_(std::move(listener)), news_(&news) {}
  void admit();

  std::filesystem::path path_;
  UniqueFd listener_;
  const Wakeup* news_;
  std::deque<UniqueFd> clients_;  // oldest first
};

// Asks the player that listens at `path`. Waits at most five seconds for each step. unavailable: nobody
// listens, or no answer comes. refused: not ours to ask.
Result<std::string> ask_player(const std::filesystem::path& path, std::string_view request);

}  // namespace kepu::player
