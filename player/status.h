// player/status.h: what a running player says of itself, as JSON for programs and as text for people.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/clock.h"
#include "config/place.h"
#include "config/result.h"
#include "player/cue.h"
#include "player/stick_import.h"

namespace kepu::player {

// The main loop's part; published when an item begins, not per frame.
struct StageStatus {
  std::optional<Cue> on;  // none: the built-in card, or nothing yet
  Wall since{};
  int width = 0, height = 0;
  std::string driver;                        // of the display
  std::optional<double> clock_offset_ms;     // of the picture against the clock
  std::optional<std::string> clock_quality;  // "synchronised", ...
};

struct KeptOut {
  std::string asset;  // SHA-256
  std::string reason;
  std::optional<Wall> until;  // none: until the player is another version
};

struct Status {
  std::string version, screen;
  nanoseconds uptime{};
  StageStatus stage;
  std::optional<Cue> next;
  std::string feed;  // empty: none
  std::int64_t feed_epoch = 0, feed_version = 0;
  std::optional<Wall> feed_issued, feed_expires;
  bool feed_expired = false;         // by the lower bound of time
  std::vector<std::string> notices;  // ids of those that are on
  std::string beacon;                // what the headend said last, for people; empty: none is asked
  std::string hints;                 // of the broker, for people; empty: none is set
  ImportState import;                // of the stick that was put in last
  std::size_t recalled = 0;          // assets, beside those of the feed
  std::vector<std::string> alarms;   // what somebody should look after
  std::uint64_t store_bytes = 0;     // of all media on disk
  std::size_t to_scrub = 0;          // objects that are still to be hashed in this round
  bool trusts_anybody = true;        // no root of trust is pinned
  std::int64_t root = 0;             // else: version of the one that rules; 0: it has not come yet
  std::size_t needed = 0, playable = 0, missing = 0;  // missing: needed and not on disk
  std::vector<KeptOut> quarantined, refused;
  std::optional<Wall> safe_mode_until;
  std::uint64_t decoder_deaths = 0, frames_dropped = 0;
  bool sound = false, ducked = false;
  bool seals_as_run = false;  // an as_run_cert is set
  config::Place place;        // as the rundown is made for
  std::string place_by;       // who says so: "settings", "gpsd", "told"; empty: nobody
};

// At most kListedMax of each list, with the whole count beside: an answer is one packet.
constexpr std::size_t kListedMax = 50;
std::string print_status(const Status& status);

// A request as the control socket gets it.
struct Order {
  enum class Do { status, duck, place, import, release_log } what = Do::status;
  bool on = false;                             // duck
  std::optional<config::Position> position{};  // place
  std::optional<std::string> stop{};           // place; empty: it has left
  std::string folder{};                        // import; absolute
  bool operator==(const Order&) const = default;
};
// invalid: anything else.
Result<Order> parse_order(std::string_view json);
std::string print_order(const Order& order);
// What an order that could not be followed is answered.
std::string print_error(std::string_view message);

// What an answer says of the stick. invalid: not an answer; refused: the player's own error.
Result<ImportState> import_of(std::string_view answer);

// An answer for people. invalid: not a JSON object; refused: the player's own error.
Result<void> show_answer(std::string_view json, std::ostream& out);

}  // namespace kepu::player
