// The examples in scheduler/README.md that a player is needed for: what it shows, and since when.
#include <gtest/gtest.h>

#include <cmath>

#include "player/playout.h"
#include "tests/fakes/theatre.h"
#include "tests/scheduler/examples_page.h"
#include "tests/scheduler/sample.h"

namespace kepu::player {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// A screen whose slots follow one another from 08:00 on; clips have ten pictures a second.
class Performance {
 public:
  explicit Performance(config::Align align = config::Align::free) {
    theatre_.wall_ahead = std::chrono::hours(7);  // the theatre opens at one
    rundown_.start = rundown_.end = theatre_.wall();
    rundown_.entries = {"a", "typhoon"};
    rundown_.manners = {{align, {}, 1}, {}};
    rundown_.segments = {{rundown_.start, rundown_.end, 0, scheduler::Shows::asset}};
  }

  // `more`: pictures that the file has beyond its slot, or less.
  void clip(const std::string& name, seconds length, int more = 0) {
    slot({name, next_id(), config::AssetType::video}, length);
    fakes::Script& script = theatre_.scripts[content::Playable("/s", ids_).path(ids_.back()).string()];
    script = {.frames = static_cast<int>(length / kPicture) + more, .frame_time = kPicture};
  }
  void stream(const std::string& name, seconds length, int stalls_at) {
    slot({name, {}, config::AssetType::stream, 0, "rtsp://" + name, seconds(3)}, length);
    theatre_.scripts["rtsp://" + name] = {
        .frames = 100'000, .frame_time = kPicture, .live = true, .stalls_at = stalls_at};
  }
  // The slot that was made last is a takeover's.
  void takes_over() {
    scheduler::Slot& last = rundown_.slots.back();
    last.entry = 1;
    last.segment = static_cast<std::uint32_t>(rundown_.segments.size());
    rundown_.slots[rundown_.slots.size() - 2].cut = true;
    rundown_.segments.back().end = last.start;
    rundown_.segments.push_back({last.start, last.end, 900, scheduler::Shows::asset, 1});
    rundown_.segments.push_back({last.end, last.end, 0, scheduler::Shows::asset});
  }
  void is_not_there() { ids_.pop_back(); }
  void transition(config::Transition how) { rundown_.manners[0].transition = how; }

  // On from `from` to `until` after 08:00.
  void run(seconds from, seconds until) {
    const Steady eight = theatre_.now;
    theatre_.now += from;
    theatre_.playout.set_programme(RundownProgramme(std::make_shared<const scheduler::Rundown>(rundown_),
                                                    std::make_shared<const content::Playable>("/s", ids_)),
                                   theatre_.now, theatre_.wall());
    theatre_.run_until(eight + until);
  }

  // A line for each item, and each that begins again.
  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    fakes::Seen before;
    for (const fakes::Seen& seen : theatre_.stage.shown) {
      if (seen.what != before.what || seen.frame < before.frame)
        all.push_back(clock(seen.at) + "  " + seen.what + from_second(seen));
      before = seen;
    }
    return all;
  }
  // What is seen while p0 goes over into p1.
  std::vector<std::string> mixtures() const {
    std::vector<std::string> all;
    for (const fakes::Seen& seen : theatre_.stage.shown) {
      if (seen.over == 0) continue;
      const std::string other = seen.what == "p0" ? "p1" : "p0";
      const long share = std::lround(seen.over * 100);
      all.push_back(clock(seen.at) + "  " + seen.what + " with " + std::to_string(share) + " % of " + other);
    }
    return all;
  }

 private:
  static constexpr milliseconds kPicture{100};

  config::AssetId next_id() {
    config::AssetId id;
    id.bytes[0] = static_cast<std::uint8_t>(rundown_.assets.size() + 1);
    return ids_.emplace_back(id);
  }
  void slot(const scheduler::PlannedAsset& asset, seconds length) {
    const auto index = static_cast<std::uint32_t>(rundown_.assets.size());
    const auto segment = static_cast<std::uint32_t>(rundown_.segments.size() - 1);
    rundown_.assets.push_back(asset);
    const Wall start = rundown_.end;
    rundown_.slots.push_back({start, start + length, index, 0, segment, scheduler::Shows::asset, false});
    rundown_.segments.back().end = rundown_.end = start + length;
  }
  std::string clock(Steady at) const {
    const auto since = std::chrono::floor<milliseconds>(at.time_since_epoch());
    return scheduler::clock_text(Wall(since) + theatre_.wall_ahead);
  }
  static std::string from_second(const fakes::Seen& seen) {
    if (seen.frame <= 0 || seen.what == "live") return "";
    const auto tenths = seen.frame % 10 == 0 ? "" : "." + std::to_string(seen.frame % 10);
    return ", from " + std::to_string(seen.frame / 10) + tenths + " s on";
  }

  fakes::Theatre theatre_;
  scheduler::Rundown rundown_;
  std::vector<config::AssetId> ids_;
};

using Lines = std::vector<std::string>;

Lines on_the_clock() {
  Performance show(config::Align::clock);
  show.clip("p0", seconds(30));
  show.clip("p1", seconds(30), -5);
  show.clip("p2", seconds(30), 5);
  show.clip("p3", seconds(30));
  show.run(seconds(10), seconds(95));
  return show.lines();
}

Lines joined() {
  Lines all;
  for (const minutes on : {minutes(20), minutes(36)}) {
    Performance show;
    show.clip("film", minutes(30));
    show.clip("short", minutes(9));
    show.run(on, on + seconds(5));
    all.push_back(show.lines().at(0));
  }
  return all;
}

Lines takeover() {
  Lines all;
  for (const bool there : {true, false}) {
    Performance show;
    show.clip("p0", seconds(30));
    show.clip("p1", seconds(10));
    show.clip("alarm", seconds(30));
    show.takes_over();
    if (!there) show.is_not_there();
    show.clip("p2", seconds(30));
    show.run(seconds(0), seconds(80));
    const Lines lines = show.lines();
    all.push_back((there ? "with it:    " : "without it: ") + lines.at(2));
    all.push_back("            " + lines.at(3));
  }
  return all;
}

Lines stream() {
  Performance show;
  show.clip("p0", seconds(30));
  show.stream("live", seconds(30), 200);
  show.clip("p1", seconds(30));
  show.clip("p2", seconds(30));
  show.stream("live", seconds(30), 200);
  show.run(seconds(0), seconds(125));
  return show.lines();
}

Lines transition() {
  Performance show;
  show.clip("p0", seconds(30));
  show.clip("p1", seconds(30));
  show.transition({config::TransitionKind::crossfade, milliseconds(400), 0});
  show.run(seconds(0), seconds(35));
  return show.mixtures();
}

struct Played {
  std::string name, scenario;
  Lines (*run)();
};
const std::vector<Played>& examples() {
  static const std::vector<Played> all{
      {"played-on-the-clock",
       "clips of 30 s from 08:00:00 on; the screen is switched on at 08:00:10. The file of p1 is half a "
       "second too short, that of p2 as much too long.",
       on_the_clock},
      {"played-joined",
       "a film of half an hour from 08:00 on, then a short one of nine minutes; switched on at 08:20, or at "
       "08:36.",
       joined},
      {"played-takeover", "a takeover from 08:00:40 to 08:01:10, with its file and without; p2 follows.",
       takeover},
      {"played-stream", "`live` has the slots of 08:00:30 and 08:02:00. It stalls in the middle of each.",
       stream},
      {"played-transition",
       "a crossfade of 0.4 s at the boundary of 08:00:30, clips of ten pictures a second.", transition},
  };
  return all;
}

TEST(Examples, OnThePageAreWhatAPlayerShows) {
  scheduler::ExamplesPage page;
  for (const Played& one : examples()) page.holds(one.name, one.scenario, one.run(), "player_test");
}

TEST(Examples, EachThatIsPlayedIsRun) {
  std::set<std::string> run;
  for (const Played& one : examples()) run.insert(one.name);
  for (const std::string& name : scheduler::ExamplesPage().names())
    EXPECT_TRUE(run.contains(name) || !name.starts_with("played-")) << name << " is run by nobody";
}

}  // namespace
}  // namespace kepu::player
