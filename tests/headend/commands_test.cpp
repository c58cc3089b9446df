// headend/cli/commands.h: the built command, run as people run it.
#include "headend/cli/commands.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "config/feed.h"
#include "tests/headend/media.h"

namespace kepu::headend {
namespace {

using testing::MediaFolder;
using testing::Ran;
using testing::write_all;

Ran kepu(const MediaFolder& folder, const std::string& words) {
  return folder.run(testing::quoted(KEPU_COMMAND) + " " + words);
}

TEST(Kepu, HelpIsThereForAllAndForEach) {
  const MediaFolder folder;
  const Ran all = kepu(folder, "--help");
  EXPECT_EQ(all.code, 0);
  for (const char* name :
       {"kepu publish", "kepu rundown", "kepu explain", "kepu test", "kepu diff", "kepu check"}) {
    EXPECT_NE(all.out.find(name), std::string::npos) << name;
  }
  EXPECT_EQ(kepu(folder, "publish --help").out, cli::kPublishHelp);
  EXPECT_EQ(kepu(folder, "rundown --help").out, cli::kRundownHelp);
  EXPECT_EQ(kepu(folder, "explain --help").out, cli::kExplainHelp);
  EXPECT_EQ(kepu(folder, "test --help").out, cli::kTestHelp);
  EXPECT_EQ(kepu(folder, "diff --help").out, cli::kDiffHelp);
  EXPECT_EQ(kepu(folder, "check --help").out, cli::kCheckHelp);
}

TEST(Kepu, TheVersionIsOneLine) {
  const MediaFolder folder;
  const Ran ran = kepu(folder, "--version");
  EXPECT_EQ(ran.code, 0);
  EXPECT_TRUE(ran.out.starts_with("kepu ")) << ran.out;
}

TEST(Kepu, AWrongCommandLineIsTwoAndSaysWhatWasMeant) {
  const MediaFolder folder;
  EXPECT_EQ(kepu(folder, "").code, 2);
  const Ran command = kepu(folder, "publsh media");
  EXPECT_EQ(command.code, 2);
  EXPECT_EQ(command.err, "kepu: unknown command publsh: did you mean publish?\nTry: kepu --help\n");
  const Ran option = kepu(folder, "publish media --ouut site");
  EXPECT_EQ(option.code, 2);
  EXPECT_EQ(option.err,
            "kepu publish: unknown option --ouut: did you mean --out?\nTry: kepu publish --help\n");
}

TEST(Kepu, EveryCommandNamesWhatIsMissing) {
  const MediaFolder folder;
  const auto says = [&](const std::string& words, const std::string& message) {
    const Ran ran = kepu(folder, words);
    EXPECT_EQ(ran.code, 2) << words;
    const std::string name = "kepu " + words.substr(0, words.find(' '));
    EXPECT_EQ(ran.err, name + ": " + message + "\nTry: " + name + " --help\n");
  };
  says("publish", "--out SITE_DIR is missing");
  says("publish --out s", "MEDIA_DIR or --feed DRAFT is missing");
  says("publish a b --out s", "takes one MEDIA_DIR");
  says("publish a --feed d --out s", "takes either MEDIA_DIR or --feed DRAFT, not both");
  says("publish --feed d --out s --name n", "--name goes with MEDIA_DIR: a draft names its feed itself");
  says("publish a --out s --image-seconds 0", "--image-seconds takes a whole number of 1 to 3600");
  says("rundown --screen x", "--feed FILE is missing");
  says("rundown --feed x", "--screen ID[,TAG...] is missing");
  says("rundown --feed x --screen y --place 91,0", "--place takes degrees LAT,LON such as 24.326,109.412");
  says("rundown --feed x --screen y --json --html", "takes either --json or --html, not both");
  says("test", "takes one FILE of expectations");
  says("explain --screen x", "--feed FILE is missing");
  says("explain --feed x", "--screen ID[,TAG...] is missing");
  says("explain --feed x --screen y --at 2027-06-03", "--at takes a moment such as 2027-06-03T08:15");
  says("explain --feed x --screen y --lang de", "--lang takes en or zh-CN");
  says("rundown --feed x --screen y --from 7", "--from and --to take a time HH:MM");
  says("rundown --feed x --screen y --from 09:00 --to 08:00",
       "--to is not after --from: a day goes from 04:00 to 04:00");
  says("check", "takes one FILE");
}

TEST(Kepu, FromAFolderToARundown) {
  const MediaFolder folder;
  folder.clip("media/火星.mp4", 50);
  folder.poster("media/海报.png");
  write_all(folder / "media/notes.txt", "x");
  const Ran published = kepu(folder, "publish media --out site --name liuzhou --image-seconds 8");
  EXPECT_EQ(published.code, 0) << published.err;
  EXPECT_EQ(published.err, "warning: notes.txt: neither a clip nor a poster by its name, skipped\n");
  EXPECT_NE(published.out.find("Published liuzhou 1.1 in site: 2 assets, 2 files copied ("),
            std::string::npos)
      << published.out;

  const Ran table = kepu(
      folder, "rundown --feed site/feed.json --screen bus-17,bus --date 2026-11-23 --from 07:00 --to 07:01");
  EXPECT_EQ(table.code, 0) << table.err;
  EXPECT_TRUE(table.out.starts_with("liuzhou 1.1, screen bus-17 (bus), 2026-11-23, Asia/Shanghai\n"))
      << table.out;
  EXPECT_NE(table.out.find("  0:08  海报  loop\n"), std::string::npos) << table.out;
  EXPECT_NE(table.out.find("  0:02  火星  loop\n"), std::string::npos) << table.out;

  const Ran day = kepu(folder, "rundown --feed site/feed.json --screen bus-17 --date 2026-11-23");
  EXPECT_EQ(std::count(day.out.begin(), day.out.end(), '\n'), 1 + 24 * 3600 / 10 * 2);
  const Ran json =
      kepu(folder, "rundown --feed site/feed.json --screen bus-17 --date 2026-11-23 --json --why");
  EXPECT_EQ(json.code, 0);
  EXPECT_NE(json.out.find(R"("start": "2026-11-23T04:00:00+08:00", "start_utc": "2026-11-22T20:00:00Z")"),
            std::string::npos);

  const Ran checked = kepu(folder, "check site/feed.json");
  EXPECT_EQ(checked.code, 0) << checked.err;
  EXPECT_TRUE(checked.out.starts_with("feed.json: a feed, \"liuzhou\", epoch 1 version 1, valid until "))
      << checked.out;
  EXPECT_TRUE(checked.out.ends_with(", 2 assets, 1 playlist, 1 entry: fine\n")) << checked.out;

  const Ran again = kepu(folder, "publish media --out site --name liuzhou --image-seconds 8");
  EXPECT_EQ(again.code, 0);
  EXPECT_NE(again.out.find("Nothing changed: site stays at liuzhou 1.1, valid until "), std::string::npos)
      << again.out;
}

TEST(Kepu, FaultsAreOneAndAreAllNamed) {
  const MediaFolder folder;
  write_all(folder / "media/a.mp4", "hello, this is no clip at all\n");
  folder.song("media/s.mp3");
  std::filesystem::rename(folder / "media/s.mp3", folder / "media/s.mp4");
  const Ran ran = kepu(folder, "publish media --out site");
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.err,
            "a.mp4: is not a media file that can be read: Invalid data found when processing input\n"
            "s.mp4: has sound but no picture\n"
            "Nothing was published: 2 faults.\n");
  EXPECT_FALSE(std::filesystem::exists(folder / "site"));
}

constexpr const char* kDraft = R"({
  "format": "kepu-feed/1", "feed": "liuzhou", "timezone": "Asia/Shanghai",
  "assets": {"mars": {"type": "video", "file": "mars.mp4"}},
  "playlists": {"all": {"items": [{"asset": "mars"}]}},
  "entries": [{"id": "loop", "playlist": "all", "mode": "loop"}]
})";

TEST(Kepu, ADraftWhoseClipsHaveNoLengthYetMustBePublishedFirst) {
  const MediaFolder folder;
  write_all(folder / "draft.json", kDraft);
  const Ran ran = kepu(folder, "rundown --feed draft.json --screen x");
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.err,
            "draft.json: names files whose length is not known yet: publish it first (kepu publish --feed), "
            "and ask "
            "about the site's feed.json\n");
}

TEST(KepuCheck, SaysWhatAFileIs) {
  const MediaFolder folder;
  write_all(folder / "draft.json", kDraft);
  EXPECT_EQ(kepu(folder, "check draft.json").out,
            "draft.json: a draft of a feed, \"liuzhou\", 1 asset, 1 playlist, 1 entry: fine\n");
  write_all(folder / "player.json", R"({"screen": "bus-17", /* at the depot */ "tags": ["bus"]})");
  EXPECT_EQ(kepu(folder, "check player.json").out,
            "player.json: settings of the screen \"bus-17\", offline: fine\n");
  write_all(folder / "x.json", "{}");
  const Ran neither = kepu(folder, "check x.json");
  EXPECT_EQ(neither.code, 1);
  EXPECT_EQ(neither.err,
            "x.json: neither a feed (which has \"format\") nor settings (which have \"screen\") nor captions "
            "(.srt, .vtt)\n");
}

TEST(KepuCheck, ReadsCaptionsLineByLine) {
  const MediaFolder folder;
  write_all(folder / "a.srt", "1\n00:00:01,000 --> 00:01:30,000\n火星\n");
  write_all(folder / "b.vtt", "WEBVTT\n\n00:02.000 --> 00:01.000\na\n\nalone\n");
  EXPECT_EQ(kepu(folder, "check a.srt").out, "a.srt: 1 caption, the last begins at 0:01: fine\n");
  const Ran wrong = kepu(folder, "check b.vtt");
  EXPECT_EQ(wrong.code, 1);
  EXPECT_EQ(wrong.err,
            "b.vtt: line 3: ends before it begins\n"
            "b.vtt: line 6: has words without times above them\n"
            "b.vtt: 2 faults.\n");
}

TEST(KepuCheck, CountsTheFaults) {
  const MediaFolder folder;
  write_all(folder / "player.json", R"({"screen": "bus-17", "poll_s": 0, "rotate": 45})");
  const Ran ran = kepu(folder, "check player.json");
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("player.json: /poll_s: "), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("player.json: /rotate: "), std::string::npos) << ran.err;
  EXPECT_TRUE(ran.err.ends_with("player.json: 2 faults.\n")) << ran.err;
  EXPECT_EQ(ran.out, "");
}

TEST(Kepu, ExplainSaysForEveryEntryWhyItIsInOrOut) {
  const MediaFolder folder;
  write_all(folder / "feed.json", R"({"format": "kepu-feed/1", "feed": "f", "timezone": "Asia/Shanghai",
    "assets": {"photo": {"type": "stream", "url": "http://h/x.ts", "title": {"zh-CN": "光合作用"}}},
    "playlists": {"am": {"items": [{"asset": "photo", "duration_ms": 60000}]}},
    "entries": [{"id": "bus-am", "playlist": "am", "mode": "loop", "hours": ["07:00-09:00"]},
                {"id": "museum", "playlist": "am", "mode": "loop", "near": [{"stop": "museum"}]},
                {"id": "night", "mode": "dark", "hours": ["23:00-06:00"]}]})");
  EXPECT_EQ(kepu(folder, "explain --feed feed.json --screen bus-17 --at 2027-06-03T08:15:30").out,
            "2027-06-03 08:15:00.000 to 08:16:00.000: photo of bus-am\n"
            "  bus-am: plays (priority 0, share 1)\n"
            "  museum: out: the screen is at none of its places (near)\n"
            "  night: out: not at this hour (hours)\n");
  EXPECT_EQ(kepu(folder,
                 "explain --feed feed.json --screen bus-17 --at 2027-06-03T08:15 --stop museum --lang zh-CN")
                .out,
            "2027-06-03 08:15:00.000 至 08:16:00.000：光合作用（photo），条目 museum\n"
            "  bus-am：播出（优先级 0，份额 1）\n"
            "  museum：播出（优先级 0，份额 1）\n"
            "  night：不播：不在其时段（hours）\n");
  EXPECT_EQ(kepu(folder, "explain --feed feed.json --screen bus-17 --at 2027-06-03T03:30").out,
            "2027-06-02 23:00:00.000 to 04:00:00.000: nothing: night turns the display off\n"
            "  bus-am: out: not at this hour (hours)\n"
            "  museum: out: the screen is at none of its places (near)\n"
            "  night: dark (priority 0)\n");
}

TEST(KepuRundown, OfSeveralDaysHasAHeadingForEachAndTheSameHours) {
  const MediaFolder folder;
  write_all(folder / "feed.json", R"({"format": "kepu-feed/1", "feed": "f", "timezone": "Asia/Shanghai",
    "assets": {"photo": {"type": "stream", "url": "http://h/x.ts"}},
    "playlists": {"am": {"items": [{"asset": "photo", "duration_ms": 60000}]}},
    "entries": [{"id": "am", "playlist": "am", "mode": "loop", "hours": ["07:00-07:02"]}]})");
  const std::string days = "rundown --feed feed.json --screen bus-17 --date 2027-06-03 --until 2027-06-04 ";
  EXPECT_EQ(kepu(folder, days + "--from 07:01 --to 07:02").out,
            "f 0.0, screen bus-17, 2027-06-03, Asia/Shanghai\n"
            "07:01:00.000  1:00  photo  am\n"
            "\n"
            "f 0.0, screen bus-17, 2027-06-04, Asia/Shanghai\n"
            "07:01:00.000  1:00  photo  am\n");
}

TEST(KepuRundown, NamesADayThatIsNone) {
  const MediaFolder folder;
  write_all(folder / "feed.json", R"({"format": "kepu-feed/1", "feed": "f", "timezone": "Asia/Shanghai",
    "assets": {}, "playlists": {}, "entries": []})");
  const Ran ran = kepu(folder, "rundown --feed feed.json --screen x --date 2026-02-30");
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.err, "kepu rundown: --date takes a day YYYY-MM-DD\nTry: kepu rundown --help\n");
}

TEST(KepuRundown, OfSeveralDaysIsAnArrayOfWhatOneDayIs) {
  const MediaFolder folder;
  write_all(folder / "feed.json", R"({"format": "kepu-feed/1", "feed": "f", "timezone": "Asia/Shanghai",
    "assets": {}, "playlists": {}, "entries": [{"id": "night", "mode": "dark"}]})");
  const std::string days = "rundown --feed feed.json --screen bus-17 --json --date ";
  const std::string first = kepu(folder, days + "2027-06-03").out;
  const std::string second = kepu(folder, days + "2027-06-04").out;
  EXPECT_TRUE(first.starts_with("{\n") && first.ends_with("}\n")) << first;
  EXPECT_EQ(
      kepu(folder, days + "2027-06-03 --until 2027-06-04").out,
      "[\n" + first.substr(0, first.size() - 1) + ",\n" + second.substr(0, second.size() - 1) + "\n]\n");
}

TEST(KepuRundown, OfAFleetTellsOnceWhatScreensShareAndByTheirOwnClocks) {
  const MediaFolder folder;
  write_all(folder / "feed.json", R"({"format": "kepu-feed/1", "feed": "f", "timezone": "Asia/Shanghai",
    "assets": {}, "playlists": {}, "entries": [{"id": "night", "mode": "dark", "screens": {"all": ["bus"]}}]})");
  write_all(folder / "screens.json",
            R"({"screens": [{"id": "b1", "tags": ["bus"]}, {"id": "b2", "tags": ["bus"]},
    {"id": "hall", "timezone": "Asia/Urumqi"}]})");
  const std::string fleet = "rundown --feed feed.json --screens screens.json --date 2027-06-03 ";
  EXPECT_EQ(kepu(folder, fleet).out,
            "f 0.0, screens b1, b2, 2027-06-03, Asia/Shanghai\n"
            "04:00:00.000  24:00:00  (dark)  night\n"
            "\n"
            "f 0.0, screen hall, 2027-06-03, Asia/Urumqi\n"
            "04:00:00.000  24:00:00  (card)  -\n");
  EXPECT_NE(kepu(folder, fleet + "--json").out.find("\"screens\": [\"b1\", \"b2\"]"), std::string::npos);
  EXPECT_NE(kepu(folder, fleet + "--html").out.find("b1, b2 \u00b7 Asia/Shanghai"), std::string::npos);
  EXPECT_EQ(kepu(folder, fleet + "--screen x").code, 2);
}

TEST(KepuRundown, AsAPageHoldsAHundredDays) {
  const MediaFolder folder;
  write_all(folder / "feed.json", R"({"format": "kepu-feed/1", "feed": "f", "timezone": "Asia/Shanghai",
    "assets": {}, "playlists": {}, "entries": [{"id": "night", "mode": "dark"}]})");
  const std::string days = "rundown --feed feed.json --screen bus-17 --html --date 2027-01-01 ";
  EXPECT_TRUE(kepu(folder, days + "--until 2027-04-10").out.starts_with("<!DOCTYPE html>\n"));
  const Ran more = kepu(folder, days + "--until 2027-04-11");
  EXPECT_EQ(more.code, 1);
  EXPECT_EQ(more.err,
            "feed.json: a page holds 100 days at most (screens with the same rundown count once): ask for "
            "fewer days or screens\n");
}

TEST(Kepu, TestSaysWhatIsMetAndShowsWhatIsOnInstead) {
  const MediaFolder folder;
  write_all(folder / "feed.json", R"({"format": "kepu-feed/1", "feed": "f", "timezone": "Asia/Shanghai",
    "assets": {"photo": {"type": "stream", "url": "http://h/x.ts"}, "ad": {"type": "stream", "url": "http://h/y.ts"}},
    "playlists": {"am": {"items": [{"asset": "photo", "duration_ms": 60000}]},
                  "ads": {"items": [{"asset": "ad", "duration_ms": 15000}]}},
    "entries": [{"id": "bus-am", "playlist": "am", "mode": "loop", "hours": ["07:00-09:00"]},
                {"id": "ads", "playlist": "ads", "mode": "spot", "per_hour": 4, "hours": ["08:00-09:00"]}]})");
  write_all(folder / "expect.json", R"({"feed": "feed.json", "expect": [
    {"screen": "bus-17", "at": "2027-06-03T07:15", "shows": "bus-am"},
    {"name": "no advertisements before eight", "screen": "bus-17", "from": "2027-06-03T04:00", "to": "2027-06-03T08:00",
     "never_shows": "ad"},
    {"screen": "bus-17", "from": "2027-06-03T08:00", "to": "2027-06-03T09:00", "plays": "ads", "at_least_per_hour": 4},
    {"screen": "bus-17", "from": "2027-06-03T07:00", "to": "2027-06-03T09:00", "plays": "ads", "at_least_per_hour": 4},
    {"screen": "bus-17", "at": "2027-06-03T09:15", "shows": "photo"}]})");
  const Ran ran = kepu(folder, "test expect.json");
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.out,
            "pass  /expect/0: bus-17 shows bus-am\n"
            "pass  no advertisements before eight\n"
            "pass  /expect/2: bus-17 plays ads\n"
            "FAIL  /expect/3: bus-17 plays ads\n"
            "      plays 0 times in the hour from 2027-06-03 07:00:00.000, not 4 times\n"
            "FAIL  /expect/4: bus-17 shows photo\n"
            "      2027-06-03 09:00:00.000 to 04:00:00.000: the built-in card: nothing is scheduled\n"
            "        bus-am: out: not at this hour (hours)\n"
            "        ads: out: not at this hour (hours)\n"
            "5 expectations, 2 not met\n");
}

TEST(Kepu, TestNamesEveryFaultOfItsFile) {
  const MediaFolder folder;
  write_all(folder / "expect.json", R"({"expect": [{"screen": "a", "at": "noon", "shows": "x"},
    {"screen": "a", "at": "2027-06-03T08:15"}, {"at": "2027-06-03T08:15", "shows": "x", "at_least_per_hour": 2}]})");
  const Ran ran = kepu(folder, "test expect.json");
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.err,
            "expect.json: /expect/0/at: \"noon\" is not a moment such as 2027-06-03T08:15\n"
            "expect.json: /expect/1: needs one of \"shows\", \"never_shows\" and \"plays\"\n"
            "expect.json: /expect/2: the field \"screen\" is missing\n"
            "expect.json: /expect/2/at_least_per_hour: goes with \"plays\"\n");
}

constexpr const char* kNight = R"({"format": "kepu-feed/1", "feed": "f", "timezone": "Asia/Shanghai",
    "entries": [{"id": "night", "mode": "dark", "hours": ["22:00-%"]}]})";
std::string night_until(const char* hour) {
  std::string text = kNight;
  return text.replace(text.find('%'), 1, hour);
}

TEST(Kepu, DiffSaysWhatANewFeedChanges) {
  const MediaFolder folder;
  write_all(folder / "old.json", night_until("06:00"));
  write_all(folder / "new.json", night_until("07:00"));
  write_all(folder / "screens.json", R"({"screens": [{"id": "hall"}, {"id": "lift"}]})");
  const Ran ran =
      kepu(folder, "diff old.json new.json --screens screens.json --from 2027-06-03 --to 2027-06-03");
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out,
            "f 0.0 -> 0.0, 2027-06-03\n\n"
            "Edited\n  ~ entry night: hours 22:00-06:00 -> 22:00-07:00\n\n"
            "On the screens\n  2 screens (hall, lift)\n"
            "    2027-06-03    06:00-07:00  + night\n"
            "    airtime by entry        was         is\n"
            "    (card)             16:00:00   15:00:00  -6 %\n"
            "    night               8:00:00    9:00:00  +13 %\n"
            "    airtime by asset        was         is\n"
            "    (card)             16:00:00   15:00:00  -6 %\n"
            "    (dark)              8:00:00    9:00:00  +13 %\n");
}

TEST(Kepu, DiffNamesWhatIsWrong) {
  const MediaFolder folder;
  write_all(folder / "f.json", night_until("06:00"));
  write_all(folder / "screens.json", R"({"screens": [{"name": "hall"}]})");
  EXPECT_EQ(kepu(folder, "diff f.json --screen x").err,
            "kepu diff: takes two feeds: OLD NEW\nTry: kepu diff --help\n");
  EXPECT_EQ(kepu(folder, "diff f.json f.json").err,
            "kepu diff: --screens FILE or --screen ID is missing\nTry: kepu diff --help\n");
  const Ran faults = kepu(folder, "diff f.json f.json --screens screens.json");
  EXPECT_EQ(faults.code, 1);
  EXPECT_EQ(faults.err,
            "screens.json: /screens/0: the field \"id\" is missing\n"
            "screens.json: /screens/0/name: unknown field \"name\"\n");
  const Ran period = kepu(folder, "diff f.json f.json --screen x --from 2027-06-03 --to 2027-06-02");
  EXPECT_EQ(period.code, 2);
  EXPECT_EQ(period.err, "kepu diff: --to is before --from\nTry: kepu diff --help\n");
}

constexpr const char* kTightDraft = R"({"format": "kepu-feed/1", "feed": "f", "timezone": "Asia/Shanghai",
    "assets": {"talk": {"type": "stream", "url": "http://h/x.ts"}, "fraud": {"type": "stream", "url": "http://h/y.ts"}},
    "playlists": {"talks": {"items": [{"asset": "talk", "duration_ms": 600000}]},
                  "fraud": {"items": [{"asset": "fraud", "duration_ms": 30000}]}},
    "entries": [{"id": "day", "playlist": "talks", "mode": "loop"},
                {"id": "fraud", "playlist": "fraud", "mode": "spot", "per_hour": 20, "hours": ["08:00-09:00"]},
                {"id": "metro", "playlist": "fraud", "mode": "loop", "screens": {"all": ["metro"]}}]})";

TEST(KepuForecast, AddsUpAFleetAndNamesWhatIsOverbooked) {
  const MediaFolder folder;
  write_all(folder / "feed.json", kTightDraft);
  write_all(folder / "screens.json",
            R"({"screens": [{"id": "bus-1", "district": "柳北"}, {"id": "bus-2"}]})");
  const std::string words =
      "forecast --feed feed.json --screens screens.json --from 2027-06-03 --to 2027-06-03";
  const Ran ran = kepu(folder, words);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out,
            "f 0.0, 2027-06-03, 2 screens\n"
            "\n"
            "Airtime by entry      airtime    share      plays\n"
            "  day                47:55:00   99.8 %        288\n"
            "  fraud                  5:00    0.2 %         10\n"
            "\n"
            "Airtime by asset      airtime    share      plays\n"
            "  talk               47:55:00   99.8 %        288\n"
            "  fraud                  5:00    0.2 %         10\n"
            "\n"
            "Programme by district      airtime    share      plays    screens\n"
            "  (none)                  24:00:00  100.0 %        149          1\n"
            "  柳北                    24:00:00  100.0 %        149          1\n"
            "\n"
            "Overbooked\n"
            "  fraud: 30 of 40 plays do not fit, on 2 screens (bus-1, bus-2), 2027-06-03\n"
            "  metro: no screen has the tags that it asks for\n");
  const Ran json = kepu(folder, words + " --json");
  EXPECT_NE(json.out.find(R"("promised": 40)"), std::string::npos) << json.out;
  EXPECT_NE(json.out.find(R"("name": "柳北")"), std::string::npos) << json.out;
}

TEST(KepuForecast, NamesWhatIsWrong) {
  const MediaFolder folder;
  write_all(folder / "feed.json", kTightDraft);
  EXPECT_EQ(kepu(folder, "forecast --screen x").err,
            "kepu forecast: --feed FILE is missing\nTry: kepu forecast --help\n");
  EXPECT_EQ(kepu(folder, "forecast --feed feed.json").code, 2);
  EXPECT_EQ(kepu(folder, "forecast --feed feed.json --screens none.json").code, 1);
  EXPECT_EQ(kepu(folder, "forecast --feed feed.json --screen x --from 2027-06-03 --to 2027-06-02").err,
            "kepu forecast: --to is before --from\nTry: kepu forecast --help\n");
}

TEST(KepuPublish, WarnsOfWhatIsOverbooked) {
  const MediaFolder folder;
  write_all(folder / "draft.json", kTightDraft);
  const Ran guessed = kepu(folder, "publish --feed draft.json --out site");
  EXPECT_EQ(guessed.code, 0) << guessed.err;
  EXPECT_NE(guessed.err.find("warning: fraud: "), std::string::npos) << guessed.err;
  EXPECT_EQ(guessed.err.find("metro: no screen"), std::string::npos) << guessed.err;
  write_all(folder / "screens.json", R"({"screens": [{"id": "bus-1"}]})");
  const Ran known = kepu(folder, "publish --feed draft.json --out site --screens screens.json");
  EXPECT_EQ(known.code, 0) << known.err;
  EXPECT_NE(known.err.find("warning: metro: no screen has the tags that it asks for\n"), std::string::npos);
  EXPECT_EQ(kepu(folder, "publish --feed draft.json --out site --screens none.json").code, 1);
}

TEST(KepuPublish, WarnsTwentyTimesAtMost) {
  const MediaFolder folder;
  std::string entries;
  for (int i = 0; i < 30; ++i)
    entries += (i > 0 ? ", " : "") + std::string(R"({"id": "e)") + std::to_string(i) +
               R"(", "mode": "dark", "screens": {"all": ["x"]}})";
  write_all(folder / "draft.json", R"({"format": "kepu-feed/1", "feed": "f", "timezone": "Asia/Shanghai",
    "assets": {}, "playlists": {}, "entries": [)" +
                                       entries + "]}");
  write_all(folder / "screens.json", R"({"screens": [{"id": "bus-1"}]})");
  const Ran ran = kepu(folder, "publish --feed draft.json --out site --screens screens.json");
  EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 21) << ran.err;
  EXPECT_NE(ran.err.find("warning: and 11 more: kepu forecast tells all\n"), std::string::npos) << ran.err;
}

TEST(KepuPublish, DependsOnExpectationsIfToldTo) {
  const MediaFolder folder;
  write_all(folder / "draft.json", kTightDraft);
  const auto expect = [&](const char* shown) {
    write_all(folder / "expect.json",
              std::string(R"({"expect": [{"screen": "bus-1", "at": "2027-06-03T12:00", "shows": ")") + shown +
                  R"("}]})");
    return kepu(folder, "publish --feed draft.json --out site --test expect.json");
  };
  const Ran refused = expect("fraud");
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.out.find("FAIL  /expect/0: bus-1 shows fraud\n"), std::string::npos) << refused.out;
  EXPECT_TRUE(
      refused.err.ends_with("expect.json: 1 expectation is not met\nNothing was published: 1 fault.\n"))
      << refused.err;
  EXPECT_FALSE(std::filesystem::exists(folder / "site/feed.json"));
  const Ran published = expect("talk");
  EXPECT_EQ(published.code, 0) << published.err;
  EXPECT_NE(published.out.find("pass  /expect/0: bus-1 shows talk\n"), std::string::npos) << published.out;
  EXPECT_TRUE(std::filesystem::exists(folder / "site/feed.json"));
}

}  // namespace
}  // namespace kepu::headend
