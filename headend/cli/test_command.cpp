#include <array>
#include <filesystem>
#include <string>

#include "headend/cli/commands.h"
#include "headend/expectations.h"
#include "headend/words.h"

namespace kepu::headend::cli {
namespace {

constexpr std::array<Option, 1> kOptions{{{"--feed", true}}};

std::string title(const Expectation& one, std::size_t index) {
  if (!one.name.empty()) return one.name;
  constexpr std::array<const char*, 3> kVerbs{" shows ", " never shows ", " plays "};
  return "/expect/" + std::to_string(index) + ": " + one.screen.id.name +
         kVerbs[static_cast<std::size_t>(one.what)] + one.whom;
}

std::string indented(const std::string& text) {
  std::string out;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin) + 1;
    out += "      " + text.substr(begin, end - begin);
    begin = end;
  }
  return out;
}

int judge(const config::Feed& feed, const Expectations& expectations) {
  std::size_t failed = 0;
  for (std::size_t i = 0; i < expectations.all.size(); ++i) {
    const std::string why = disappointment(feed, expectations.all[i]);
    failed += why.empty() ? 0 : 1;
    print((why.empty() ? "pass  " : "FAIL  ") + title(expectations.all[i], i) + "\n" + indented(why));
  }
  print(count_words(expectations.all.size(), "expectation", "expectations") + ", " + std::to_string(failed) +
        " not met\n");
  return failed == 0 ? kFine : kFaults;
}

}  // namespace

int test_command(Words words, World world) {
  const auto options = read_options(words, kOptions);
  if (!options) return usage("test", options.error().message);
  if (options->words.size() != 1) return usage("test", "takes one FILE of expectations");
  const std::filesystem::path file = options->words[0];
  const auto text = world.files.read(file, kExpectationBytesMax);
  if (!text) return refuse(text.error().message);
  const ExpectationsReading reading = read_expectations(*text);
  for (const std::string& line : lines(file.string(), reading.faults)) complain(line);
  if (!reading.expectations) return kFaults;
  const bool named = options->has("--feed") || !reading.expectations->feed.empty();
  if (!named) return usage("test", "--feed FILE is missing, and " + file.string() + " has no \"feed\"");
  const std::filesystem::path feed = options->has("--feed") ? std::filesystem::path(options->get("--feed"))
                                                            : file.parent_path() / reading.expectations->feed;
  const auto draft = schedulable_feed(feed.string(), world);
  return draft ? judge(draft->feed, *reading.expectations) : kFaults;
}

}  // namespace kepu::headend::cli
