// player/desk.h: what is asked of the running player through the control socket, and what it answers.
// Stepped; thread: the courier's loop.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "player/asrun.h"
#include "player/control.h"
#include "player/guard.h"
#include "player/status.h"

namespace kepu::player {

class Desk {
 public:
  // Puts into a status what the desk does not know itself.
  using Fill = std::function<void(Status&)>;

  // Listens at `socket`; where that cannot be done it says so in the log and nobody is answered. `news` must
  // outlive it. An empty path: nobody is to be answered.
  Desk(const std::filesystem::path& socket, const Wakeup& news);

  // For the sums of a status.
  void count(const std::vector<Aired>& rows);
  void count(const std::vector<Experience>& experiences);

  // `release_log` lets go of the as-run log before somebody is told that it has.
  void serve(const Fill& fill, const std::function<void()>& release_log);

  bool ducked() const { return ducked_; }  // as it was asked for last

  // The folder that was to be imported since the last call; empty: none.
  std::string take_import() { return std::exchange(import_, {}); }

  // Where the screen is, as it was told since the last call, oldest first.
  std::vector<Order> take_places() { return std::exchange(places_, {}); }

 private:
  std::string answer(std::string_view request, const Fill& fill, const std::function<void()>& release_log);

  std::optional<Control> control_;
  std::uint64_t deaths_ = 0, dropped_ = 0;
  bool ducked_ = false;
  std::vector<Order> places_;
  std::string import_;
};

}  // namespace kepu::player
