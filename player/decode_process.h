// player/decode_process.h: a Clip that is decoded by a kepu-decode of its own.
#pragma once

#include <bitset>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/unique_fd.h"
#include "player/assignment.h"
#include "player/clip.h"
#include "player/helper_process.h"
#include "player/shared_memory.h"

namespace kepu::player {

class DecodeProcess final : public Clip {
 public:
  // Starts `program` on `assignment`. unavailable: out of processes, descriptors or memory. `reaper` must
  // outlive it. The process is killed when the DecodeProcess dies.
  static Result<std::unique_ptr<DecodeProcess>> start(const std::filesystem::path& program,
                                                      const Assignment& assignment, Reaper& reaper);
  // Listens to a process that was started otherwise; `pid` -1: to nobody that can be killed.
  static std::unique_ptr<DecodeProcess> attach(SharedMemory memory, UniqueFd socket, int pid, Reaper& reaper);
  DecodeProcess(const DecodeProcess&) = delete;
  DecodeProcess& operator=(const DecodeProcess&) = delete;
  ~DecodeProcess() override;

  void pump() override;
  const ClipStatus& status() const override { return status_; }
  const Frame* peek() const override { return frames_.empty() ? nullptr : &frames_.front(); }
  std::optional<Frame> pop() override;
  std::size_t queued() const override { return frames_.size(); }
  std::size_t read_sound(std::span<float> out) override { return memory_.read_sound(out); }
  std::uint64_t sound_position() const override { return sound_start_ + memory_.sound_position(); }
  int fd() const override { return socket_.get(); }
  int pid() const { return pid_; }

 private:
  DecodeProcess(SharedMemory memory, UniqueFd socket, int pid, Reaper& reaper)
      : memory_(std::move(memory)), socket_(std::move(socket)), pid_(pid), reaper_(&reaper) {}
  bool receive();
  void take(const wire::Report& report);
  void take_frame(const wire::Report& report);
  void fail(std::string reason, bool damaged = false, bool misbehaved = true);
  void release(std::uint32_t slot);
  void hang_up();

  SharedMemory memory_;
  UniqueFd socket_;
  int pid_;
  bool vetting_ = false;  // no picture comes, only the end
  Reaper* reaper_;
  std::uint64_t sound_start_ = 0;  // sample frames before the place where the clip is joined
  ClipStatus status_ = Opening{};
  std::bitset<wire::kSlotsMax> held_;
  Media last_pts_{nanoseconds(-1)};
  std::deque<Frame> frames_;  // last: frames give their slots back through the members above
};

}  // namespace kepu::player
