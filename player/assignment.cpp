#include "player/assignment.h"

#include <charconv>
#include <string_view>

namespace kepu::player {
namespace {

template <class Number>
bool read_number(std::string_view text, Number& to) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), to);
  return error == std::errc() && end == text.data() + text.size() && to >= 0;
}

bool read_box(std::string_view text, Assignment& to) {
  const std::size_t x = text.find('x');
  return x != std::string_view::npos && read_number(text.substr(0, x), to.box_width) &&
         read_number(text.substr(x + 1), to.box_height);
}

bool read_purpose(std::string_view text, Purpose& to) {
  if (text == "vet") to = Purpose::vet;
  if (text == "stream") to = Purpose::stream;
  return to != Purpose::play;
}

bool read_start(std::string_view text, nanoseconds& to) {
  nanoseconds::rep count = 0;
  if (!read_number(text, count)) return false;
  to = nanoseconds(count);
  return true;
}

bool read_word(std::string_view key, std::string_view value, Assignment& to) {
  if (key == "source") return !(to.source = value).empty();
  if (key == "sha256") return (to.id = config::AssetId::parse(value)).has_value();
  if (key == "purpose") return read_purpose(value, to.purpose);
  if (key == "box") return read_box(value, to);
  if (key == "cover") return (to.cover = value == "yes");
  if (key == "start_ns") return read_start(value, to.start);
  if (key == "decoders") return !(to.decoders = value).empty();
  return false;
}

}  // namespace

std::vector<std::string> words_of(const Assignment& assignment) {
  const Assignment usual;
  std::vector<std::string> words{"source=" + assignment.source};
  if (assignment.id) words.push_back("sha256=" + assignment.id->hex());
  if (assignment.purpose == Purpose::vet) words.emplace_back("purpose=vet");
  if (assignment.purpose == Purpose::stream) words.emplace_back("purpose=stream");
  if (assignment.box_width > 0 || assignment.box_height > 0) {
    words.push_back("box=" + std::to_string(assignment.box_width) + "x" +
                    std::to_string(assignment.box_height));
  }
  if (assignment.cover) words.emplace_back("cover=yes");
  if (assignment.start > nanoseconds{})
    words.push_back("start_ns=" + std::to_string(assignment.start.count()));
  if (assignment.decoders != usual.decoders) words.push_back("decoders=" + assignment.decoders);
  return words;
}

Result<Assignment> parse_assignment(const std::vector<std::string>& words) {
  Assignment assignment;
  for (const std::string_view word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos ||
        !read_word(word.substr(0, equals), word.substr(equals + 1), assignment)) {
      return Error{Kind::invalid, "\"" + std::string(word) + "\" is not a word of an assignment"};
    }
  }
  if (assignment.source.empty()) return Error{Kind::invalid, "an assignment needs a source=FILE"};
  return assignment;
}

}  // namespace kepu::player
