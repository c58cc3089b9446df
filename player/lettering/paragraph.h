// player/lettering/paragraph.h: words of one language in one style, laid out for a width.
#pragma once

#include <string>
#include <vector>

#include "player/lettering/gnome.h"

namespace kepu::player::lettering {

struct Style {
  bool bold = false;
  double part = 1;     // of the card's font size
  double leading = 1;  // of the font's own line height
};

class Paragraph {
 public:
  // `map` must outlive it. Characters that no font has are left out: missing().
  Paragraph(PangoFontMap* map, const std::string& text, const std::string& language, const Style& style);

  // Of the card, in pixels; and how wide lines may be.
  void fit(double font_size, double width, PangoAlignment alignment);
  // The same in one line, if letters of `least` of that size or more allow it: a headline.
  void fit_one_line(double font_size, double width, PangoAlignment alignment, double least);
  // Makes the lines as equally long as the same number of lines allows, for the size and width of the last
  // fit().
  void balance();
  // Shows what fits into so much height, then "…".
  void cut(double height);

  int lines() const { return pango_layout_get_line_count(layout_.get()); }
  bool breaks_words() const;  // a line ends where none should

  // What is inked, in pixels, from the layout's origin.
  struct Box {
    double x = 0, y = 0, width = 0, height = 0;
  };
  Box ink() const;
  // Draws it with its origin at (x, y), in the pen's colour.
  void draw(cairo_t* pen, double x, double y) const;

  bool empty() const { return empty_; }
  const std::vector<gunichar>& missing() const { return missing_; }  // each once, sorted
  bool unreadable() const { return unreadable_; }                    // too much is missing to make sense

 private:
  void leave_out_missing();
  bool narrow(double width, int lines, bool may_break);

  Context context_;
  Layout layout_;
  Font font_;
  Style style_;
  double width_ = 0;
  bool empty_ = false, unreadable_ = false;
  std::vector<gunichar> missing_;
};

}  // namespace kepu::player::lettering
