// headend/options.h: the words of a command line. Pure.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/result.h"

namespace kepu::headend {

struct Option {
  std::string_view name;  // "--out"
  bool takes_value = false;
};

struct Options {
  std::map<std::string, std::string, std::less<>>
      values;                      // by name with its dashes; empty for those without a value
  std::vector<std::string> words;  // all that is no option, in order

  bool has(std::string_view name) const { return values.contains(name); }
  std::string get(std::string_view name, std::string_view otherwise = "") const;
};

// Understands "--name value", "--name=value", and "--" before words that begin with a dash.
// invalid: an unknown option (the nearest known one is named), one given twice, a value missing or too many.
Result<Options> read_options(std::span<const std::string> arguments, std::span<const Option> known);

// ": did you mean --out?", or nothing if none of `known` is near.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);

// A whole number of `least`..`most` in decimal digits, and nothing else.
std::optional<int> read_number(std::string_view text, int least, int most);

}  // namespace kepu::headend
