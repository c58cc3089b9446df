// config/settings.h: what one screen is told about itself: /etc/kepu/player.json.
// Comments (// and /* */) are allowed; unknown keys are refused, with the nearest known one named.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/broker.h"
#include "config/clock.h"
#include "config/faults.h"
#include "config/feed.h"
#include "config/screen.h"

namespace kepu::config {

enum class Fit : std::uint8_t {
  contain,  // the whole picture, bars where the shapes differ
  cover,    // the whole screen, the picture's edges cut off
  stretch,  // the whole picture on the whole screen, out of proportion
};

enum class Renderer : std::uint8_t {
  automatic,  // what fits the display
  surface,    // the window's own memory, without vertical sync: X11 without a GPU
  gpu,        // a renderer that waits for the vertical sync: Wayland, KMSDRM, X11 with a GPU
};

// A screen that shows a part of a larger canvas. Lengths in any unit, the same for all: pixels of the wall,
// millimetres.
struct WallPart {
  int canvas_width = 0, canvas_height = 0;
  int x = 0, y = 0, width = 0, height = 0;  // of the canvas: what this screen covers, its frame included
  int bezel = 0;                            // width of its frame: what lies behind it is not shown
  bool operator==(const WallPart&) const = default;
};

// Where gpsd listens.
struct Endpoint {
  std::string ip;  // IPv4 or IPv6, as inet_pton(3) takes it
  std::uint16_t port = 0;
  bool operator==(const Endpoint&) const = default;
};

// The root of trust that a screen begins with.
struct RootPin {
  std::int64_t version = 1;  // "version": 1..
  AssetId sha256;            // "sha256": of the document's bytes, as they were signed
  bool operator==(const RootPin&) const = default;
};

// How servers are reached. Files in PEM; empty: not given.
struct Connection {
  std::string ca;         // "tls_ca": certificates that are believed instead of the system's
  std::string cert, key;  // "tls_cert", "tls_key": this screen's own, for servers that ask for one
  std::string proxy;      // "proxy": its URL; empty: that of the environment (http_proxy, https_proxy)
  bool operator==(const Connection&) const = default;
};

// What may be downloaded over a network: feeds and notices always.
struct MeterRule {
  std::string interface;              // "interface": "wwan0"; "wwan*": all that begin so; "*": any
  std::vector<Hours> hours;           // "hours", in the screen's local time; empty: always
  int kbit_s = 0;                     // "kbit_s": of all downloads together; 0: no limit
  std::uint64_t asset_bytes_max = 0;  // "asset_bytes_max": a larger asset waits; 0: no limit
  bool urgent_only = false;           // "only": "urgent": takeovers, and what is to be shown within the hour
  bool operator==(const MeterRule&) const = default;
};

struct Settings {
  Screen screen;  // "screen": id, "tags": [..], "timezone": IANA name, empty: the feed's
  Place place;    // "place": {"lat", "lon"} in WGS-84, {"stop"}, or both: where it stands for good
  std::optional<Endpoint> gpsd;  // "gpsd": "localhost:2947", or an address: it moves, and gpsd knows where
  std::string feed_url;          // "feed_url": http(s) URL of feed.json; empty: offline
  std::vector<std::string> mirrors;  // "mirrors": URLs of feed.json on other servers that have the same site
  std::string feed;                  // "feed": its stable name; empty: whatever the URL gives
  Connection connection;
  std::optional<RootPin> root;  // "root": {"version", "sha256"}; none: feeds are not signed, or nobody looks
  std::string root_file;   // "root_file": that root itself, as roots/<version>.json has it; instead of "root"
  std::string beacon_url;  // "beacon": http(s) URL of a live headend that says what the newest feed is
  std::optional<Broker> broker;   // "broker": its URL, where hints that it is time to look come from
  std::chrono::seconds poll{60};  // "poll_s": 1..86400
  std::vector<MeterRule> meter;   // "meter": the first whose interface has the default route counts
  std::string as_run_cert;        // "as_run_cert": certificate (PEM) for whose key the as-run log is sealed
  std::string state_dir = "/var/lib/kepu";  // "state_dir"
  int display = 0;                          // "display": 0..15, as SDL counts them
  bool windowed = false;                    // "windowed"
  Fit fit = Fit::contain;                   // "fit"
  int rotate = 0;                           // "rotate": 0, 90, 180, 270 degrees clockwise
  std::optional<WallPart>
      wall;  // "wall": {"canvas": [width, height], "view": [x, y, width, height], "bezel": n}
  milliseconds
      offset{};  // "offset_ms": -60000..60000: so much later than planned, where aligned to the clock
  Renderer renderer = Renderer::automatic;  // "renderer": "auto", "surface", "gpu"
  std::string decoders = "auto";            // "decoders": hardware to try, in order: "vaapi,software"
  bool sound = true;                        // "sound"
  double volume = 1;                        // "volume": 0..1
  std::vector<Hours> quiet_hours;           // "quiet_hours": no sound, in the screen's local time
  double duck_db = -20;                     // "duck_db": -60..0, during an announcement
  milliseconds sound_delay{};               // "sound_delay_ms": -500..500, sound later than SDL knows
  std::string language = "zh-CN";           // "language": of text cards, where they have it
  std::string control_socket = "/run/kepu/control";  // "control_socket"
  std::uint64_t asset_bytes_max = std::uint64_t{4}
                                  << 30U;  // "asset_bytes_max": a larger asset is not downloaded
  std::uint64_t store_bytes_max = 0;       // "store_bytes_max": of all media on disk; 0: what the disk holds
  bool operator==(const Settings&) const = default;
};

struct SettingsReading {
  std::optional<Settings> settings;  // set exactly when there are no faults
  Faults faults;
};

// "screen" alone is required. At most 1 MiB. Never throws. Any thread.
SettingsReading read_settings(std::string_view json);

}  // namespace kepu::config
