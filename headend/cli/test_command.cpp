#include <array>
#include <filesystem>
#include <string>

#include "headend/cli/commands.h"
#include "headend/cli/judge.h"

namespace kepu::headend::cli {
namespace {

constexpr std::array<Option, 1> kOptions{{{"--feed", true}}};

}  // namespace

int test_command(Words words, World world) {
  const auto options = read_options(words, kOptions);
  if (!options) return usage("test", options.error().message);
  if (options->words.size() != 1) return usage("test", "takes one FILE of expectations");
  const std::filesystem::path file = options->words[0];
  const auto expectations = expectations_of(file.string(), world);
  if (!expectations) return kFaults;
  const bool named = options->has("--feed") || !expectations->feed.empty();
  if (!named) return usage("test", "--feed FILE is missing, and " + file.string() + " has no \"feed\"");
  const std::filesystem::path feed = options->has("--feed") ? std::filesystem::path(options->get("--feed"))
                                                            : file.parent_path() / expectations->feed;
  const auto draft = schedulable_feed(feed.string(), world);
  return draft && judge(draft->feed, *expectations) == 0 ? kFine : kFaults;
}

}  // namespace kepu::headend::cli
