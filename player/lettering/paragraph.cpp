#include "player/lettering/paragraph.h"

#include <algorithm>
#include <cmath>

namespace kepu::player::lettering {
namespace {

// Pango asks fontconfig for the families in this order, character by character. The forms of Han characters
// differ by region; the language chooses among Noto's families and, within a font, its glyphs.
std::string families(const std::string& language) {
  const auto begins = [&](const char* tag) { return language.starts_with(tag); };
  const char* region = "SC";
  if (begins("zh-TW") || begins("zh-Hant")) region = "TC";
  if (begins("zh-HK") || begins("zh-MO")) region = "HK";
  if (begins("ja")) region = "JP";
  if (begins("ko")) region = "KR";
  return std::string("Noto Sans CJK ") + region + ",Noto Sans,Noto Sans Arabic,sans-serif";
}

constexpr double kUnits = PANGO_SCALE;
// What may be missing of a text that still makes sense: an emoji or two.
constexpr std::size_t kOneMissingOf = 5;

struct Missing {
  std::size_t from, to;  // bytes
  gunichar code;
};

// The characters for which no font has a glyph, as bytes of the text, in order.
std::vector<Missing> missing_in(PangoLayout* layout) {
  std::vector<Missing> found;
  const std::string text = pango_layout_get_text(layout);
  const LineIterator at(pango_layout_get_iter(layout));
  do {
    const PangoGlyphItem* run = pango_layout_iter_get_run_readonly(at.get());
    if (run == nullptr) continue;
    for (int i = 0; i < run->glyphs->num_glyphs; ++i) {
      if ((run->glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG) == 0) continue;
      const auto from = static_cast<std::size_t>(run->item->offset) +
                        static_cast<std::size_t>(run->glyphs->log_clusters[i]);
      const char* next = g_utf8_next_char(text.data() + from);
      found.push_back(
          {from, static_cast<std::size_t>(next - text.data()), g_utf8_get_char(text.data() + from)});
    }
  } while (pango_layout_iter_next_run(at.get()) != FALSE);
  std::ranges::sort(found, {}, &Missing::from);
  const auto same = [](const Missing& a, const Missing& b) { return a.from == b.from; };
  found.erase(std::unique(found.begin(), found.end(), same), found.end());
  return found;
}

std::size_t letters_in(const std::string& text) {
  std::size_t letters = 0;
  for (const char* at = text.c_str(); *at != '\0'; at = g_utf8_next_char(at))
    letters += g_unichar_isgraph(g_utf8_get_char(at)) != FALSE ? 1 : 0;
  return letters;
}

}  // namespace

Paragraph::Paragraph(PangoFontMap* map, const std::string& text, const std::string& language,
                     const Style& style)
    : context_(pango_font_map_create_context(map)),
      layout_(pango_layout_new(context_.get())),
      font_(pango_font_description_from_string(families(language).c_str())),
      style_(style) {
  pango_context_set_language(context_.get(), pango_language_from_string(language.c_str()));
  pango_context_changed(context_.get());
  pango_font_description_set_weight(font_.get(), style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  // A word that must be broken, an address say, has no hyphens of ours.
  const Attributes attributes(pango_attr_list_new());
  pango_attr_list_insert(attributes.get(), pango_attr_insert_hyphens_new(FALSE));
  pango_layout_set_attributes(layout_.get(), attributes.get());
  pango_layout_set_wrap(layout_.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text(layout_.get(), text.c_str(), static_cast<int>(text.size()));
  fit(16, 10'000, PANGO_ALIGN_CENTER);
  leave_out_missing();
}

void Paragraph::leave_out_missing() {
  std::string text = pango_layout_get_text(layout_.get());
  if (pango_layout_get_unknown_glyphs_count(layout_.get()) > 0) {
    const std::size_t before = letters_in(text);
    const auto missing = missing_in(layout_.get());
    for (const auto& one : missing) missing_.push_back(one.code);
    for (auto one = missing.rbegin(); one != missing.rend(); ++one)
      text.erase(one->from, one->to - one->from);
    unreadable_ = (before - letters_in(text)) * kOneMissingOf > before;
    std::ranges::sort(missing_);
    missing_.erase(std::unique(missing_.begin(), missing_.end()), missing_.end());
    pango_layout_set_text(layout_.get(), text.c_str(), static_cast<int>(text.size()));
  }
  empty_ = letters_in(text) == 0;
}

void Paragraph::fit(double font_size, double width, PangoAlignment alignment) {
  pango_font_description_set_absolute_size(font_.get(), font_size * style_.part * kUnits);
  pango_layout_set_font_description(layout_.get(), font_.get());
  pango_layout_set_line_spacing(layout_.get(), static_cast<float>(style_.leading));
  pango_layout_set_alignment(layout_.get(), alignment);
  width_ = width;
  pango_layout_set_width(layout_.get(), static_cast<int>(width * kUnits));
}

void Paragraph::fit_one_line(double font_size, double width, PangoAlignment alignment, double least) {
  fit(font_size, width, alignment);
  if (lines() == 1) return;
  pango_layout_set_width(layout_.get(), -1);
  const double part = 0.99 * width / std::max(1.0, ink().width);
  fit(font_size * (part >= least ? std::min(part, 1.0) : 1.0), width, alignment);
}

bool Paragraph::narrow(double width, int most, bool may_break) {
  pango_layout_set_width(layout_.get(), static_cast<int>(width * kUnits));
  return lines() <= most && (may_break || !breaks_words());
}

void Paragraph::balance() {
  const int most = lines();
  const bool may_break = breaks_words();
  double low = width_ / 4, high = width_;
  while (high - low > 4) {
    const double middle = (low + high) / 2;
    (narrow(middle, most, may_break) ? high : low) = middle;
  }
  width_ = high;
  narrow(high, most, may_break);
}

void Paragraph::cut(double height) {
  pango_layout_set_ellipsize(layout_.get(), PANGO_ELLIPSIZE_END);
  pango_layout_set_height(layout_.get(), static_cast<int>(height * kUnits));
}

bool Paragraph::breaks_words() const {
  int count = 0;
  const PangoLogAttr* attributes = pango_layout_get_log_attrs_readonly(layout_.get(), &count);
  const char* text = pango_layout_get_text(layout_.get());
  for (int i = 1; i < lines(); ++i) {
    const PangoLayoutLine* line = pango_layout_get_line_readonly(layout_.get(), i);
    if (line->is_paragraph_start != 0) continue;
    const auto at = g_utf8_pointer_to_offset(text, text + line->start_index);
    if (at < count && attributes[at].is_line_break == 0) return true;
  }
  return false;
}

Paragraph::Box Paragraph::ink() const {
  PangoRectangle ink{};
  pango_layout_get_extents(layout_.get(), &ink, nullptr);
  return {ink.x / kUnits, ink.y / kUnits, ink.width / kUnits, ink.height / kUnits};
}

void Paragraph::draw(cairo_t* pen, double x, double y) const {
  cairo_move_to(pen, x, y);
  pango_cairo_show_layout(pen, layout_.get());
}

}  // namespace kepu::player::lettering
