#include "player/options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <functional>
#include <iterator>
#include <numeric>
#include <string_view>
#include <utility>

#include "config/notation.h"

namespace kepu::player {

const char* const kHelp =
    R"(kepu-player: shows a feed's clips and posters on this screen, full-screen and without a gap

  kepu-player [options]              play the feed that the settings name
  kepu-player FILE|FOLDER... [...]   play these files in a loop, to try a screen; no feed, no settings needed
  kepu-player --as-run [--json]      print what was shown, oldest first, and end
  kepu-player --as-run --sealed      the same, in JSON, encrypted for the key of as_run_cert in the settings (CMS)
  kepu-player --media                print the SHA-256 of all media on disk (for kepu export --have), and end
  kepu-player --status [--json]      print how the running player is
  kepu-player --duck on|off          the running player: lower the sound for an announcement, and let it come back
  kepu-player --place LAT,LON        the running player: where the screen is (holds for 30 seconds); degrees, WGS-84
  kepu-player --stop NAME            the running player: the stop it stands at (until the next word, half an hour at most); "": none
  kepu-player --import FOLDER        the running player: take in what kepu export wrote there, such as a USB stick

  --settings FILE     settings (default /etc/kepu/player.json)
  --feed-url URL      the feed, instead of the settings' feed_url
  --screen ID[,TAG..] this screen's id and tags, instead of the settings'
  --state DIR         where media, feeds and the as-run log are kept (default /var/lib/kepu)
  --control FILE      the control socket (default /run/kepu/control; with files: none)
  --windowed          in a window
  --display N         on display N (default 0)
  --fit contain|cover|stretch
                      how a picture of another shape fills the screen (default contain)
  --rotate 0|90|180|270
                      turn the picture clockwise, for a screen that hangs on its side
  --no-sound          open no audio device
  --once              with files: end after the last one
  --image-seconds N   with files: how long an image is shown (default 10)
  --screenshot-dir D  save a PNG of each item in D
  --help, --version

Escape, q or SIGTERM ends it. The log is on standard error.
)";

namespace {

using Setter = std::function<bool(Options&, const std::string&)>;  // false: not a value for this option

struct Option {
  std::string_view name;
  bool has_value;
  Setter set;
};

template <class T>
bool number(const std::string& text, T low, T high, T& out) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high) return false;
  out = value;
  return true;
}

bool one_of(const std::string& text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

const std::vector<Option>& table() {
  static const std::vector<Option> kTable{
      {"--settings", true,
       [](Options& o, const std::string& v) {
         o.settings_file = v;
         return o.settings_named = true;
       }},
      {"--feed-url", true,
       [](Options& o, const std::string& v) {
         o.feed_url = v;
         return true;
       }},
      {"--screen", true,
       [](Options& o, const std::string& v) {
         o.screen = v;
         return !v.empty() && v[0] != ',';
       }},
      {"--state", true,
       [](Options& o, const std::string& v) {
         o.state_dir = v;
         return !v.empty();
       }},
      {"--windowed", false, [](Options& o, const std::string&) { return o.windowed = true; }},
      {"--display", true,
       [](Options& o, const std::string& v) { return number(v, 0, 15, o.display.emplace()); }},
      {"--fit", true,
       [](Options& o, const std::string& v) {
         o.fit = v;
         return one_of(v, {"contain", "cover", "stretch"});
       }},
      {"--rotate", true,
       [](Options& o, const std::string& v) {
         return one_of(v, {"0", "90", "180", "270"}) && number(v, 0, 270, o.rotate.emplace());
       }},
      {"--no-sound", false, [](Options& o, const std::string&) { return o.no_sound = true; }},
      {"--once", false, [](Options& o, const std::string&) { return o.once = true; }},
      {"--image-seconds", true,
       [](Options& o, const std::string& v) { return number(v, 1, 86400, o.image_seconds); }},
      {"--screenshot-dir", true,
       [](Options& o, const std::string& v) {
         o.screenshot_dir = v;
         return !v.empty();
       }},
      {"--as-run", false,
       [](Options& o, const std::string&) {
         o.task = Options::Task::print_as_run;
         return true;
       }},
      {"--status", false,
       [](Options& o, const std::string&) {
         o.task = Options::Task::status;
         return true;
       }},
      {"--duck", true,
       [](Options& o, const std::string& v) {
         o.task = Options::Task::duck;
         o.duck = v == "on";
         return one_of(v, {"on", "off"});
       }},
      {"--place", true,
       [](Options& o, const std::string& v) {
         o.task = Options::Task::place;
         o.position = config::parse_position(v);
         return o.position.has_value();
       }},
      {"--stop", true,
       [](Options& o, const std::string& v) {
         o.task = Options::Task::place;
         o.stop = v;
         return v.size() <= config::kStopBytesMax;
       }},
      {"--media", false,
       [](Options& o, const std::string&) {
         o.task = Options::Task::print_media;
         return true;
       }},
      {"--import", true,
       [](Options& o, const std::string& v) {
         o.task = Options::Task::import;
         o.import_folder = v;
         return !v.empty();
       }},
      {"--control", true,
       [](Options& o, const std::string& v) {
         o.control = v;
         return !v.empty();
       }},
      {"--sealed", false, [](Options& o, const std::string&) { return o.sealed = true; }},
      {"--json", false, [](Options& o, const std::string&) { return o.json = true; }},
      {"--help", false,
       [](Options& o, const std::string&) {
         o.task = Options::Task::help;
         return true;
       }},
      {"--version", false,
       [](Options& o, const std::string&) {
         o.task = Options::Task::version;
         return true;
       }},
  };
  return kTable;
}

// Levenshtein's distance, row by row.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t change = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({change, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

Error unknown(const std::string& word) {
  const auto& options = table();
  const auto nearest = std::min_element(
      options.begin(), options.end(),
      [&](const Option& a, const Option& b) { return distance(word, a.name) < distance(word, b.name); });
  return {Kind::invalid, word + ": there is no such option; did you mean " + std::string(nearest->name) +
                             "? (--help lists all)"};
}

Result<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{Kind::not_found, path.string() + ": cannot be read"};
  return std::string(std::istreambuf_iterator<char>(in), {});
}

void apply(const Options& options, config::Settings& settings) {
  if (options.feed_url) settings.feed_url = *options.feed_url;
  if (options.control) settings.control_socket = *options.control;
  if (options.state_dir) settings.state_dir = *options.state_dir;
  if (options.display) settings.display = *options.display;
  if (options.rotate) settings.rotate = *options.rotate;
  if (options.windowed) settings.windowed = true;
  if (options.no_sound) settings.sound = false;
  if (options.fit) {
    settings.fit = *options.fit == "cover"     ? config::Fit::cover
                   : *options.fit == "stretch" ? config::Fit::stretch
                                               : config::Fit::contain;
  }
  if (!options.screen) return;
  std::string_view rest = *options.screen;
  settings.screen.tags.clear();
  for (bool id = true; !rest.empty(); id = false) {
    const auto comma = std::min(rest.find(','), rest.size());
    const std::string word(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    if (id) {
      settings.screen.id.name = word;
    } else if (!word.empty()) {
      settings.screen.tags.push_back(word);
    }
  }
}

}  // namespace

Result<Options> parse_options(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word.size() < 2 || word[0] != '-') {
      options.files.emplace_back(word);
      continue;
    }
    const auto equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const auto option =
        std::find_if(table().begin(), table().end(), [&](const Option& o) { return o.name == name; });
    if (option == table().end() || (!option->has_value && equals != std::string::npos)) return unknown(name);
    std::string value;
    if (option->has_value && equals != std::string::npos) value = word.substr(equals + 1);
    if (option->has_value && equals == std::string::npos) {
      if (++i == words.size()) return Error{Kind::invalid, name + " needs a value (--help says which)"};
      value = words[i];
    }
    if (!option->set(options, value)) {
      std::string message = name;
      message.append(": \"").append(value).append("\" is not a value for it (--help says which are)");
      return Error{Kind::invalid, std::move(message)};
    }
  }
  if (!options.files.empty() && options.task == Options::Task::play_feed)
    options.task = Options::Task::play_files;
  if (options.sealed && options.task != Options::Task::print_as_run)
    return Error{Kind::invalid, "--sealed goes with --as-run"};
  if (options.once && options.task == Options::Task::play_feed) {
    return Error{Kind::invalid, "--once goes with files: a feed has no end"};
  }
  return options;
}

Result<config::Settings> settings_of(const Options& options) {
  config::Settings settings;
  settings.screen.id.name = "screen";
  const bool enough = options.task != Options::Task::play_feed || (options.feed_url && options.state_dir);
  const bool asks = options.task == Options::Task::status || options.task == Options::Task::duck ||
                    options.task == Options::Task::place || options.task == Options::Task::import;
  const bool prints =
      options.task == Options::Task::print_as_run || options.task == Options::Task::print_media;
  std::error_code error;
  if (options.settings_named || !enough ||
      (((prints && !options.state_dir) || (asks && !options.control)) &&
       std::filesystem::exists(options.settings_file, error))) {
    const auto text = read_file(options.settings_file);
    if (!text) {
      return Error{
          Kind::not_found,
          text.error().message + "; write it, name another with --settings, or give --feed-url and --state"};
    }
    auto reading = config::read_settings(*text);
    if (!reading.settings) {
      return Error{Kind::invalid, config::describe(options.settings_file.string(), reading.faults)};
    }
    settings = std::move(*reading.settings);
  }
  apply(options, settings);
  return settings;
}

}  // namespace kepu::player
