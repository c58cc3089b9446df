// kepu: the command line for admins and technicians. Exit codes: 0 fine, 1 faults, 2 usage.
#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "content/posix_files.h"
#include "headend/cli/commands.h"
#include "scheduler/recurrence.h"

namespace kepu::headend::cli {

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void complain(std::string_view line) {
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fputc('\n', stderr);
}

int usage(std::string_view command, std::string_view message) {
  const std::string name = command.empty() ? "kepu" : "kepu " + std::string(command);
  complain(name + ": " + std::string(message));
  complain("Try: " + name + " --help");
  return kUsage;
}

int refuse(std::string_view line) {
  complain(line);
  return kFaults;
}

std::optional<Draft> schedulable_feed(const std::string& file, World world) {
  DraftReading reading = draft_by_hand(file, world.files);
  for (const std::string& line : reading.faults) complain(line);
  if (!reading.draft) return std::nullopt;
  const Draft& draft = *reading.draft;
  for (const std::string& line : lines(draft.document, scheduler::unreadable_rules(draft.feed)))
    complain("warning: " + line);
  if (!lacks_durations(draft.feed)) return std::move(*reading.draft);
  complain(draft.document +
           ": names files whose length is not known yet: publish it first (kepu publish --feed), and ask "
           "about the "
           "site's feed.json");
  return std::nullopt;
}

namespace {

struct Command {
  std::string_view name;
  std::string_view help;
  int (*run)(Words, World);
};

constexpr std::array<Command, 16> kCommands{{{"publish", kPublishHelp, publish_command},
                                             {"rundown", kRundownHelp, rundown_command},
                                             {"explain", kExplainHelp, explain_command},
                                             {"test", kTestHelp, test_command},
                                             {"diff", kDiffHelp, diff_command},
                                             {"forecast", kForecastHelp, forecast_command},
                                             {"check", kCheckHelp, check_command},
                                             {"keygen", kKeygenHelp, keygen_command},
                                             {"root", kRootHelp, root_command},
                                             {"beacon", kBeaconHelp, beacon_command},
                                             {"notice", kNoticeHelp, notice_command},
                                             {"recall", kRecallHelp, recall_command},
                                             {"sign", kSignHelp, sign_command},
                                             {"verify", kVerifyHelp, verify_command},
                                             {"export", kExportHelp, export_command},
                                             {"import", kImportHelp, import_command}}};

constexpr std::string_view kHelp =
    "kepu publish MEDIA_DIR --out SITE_DIR       a folder of clips and posters becomes a site\n"
    "kepu publish --feed DRAFT --out SITE_DIR    so does a feed written by hand\n"
    "kepu rundown --feed FILE --screen ID        what a screen plans to show over a day\n"
    "kepu explain --feed FILE --screen ID        what is on at a moment, and why nothing else is\n"
    "kepu test FILE                              whether a schedule does what is expected of it\n"
    "kepu diff OLD NEW --screens FILE            what a new feed changes on the screens\n"
    "kepu forecast --feed FILE --screens FILE    airtime over a fleet, and what is overbooked\n"
    "kepu check FILE                             every fault of a feed, settings or captions\n"
    "kepu keygen PERSON                          a key for somebody who signs\n"
    "kepu root DRAFT --out SITE_DIR              proposes who may sign what\n"
    "kepu beacon SITE_DIR --key KEY             tells screens which feed is the newest, until stopped\n"
    "kepu notice DRAFT --out SITE_DIR            takes screens over at once, for hours\n"
    "kepu recall ASSET... --out SITE_DIR         takes assets off every screen at once\n"
    "kepu sign FILE --key KEY                    signs what is proposed, after showing what it changes\n"
    "kepu verify SITE_DIR                        a site, as a screen verifies it\n"
    "kepu export SITE_DIR --to FOLDER            a site on a USB stick\n"
    "kepu import FOLDER                          on a screen: takes in what lies there\n"
    "\n"
    "kepu COMMAND --help says more. Exit codes: 0 fine, 1 faults (all of them are named), 2 a wrong command "
    "line.\n";

bool asks_for_help(Words words) {
  const auto end = std::find(words.begin(), words.end(), "--");
  return std::find(words.begin(), end, "--help") != end || std::find(words.begin(), end, "-h") != end;
}

int unknown(const std::string& word) {
  std::array<std::string_view, kCommands.size() + 2> names{};
  std::transform(kCommands.begin(), kCommands.end(), names.begin(), [](const Command& c) { return c.name; });
  names[kCommands.size()] = "--help";
  names[kCommands.size() + 1] = "--version";
  const std::string kind = word.starts_with('-') ? "unknown option " : "unknown command ";
  return usage("", kind + word + did_you_mean(word, names));
}

int run(Words words, World world) {
  if (words.empty()) {
    complain(kHelp.substr(0, kHelp.size() - 1));
    return kUsage;
  }
  const auto command =
      std::find_if(kCommands.begin(), kCommands.end(), [&](const Command& c) { return c.name == words[0]; });
  if (command != kCommands.end()) {
    const Words rest = words.subspan(1);
    if (!asks_for_help(rest)) return command->run(rest, world);
    print(command->help);
    return kFine;
  }
  if (words[0] == "--version") {
    print("kepu " KEPU_VERSION "\n");
    return kFine;
  }
  if (words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    print(kHelp);
    return kFine;
  }
  return unknown(words[0]);
}

}  // namespace
}  // namespace kepu::headend::cli

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + std::max(argc, 1));
  const kepu::SystemClock clock;
  kepu::content::PosixFiles files;
  return kepu::headend::cli::run(words, {clock, files});
}
