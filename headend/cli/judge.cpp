#include "headend/cli/judge.h"

#include <array>

#include "headend/draft.h"
#include "headend/words.h"

namespace kepu::headend::cli {
namespace {

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

}  // namespace

std::optional<Expectations> expectations_of(const std::string& file, World world) {
  const auto text = world.files.read(file, kExpectationBytesMax);
  if (!text) {
    complain(text.error().message);
    return std::nullopt;
  }
  ExpectationsReading reading = read_expectations(*text);
  for (const std::string& line : lines(file, reading.faults)) complain(line);
  return std::move(reading.expectations);
}

std::size_t judge(const config::Feed& feed, const Expectations& expectations) {
  std::size_t failed = 0;
  for (std::size_t i = 0; i < expectations.all.size(); ++i) {
    const std::string why = disappointment(feed, expectations.all[i]);
    failed += why.empty() ? 0 : 1;
    print((why.empty() ? "pass  " : "FAIL  ") + title(expectations.all[i], i) + "\n" + indented(why));
  }
  print(count_words(expectations.all.size(), "expectation", "expectations") + ", " + std::to_string(failed) +
        " not met\n");
  return failed;
}

}  // namespace kepu::headend::cli
