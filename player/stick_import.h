// player/stick_import.h: what somebody has carried to the screen, taken in step by step: first what the
// folder says (feed, notices, roots), then its media. Stepped; thread: the courier's loop.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "config/clock.h"
#include "content/courier.h"
#include "content/stick_http.h"
#include "player/corner.h"

namespace kepu::player {

struct ImportState {
  enum class Step : std::uint8_t { none, looking, copying, done, failed };
  Step step = Step::none;
  std::string folder;  // absolute
  content::Downloads::Drawn media;
  std::string said;  // what is wrong with it, for people; empty: nothing
  bool operator==(const ImportState&) const = default;
};

class StickImport {
 public:
  static constexpr nanoseconds kNoteFor = std::chrono::seconds(60);  // after the end

  // `http` and `courier` must outlive it.
  StickImport(content::StickHttp& http, content::Courier& courier) : http_(&http), courier_(&courier) {}

  // From now on `folder` is taken in. One at a time: while another is being copied nothing changes.
  void begin(const std::filesystem::path& folder, Steady now);

  // After the courier's tick, and when what it brought has been planned for.
  void tick(Steady now);

  std::optional<Steady> due() const;  // when tick() has something to do at the latest
  const ImportState& state() const { return state_; }
  Note note() const;

 private:
  bool is_under_way() const;
  void end(Steady now);

  content::StickHttp* http_;
  content::Courier* courier_;
  ImportState state_;
  std::optional<Steady> note_until_;
};

}  // namespace kepu::player
