// player/poison.h: which assets must not be opened for a while, because the player or the machine did not
// survive them. A value without I/O: told what happened and when, it says what is barred.
//
// - Two crashes or hangs without a play to the end in between, or one reboot while the asset was open, bar it
//   for 24 h; each further time for 7 days.
// - More than three assets barred within ten minutes: the machine is at fault. Safe mode: nothing is opened.
//   It lasts ten minutes, and twice as long each time it comes back within a day, up to four hours. After it
//   everything is tried that is not barred: where four bad clips were the reason, the rest plays on; where it
//   is the machine, the rest fails as fast, and safe mode is back, for longer. Those barred on the way into
//   safe mode may be innocent: their next time is 24 h again, not 7 days.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/clock.h"
#include "config/feed.h"
#include "config/result.h"

namespace kepu::player {

// The assets that were open, and in which boot of the machine (/proc/sys/kernel/random/boot_id).
struct AttemptNote {
  std::string boot;
  std::vector<config::AssetId> assets;
  bool operator==(const AttemptNote&) const = default;
};
std::string print_note(const AttemptNote& note);
// Whatever bytes are in it: what is not an id is passed over.
AttemptNote parse_note(std::string_view text);

class Poison {
 public:
  enum class Cause { crash, hang, reboot };
  struct Case {
    int crashes = 0;  // and hangs, since it was played to its end or barred
    int terms = 0;    // how often it was barred
    Wall until{};     // barred before that
    Wall barred_at{};
    std::string reason;  // of the last
    bool operator==(const Case&) const = default;
  };

  static constexpr milliseconds kFirstTerm = std::chrono::hours(24);
  static constexpr milliseconds kFurtherTerm = std::chrono::hours(24 * 7);
  static constexpr int kCrashesMax = 2;
  static constexpr std::size_t kBarredAtOnceMax = 3;
  static constexpr milliseconds kAtOnce = std::chrono::minutes(10);
  static constexpr milliseconds kSafeFirst = std::chrono::minutes(10);
  static constexpr milliseconds kSafeMax = std::chrono::hours(4);

  // True if the asset is barred now that was not before.
  bool blame(const config::AssetId& id, Cause cause, const std::string& reason, Wall now);
  // What a note says that was left behind: crashes if it is of this boot, else a reboot.
  void judge(const AttemptNote& left, const std::string& boot, Wall now);
  // Forgives its crashes. True if there were any.
  bool played_to_end(const config::AssetId& id);

  bool barred(const config::AssetId& id, Wall now) const;
  bool safe_mode(Wall now) const { return now < safe_until_; }
  Wall safe_until() const { return safe_until_; }
  // When one of the two changes next by itself; none: it does not.
  std::optional<Wall> next_change(Wall now) const;
  const std::map<config::AssetId, Case>& cases() const { return cases_; }

  std::string print() const;  // as JSON, for the disk
  // invalid: not what print() writes; begin anew then.
  static Result<Poison> parse(std::string_view json);
  bool operator==(const Poison&) const = default;

 private:
  void enter_safe_mode(Wall now);
  std::map<config::AssetId, Case> cases_;
  Wall safe_until_{};
  milliseconds safe_length_{};  // of the last safe mode
};

}  // namespace kepu::player
