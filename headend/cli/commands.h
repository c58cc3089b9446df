// headend/cli/commands.h: the sub-commands of kepu. Each takes the words behind its name and returns the exit
// code.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/clock.h"
#include "content/files.h"
#include "headend/draft.h"
#include "headend/options.h"

namespace kepu::headend::cli {

enum Exit : int { kFine = 0, kFaults = 1, kUsage = 2 };

// The world, made in main() alone.
struct World {
  const Clock& clock;
  content::Files& files;
};

using Words = std::span<const std::string>;

int publish_command(Words words, World world);
int rundown_command(Words words, World world);
int explain_command(Words words, World world);
int test_command(Words words, World world);
int diff_command(Words words, World world);
int forecast_command(Words words, World world);
int check_command(Words words, World world);
int keygen_command(Words words, World world);
int root_command(Words words, World world);
int beacon_command(Words words, World world);
int notice_command(Words words, World world);
int recall_command(Words words, World world);
int sign_command(Words words, World world);
int verify_command(Words words, World world);
int export_command(Words words, World world);
int import_command(Words words, World world);

constexpr std::string_view kPublishHelp =
    "kepu publish MEDIA_DIR --out SITE_DIR [--name NAME] [--timezone ZONE] [--image-seconds N] "
    "[--screens FILE] [--test FILE]\n"
    "kepu publish --feed DRAFT --out SITE_DIR [--image-seconds N] [--screens FILE] [--test FILE]\n"
    "kepu publish --signed FILE --out SITE_DIR\n"
    "\n"
    "Makes a site that any web server can serve: feed.json and media/. The first form shows all clips and "
    "posters of a\n"
    "folder and its sub-folders in a loop, sorted by name, on every screen. The second takes a feed written "
    "by hand,\n"
    "whose assets name files. All is checked first: with a single fault, nothing is published.\n"
    "\n"
    "  --out SITE_DIR       where to; made if it is missing\n"
    "  --feed DRAFT         a feed written by hand (its files are relative to it)\n"
    "  --name NAME          the feed's stable name (default: that of MEDIA_DIR)\n"
    "  --timezone ZONE      what hours and days are local to (default: Asia/Shanghai)\n"
    "  --image-seconds N    how long a poster shows that has no time of its own, 1 to 3600 (default: 10)\n"
    "  --screens FILE       a fleet: warns of what is overbooked on it in the next seven days, as kepu "
    "forecast does\n"
    "                       (default: on screens that the feed's own tags suggest)\n"
    "  --test FILE          publishes only if the feed meets all expectations of FILE, see kepu test\n"
    "  --signed FILE        puts what waited in SITE_DIR.pending/ in its place, if enough persons signed "
    "it\n";

constexpr std::string_view kRundownHelp =
    "kepu rundown --feed FILE --screen ID[,TAG...]|--screens FILE [--date DAY [--until DAY]] [--from HH:MM] "
    "[--to HH:MM] "
    "[--place LAT,LON] [--stop NAME] [--json|--html] [--why]\n"
    "\n"
    "Prints what a screen plans to show over a day, from 04:00 to 04:00 of the next, in its local time; or "
    "over several days.\n"
    "\n"
    "  --feed FILE          a published feed, or a draft that names no files\n"
    "  --screen ID[,TAG...] the screen's id and its tags, such as bus-17,bus,route:10\n"
    "  --screens FILE       a fleet: {\"screens\": [{\"id\", \"tags\", \"timezone\", \"place\"}]}; those "
    "that show the same are told once\n"
    "  --date YYYY-MM-DD    which day (default: today); --until YYYY-MM-DD: and those up to this one, 366 at "
    "most\n"
    "  --from, --to HH:MM   only what is on in between; before 04:00 means after midnight\n"
    "  --place LAT,LON      where the screen is, in WGS-84; --stop NAME: the stop it stands at (default: "
    "nowhere)\n"
    "  --json               one JSON object, times in UTC and local; of several days an array of such "
    "objects\n"
    "  --html               one HTML page that needs no network: a timeline of each day, and airtime; > "
    "day.html\n"
    "  --why                which entries were considered, and what let them in or kept them out\n";

constexpr std::string_view kExplainHelp =
    "kepu explain --feed FILE --screen ID[,TAG...] [--at YYYY-MM-DDTHH:MM[:SS]] [--place LAT,LON] [--stop "
    "NAME] "
    "[--lang en|zh-CN]\n"
    "\n"
    "Says what is on at a moment, and for every entry of the feed the rule that let it in or kept it out "
    "when that "
    "was chosen.\n"
    "\n"
    "  --feed FILE          a published feed, or a draft that names no files\n"
    "  --screen ID[,TAG...] the screen's id and its tags, such as bus-17,bus,route:10\n"
    "  --at MOMENT          in the feed's local time (default: now)\n"
    "  --place LAT,LON      where the screen is, in WGS-84; --stop NAME: the stop it stands at (default: "
    "nowhere)\n"
    "  --lang en|zh-CN      the language of the answer (default: en)\n";

constexpr std::string_view kTestHelp =
    "kepu test FILE [--feed FEED]\n"
    "\n"
    "Unit tests for a schedule: says of every expectation in FILE whether the feed meets it, and what it "
    "shows instead. "
    "Exit code 0\n"
    "if all are met: publish after it. FILE is JSON:\n"
    "\n"
    "  { \"feed\": \"site/feed.json\",\n"
    "    \"expect\": [\n"
    "      { \"screen\": \"bus-17\", \"tags\": [\"bus\"], \"at\": \"2027-06-03T08:15\", \"shows\": "
    "\"bus-am\" },\n"
    "      { \"screen\": \"hall\", \"from\": \"2027-06-03T08:00\", \"to\": \"2027-06-03T18:00\", "
    "\"never_shows\": "
    "\"ads\" },\n"
    "      { \"screen\": \"hall\", \"from\": \"2027-06-03T08:00\", \"to\": \"2027-06-03T18:00\", \"plays\": "
    "\"fraud\", "
    "\"at_least_per_hour\": 4 } ] }\n"
    "\n"
    "What is shown is an entry's id, an asset's name, \"(card)\" or \"(dark)\"; \"name\" and \"place\" "
    "({\"lat\", "
    "\"lon\", \"stop\"}) are optional.\n"
    "\n"
    "  --feed FEED          instead of the feed that FILE names\n";

constexpr std::string_view kDiffHelp =
    "kepu diff OLD NEW --screens FILE [--from YYYY-MM-DD] [--to YYYY-MM-DD] [--json]\n"
    "kepu diff OLD NEW --screen ID[,TAG...] [--place LAT,LON] [--stop NAME] [--from ...] [--to ...] "
    "[--json]\n"
    "\n"
    "Says what a new feed changes on the screens, before anyone publishes it: what was edited, and for each "
    "kind of\n"
    "screen at which hours other entries are on and whose airtime changes. Exit code 0, whether there is a "
    "difference or not.\n"
    "\n"
    "  OLD, NEW             published feeds, or drafts that name no files\n"
    "  --screens FILE       a fleet: {\"screens\": [{\"id\": \"bus-17\", \"tags\": [\"bus\"], \"place\": "
    "{\"stop\": \"museum\"}}, ...]}\n"
    "  --screen ID[,TAG...] one screen; --place, --stop: where it is (default: nowhere)\n"
    "  --from, --to         the first and the last day (default: a week from today)\n"
    "  --json               one JSON object, times in UTC\n";

constexpr std::string_view kForecastHelp =
    "kepu forecast --feed FILE --screens FILE [--from YYYY-MM-DD] [--to YYYY-MM-DD] [--json]\n"
    "kepu forecast --feed FILE --screen ID[,TAG...] [--place LAT,LON] [--stop NAME] [--from ...] [--to ...] "
    "[--json]\n"
    "\n"
    "Adds up what a fleet will show: airtime and plays by entry, asset and district. Then what is "
    "overbooked: spots that do\n"
    "not fit, items that air nowhere, shares that are not met, hours with nothing to play, entries that no "
    "screen matches.\n"
    "\n"
    "  --feed FILE          a published feed, or a draft that names no files\n"
    "  --screens FILE       a fleet: {\"screens\": [{\"id\": \"bus-17\", \"tags\": [\"bus\"], \"district\": "
    "\"柳北\"}, ...]}\n"
    "  --screen ID[,TAG...] one screen; --place, --stop: where it is (default: nowhere)\n"
    "  --from, --to         the first and the last day (default: a week from today)\n"
    "  --json               one JSON object with all sums\n";

constexpr std::string_view kCheckHelp =
    "kepu check FILE\n"
    "\n"
    "Reads a feed, a draft of one, notices, a screen's settings, or captions (.srt, .vtt), and names every "
    "fault with its "
    "place.\n";

constexpr std::string_view kKeygenHelp =
    "kepu keygen PERSON [--out FILE] [--no-passphrase]\n"
    "\n"
    "Makes a key for somebody who signs feeds or roots, on that person's own machine. On a terminal it asks "
    "for "
    "a passphrase.\n"
    "\n"
    "  --out FILE           where the private key goes (default: PERSON.key); it is never overwritten\n"
    "  --no-passphrase      do not ask for one\n";

constexpr std::string_view kRootHelp =
    "kepu root DRAFT --out SITE_DIR\n"
    "\n"
    "Proposes who may sign what: the site's first root of trust, or the one after its newest. It waits in "
    "SITE_DIR.pending/root.json\n"
    "until enough persons have signed it. From the first root on kepu publish proposes feeds that must be "
    "signed, too.\n"
    "\n"
    "  DRAFT                {\"format\": \"kepu-root/1\", \"feed\": \"liuzhou\",\n"
    "                        \"persons\": {\"li\": [{\"alg\": \"ed25519\", \"key\": \"...\"}], \"wang\": "
    "[...]},\n"
    "                        \"roles\": {\"root\": {\"threshold\": 2, \"persons\": [\"li\", \"wang\"]},\n"
    "                                  \"feed\": {\"threshold\": 2, \"persons\": [\"li\", \"wang\"]}}}\n"
    "                       keys as kepu keygen prints them; a higher \"epoch\" takes back a version that "
    "ran away;\n"
    "                       roles \"notice\" and \"beacon\" may be added (kepu notice, kepu beacon)\n";

constexpr std::string_view kBeaconHelp =
    "kepu beacon SITE_DIR --key FILE [--listen HOST:PORT]\n"
    "\n"
    "Tells screens that ask which feed is the newest and what time it is, until it is stopped: a server or a "
    "cache "
    "that holds\n"
    "feeds back is found out in minutes. Runs on the headend; screens' settings name its URL as \"beacon\".\n"
    "\n"
    "  --key FILE           a private key without a passphrase, of somebody whom the root's role \"beacon\" "
    "names and "
    "no other\n"
    "  --listen HOST:PORT   where (default 127.0.0.1:8090); TLS is for a web server in front of it\n";

constexpr std::string_view kNoticeHelp =
    "kepu notice DRAFT --out SITE_DIR [--key PERSON.key]\n"
    "\n"
    "Takes screens over within a poll, for six hours at most: with text cards, or with assets that the feed "
    "lists in\n"
    "\"notice_assets\". Replaces the notices of before; \"notices\": [] ends them. Recalls stay. Where feeds "
    "are signed it waits in\n"
    "SITE_DIR.pending/notices.json until enough persons have signed it.\n"
    "\n"
    "  DRAFT                {\"format\": \"kepu-notices/1\", \"feed\": \"liuzhou\", \"notices\": [\n"
    "                         {\"id\": \"typhoon\", \"text\": {\"zh-CN\": \"台风橙色预警\"}, \"assets\": "
    "[\"typhoon-map\"],\n"
    "                          \"screens\": {\"all\": [\"bus\"]}, \"until\": "
    "\"2026-11-28T18:00:00+08:00\"}]}\n"
    "  --key FILE           signs it at once\n";

constexpr std::string_view kRecallHelp =
    "kepu recall ASSET... --out SITE_DIR [--key PERSON.key]\n"
    "\n"
    "Takes assets off every screen within a poll, in the middle of a clip, whatever else is going on. One "
    "person's signature is enough.\n"
    "\n"
    "  ASSET                an asset of the feed, or the SHA-256 of its bytes\n"
    "  --key FILE           signs it at once, and publishes it\n";

constexpr std::string_view kSignHelp =
    "kepu sign SITE_DIR.pending/feed.json|notices.json|root.json --key PERSON.key [--site SITE_DIR] "
    "[--screens FILE] "
    "[--yes]\n"
    "\n"
    "Shows what the document changes and for whom, hashes the media that it names, and signs it after a "
    "yes.\n"
    "\n"
    "  --key FILE           your private key\n"
    "  --site SITE_DIR      the site, if the file does not lie in SITE_DIR.pending/\n"
    "  --screens FILE       a fleet to show the changes for (default: screens that the feed's tags suggest)\n"
    "  --yes                do not ask\n";

constexpr std::string_view kVerifyHelp =
    "kepu verify SITE_DIR [--pin VERSION:SHA256]\n"
    "kepu verify SITE_DIR.pending/feed.json|notices.json|root.json\n"
    "\n"
    "Verifies a site as a screen does: all roots, the feed, every file by its hash. Or says who has signed "
    "what waits, and who must.\n"
    "\n"
    "  --pin VERSION:SHA256 the root to begin with (default: the oldest of the site, which it prints)\n";

constexpr std::string_view kExportHelp =
    "kepu export SITE_DIR --to FOLDER [--have FILE[,FILE...]]\n"
    "\n"
    "Copies a site to a folder, such as a USB stick, for screens that no network reaches. There, kepu import "
    "takes it in.\n"
    "Media that are in the folder already are hashed and stay; those of feeds before are removed.\n"
    "\n"
    "  --have FILE          leaves out media that all screens have: a list for each of them, as kepu-player "
    "--media prints it there\n";

constexpr std::string_view kImportHelp =
    "kepu import FOLDER [--settings FILE]\n"
    "\n"
    "On a screen: its player takes in what kepu export wrote to FOLDER, verified like what comes over a "
    "network (kepu-player --import).\n"
    "\n"
    "  --settings FILE      the player's (default /etc/kepu/player.json)\n";

// Says `message` and where help is, on standard error; gives kUsage.
int usage(std::string_view command, std::string_view message);

// Standard output; standard error with a line end.
void print(std::string_view text);
void complain(std::string_view line);

// Complains and gives kFaults.
int refuse(std::string_view line);

// A feed that the admin wrote or published, by the words of --feed. Complains about what is wrong with it,
// also when its lengths are not known yet, so that it cannot be scheduled.
std::optional<Draft> schedulable_feed(const std::string& file, World world);

}  // namespace kepu::headend::cli
