// tests/scheduler/examples_page.h: the examples in scheduler/README.md, each between `<!-- example: NAME -->`
// and `<!-- end -->`. They are what running gives: a test compares them; with KEPU_WRITE=1 in the environment
// it writes them instead.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace kepu::scheduler {

inline std::string whole(const std::string& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

class ExamplesPage {
 public:
  static constexpr const char* kFile = KEPU_SOURCE_DIR "/scheduler/README.md";

  ExamplesPage() : text_(whole(kFile)) {}

  // The example `name` is `scenario` and the `lines` that running it gave. `program` is the test that says
  // so.
  void holds(const std::string& name, const std::string& scenario, const std::vector<std::string>& lines,
             const std::string& program) {
    const std::string head = kBegin + name + " -->\n";
    const std::size_t begin = text_.find(head);
    const std::size_t end = text_.find(std::string(kIndent) + kEnd, begin);
    ASSERT_NE(end, std::string::npos) << kFile << ": has no place for the example: \"" << head << kIndent
                                      << kEnd << "\" belongs into a rule";
    std::string wanted = wrapped("*Example:* " + scenario) + kIndent + "```\n";
    for (const std::string& line : lines) wanted += kIndent + line + '\n';
    wanted += std::string(kIndent) + "```\n";
    const std::size_t from = begin + head.size();
    const std::string found = text_.substr(from, end - from);
    if (found == wanted) return;
    if (std::getenv("KEPU_WRITE") != nullptr) {
      text_.replace(from, end - from, wanted);
      std::ofstream(kFile) << text_;
      return;
    }
    EXPECT_EQ(found, wanted)
        << kFile << ": the example \"" << name
        << "\" is not what running gives. If it is the program that is right: KEPU_WRITE=1 " << program
        << " --gtest_filter='Examples.*'";
  }

  // All that the page has a place for.
  std::set<std::string> names() const {
    std::set<std::string> all;
    const std::string begin = kBegin;
    for (std::size_t at = 0; (at = text_.find(begin, at)) != std::string::npos;) {
      at += begin.size();
      all.insert(text_.substr(at, text_.find(' ', at) - at));
    }
    return all;
  }

  // The first line of each numbered rule that has no example.
  std::vector<std::string> rules_without() const {
    std::vector<std::string> rules;
    bool has = true;
    for (std::size_t at = 0, end = 0; at < text_.size(); at = end + 1) {
      end = std::min(text_.find('\n', at), text_.size());
      const std::string line = text_.substr(at, end - at);
      const bool rule = line.find_first_not_of("0123456789") != 0 && line.find(". **") < 3;
      if (line.find(kBegin) != std::string::npos && !rules.empty() && !has) rules.pop_back();
      if (line.find(kBegin) != std::string::npos) has = true;
      if (!rule) continue;
      rules.push_back(line);
      has = false;
    }
    return rules;
  }

 private:
  static constexpr const char* kBegin = "<!-- example: ";
  static constexpr const char* kEnd = "<!-- end -->";
  static constexpr const char* kIndent = "    ";

  // Lines of 118 characters.
  static std::string wrapped(const std::string& text) {
    std::istringstream words(text);
    std::string all = kIndent, word;
    std::size_t column = all.size();
    while (words >> word) {
      if (column + 1 + word.size() > 118) {
        all += std::string("\n") + kIndent;
        column = 4;
      } else if (column > 4) {
        all += ' ';
        ++column;
      }
      all += word;
      column += word.size();
    }
    return all + '\n';
  }

  std::string text_;
};

}  // namespace kepu::scheduler
