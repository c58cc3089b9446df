#include "player/lettering/composition.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

namespace kepu::player::lettering {
namespace {

using Part = Placed::Part;

// Font sizes as parts of the card's shorter side.
constexpr double kSmallest = 0.018;
constexpr double kLargest = 0.36;
constexpr double kFromAfar = 0.13;      // on a screen 27 cm high: 35 mm, which reads from ten metres
constexpr double kUnbrokenMin = 0.065;  // sooner than smaller letters a word that is broken
constexpr int kFewLines = 6;
constexpr int kCentredLines = 4;  // more than these are easier to read from a common edge

constexpr double kRule = 1.2;          // length, of the font size
constexpr double kGap = 0.6;           // between parts, of the font size
constexpr double kSecondKeeps = 0.72;  // the second language may cost so much of the size of the first

constexpr double kOneLineMin = 0.68;  // of the size of a headline or a second language, rather than two lines
constexpr std::size_t kLongText = 240;  // bytes: bold letters tire

constexpr Style kWords{true, 1, 0.9};
constexpr Style kHeadline{true, 1.45, 0.86};
constexpr Style kBody{false, 1, 0.98};
constexpr Style kSecond{false, 0.55, 0.95};

struct Fit {
  int lines = 0;  // of the first language
  double height = 0, width = 0;
  bool broken = false;
};

class Setter {
 public:
  Setter(std::vector<Placed>& parts, const Paragraph::Box& box, double side)
      : parts_(parts), box_(box), side_(side) {}

  // The largest font size at which all fits into `lines_max` lines; none: not even the smallest.
  std::optional<double> largest(int lines_max, bool may_break) {
    double low = kSmallest * side_, high = kLargest * side_;
    if (!fits(low, lines_max, may_break)) return std::nullopt;
    if (fits(high, lines_max, may_break)) return high;
    while (high - low > 1) {
      const double middle = std::round((low + high) / 2);
      if (middle <= low || middle >= high) break;
      (fits(middle, lines_max, may_break) ? low : high) = middle;
    }
    return low;
  }

  // The size that reads best.
  std::optional<double> best() {
    for (int lines = 1; lines < kFewLines; ++lines) {
      const auto size = largest(lines, false);
      if (size && *size >= kFromAfar * side_) return size;
    }
    const auto unbroken = largest(kAnyLines, false);
    if (unbroken && *unbroken >= kUnbrokenMin * side_) return unbroken;
    const auto broken = largest(kAnyLines, true);
    return broken ? broken : unbroken;
  }

  Fit set(double size, PangoAlignment alignment) {
    Fit fit;
    for (Placed& one : parts_) {
      if (one.part != Part::words) {
        one.paragraph.fit_one_line(size, box_.width, alignment, kOneLineMin);
      } else {
        one.paragraph.fit(size, box_.width, alignment);
      }
      const auto ink = one.paragraph.ink();
      if (&one != &parts_.front()) fit.height += gap_before(one, size);
      fit.height += ink.height;
      fit.width = std::max(fit.width, ink.width);
      fit.broken |= one.paragraph.breaks_words();
      if (one.part != Part::second) fit.lines += one.paragraph.lines();
    }
    return fit;
  }

  double gap_before(const Placed& one, double size) const {
    return size * (one.part == Part::second ? 2 * kGap : kGap);
  }

 private:
  static constexpr int kAnyLines = 1'000'000;
  bool fits(double size, int lines_max, bool may_break) {
    const Fit fit = set(size, PANGO_ALIGN_CENTER);
    return fit.height <= box_.height && fit.width <= box_.width && fit.lines <= lines_max &&
           (may_break || !fit.broken);
  }
  std::vector<Placed>& parts_;
  const Paragraph::Box& box_;
  double side_;
};

// The parts of the first language, and behind them the second. Unreadable ones are left out.
std::vector<Placed> parts_of(PangoFontMap* map, const TextCard& card, std::vector<gunichar>& missing) {
  std::vector<Placed> parts;
  const auto add = [&](Part part, const std::string& text, const std::string& language, const Style& style) {
    if (text.empty()) return;
    Paragraph paragraph(map, text, language, style);
    missing.insert(missing.end(), paragraph.missing().begin(), paragraph.missing().end());
    if (paragraph.empty() || paragraph.unreadable()) return;
    parts.push_back({part, std::move(paragraph)});
  };
  const std::size_t end = card.text.find('\n');
  if (end == std::string::npos) {
    add(Part::words, card.text, card.language, card.text.size() > kLongText ? kBody : kWords);
  } else {
    const std::size_t body = card.text.find_first_not_of('\n', end);
    add(Part::headline, card.text.substr(0, end), card.language, kHeadline);
    if (body != std::string::npos) add(Part::words, card.text.substr(body), card.language, kBody);
  }
  // Alone it is no second language any more.
  add(parts.empty() ? Part::words : Part::second, card.second, card.second_language,
      parts.empty() ? kWords : kSecond);
  std::ranges::sort(missing);
  missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
  return parts;
}

// The font size, and without the second language if that would make the first too small.
std::optional<double> size_for(std::vector<Placed>& parts, const Paragraph::Box& box, double side) {
  const auto with = Setter(parts, box, side).best();
  if (parts.back().part != Part::second) return with;
  Placed second = std::move(parts.back());
  parts.pop_back();
  const auto without = Setter(parts, box, side).best();
  if (!with || (without && *with < kSecondKeeps * *without)) return without;
  parts.push_back(std::move(second));
  return with;
}

void balance(std::vector<Placed>& parts) {
  for (Placed& one : parts) {
    if (one.paragraph.lines() <= kFewLines) one.paragraph.balance();
  }
}

// Puts what has been set and balanced around the middle of the box.
void place(Composition& all, const Setter& setter, const Paragraph::Box& box, bool centred) {
  double height = 0, widest = 0;
  for (const Placed& one : all.parts) {
    if (&one != &all.parts.front()) height += setter.gap_before(one, all.font_size);
    height += one.paragraph.ink().height;
    widest = std::max(widest, one.paragraph.ink().width);
  }
  const double left = box.x + (box.width - widest) / 2;
  const double rule = kRule * all.font_size;
  double y = box.y + std::max(0.0, (box.height - height) / 2);
  all.ink = {left, y, widest, height};
  for (Placed& one : all.parts) {
    const auto ink = one.paragraph.ink();
    if (&one != &all.parts.front()) {
      const double gap = setter.gap_before(one, all.font_size);
      if (one.part == Part::second)
        all.rule = Rule{centred ? box.x + box.width / 2 - rule / 2 : left, y + gap / 2, rule};
      y += gap;
    }
    one.x = (centred ? box.x + (box.width - ink.width) / 2 : left) - ink.x;
    one.y = y - ink.y;
    y += ink.height;
  }
}

}  // namespace

std::string list_of(const std::vector<gunichar>& characters) {
  constexpr std::size_t kListed = 8;
  std::string list;
  for (std::size_t i = 0; i < std::min(characters.size(), kListed); ++i) {
    std::array<char, 16> code{};
    std::snprintf(code.data(), code.size(), "U+%04X", static_cast<unsigned>(characters[i]));
    list.append(i > 0 ? ", " : "").append(code.data());
  }
  return list + (characters.size() > kListed ? ", ..." : "");
}

Result<Composition> compose(PangoFontMap* map, const TextCard& card, const Paragraph::Box& box) {
  const double side = std::min(card.width, card.height);
  Composition all;
  all.parts = parts_of(map, card, all.missing);
  if (all.parts.empty())
    return Error{Kind::unavailable, "no font has the letters of its text: " + list_of(all.missing) + kRemedy};
  const auto size = size_for(all.parts, box, side);
  all.font_size = size.value_or(kSmallest * side);
  Setter setter(all.parts, box, side);
  const bool centred = setter.set(all.font_size, PANGO_ALIGN_CENTER).lines <= kCentredLines;
  setter.set(all.font_size, centred ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
  if (size) {
    balance(all.parts);
  } else {
    for (Placed& one : all.parts) one.paragraph.cut(box.height / static_cast<double>(all.parts.size()));
  }
  place(all, setter, box, centred);
  return all;
}

}  // namespace kepu::player::lettering
