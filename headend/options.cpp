#include "headend/options.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "config/suggest.h"

namespace kepu::headend {
namespace {

Error usage(std::string message) { return {Kind::invalid, std::move(message)}; }

Error unknown(const std::string& name, std::span<const Option> known) {
  std::vector<std::string_view> names;
  for (const Option& option : known) names.push_back(option.name);
  return usage("unknown option " + name + did_you_mean(name, names));
}

}  // namespace

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known) {
  const std::string_view near = config::Suggester().nearest(word, known);
  return near.empty() ? "" : ": did you mean " + std::string(near) + "?";
}

std::string Options::get(std::string_view name, std::string_view otherwise) const {
  const auto found = values.find(name);
  return found == values.end() ? std::string(otherwise) : found->second;
}

Result<Options> read_options(std::span<const std::string> arguments, std::span<const Option> known) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word == "--") {
      options.words.insert(options.words.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                           arguments.end());
      break;
    }
    if (word.size() < 2 || word[0] != '-') {
      options.words.push_back(word);
      continue;
    }
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const auto option =
        std::find_if(known.begin(), known.end(), [&](const Option& o) { return o.name == name; });
    if (option == known.end()) return unknown(name, known);
    if (options.has(name)) return usage(name + " is given twice");
    if (!option->takes_value && equals != std::string::npos) return usage(name + " takes no value");
    std::string value;
    if (equals != std::string::npos) {
      value = word.substr(equals + 1);
    } else if (option->takes_value) {
      if (++i == arguments.size()) return usage(name + " needs a value");
      value = arguments[i];
    }
    options.values.emplace(name, std::move(value));
  }
  return options;
}

std::optional<int> read_number(std::string_view text, int least, int most) {
  int value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size() || value < least || value > most)
    return std::nullopt;
  return value;
}

}  // namespace kepu::headend
