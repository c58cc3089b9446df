// config/json_writer.h: writes one JSON document into a string, indented by two spaces.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kepu::config::json {

enum class Layout {
  lines,  // a field or an element a line
  line,   // all on one line, with what is in it
};

// begin, fields and values, end, in the order of the document:
//   w.begin_object(); w.key("days"); w.begin_array(Layout::line); w.text("mon"); w.end(); w.end();
// Texts must be UTF-8. begin() and end() that do not match are a broken invariant.
class Writer {
 public:
  void begin_object(Layout layout = Layout::lines);
  void begin_array(Layout layout = Layout::lines);
  void end();
  void key(std::string_view name);
  void text(std::string_view value);
  void integer(std::int64_t value);
  void number(double value);  // finite; the shortest form that reads back to the same value
  void boolean(bool value);

  // A key and its value.
  void text_field(std::string_view name, std::string_view value);
  void integer_field(std::string_view name, std::int64_t value);
  void list_field(std::string_view name, const std::vector<std::string>& values);  // on one line

  // Ends the line and gives the document.
  std::string finish();

 private:
  struct Level {
    bool object = false;
    Layout layout = Layout::lines;
    bool empty = true;
  };
  void begin(bool object, Layout layout);
  void before_value();
  void next_member();
  void new_line();
  void put(std::string_view text);

  std::string out_;
  std::vector<Level> levels_;
  bool after_key_ = false;
};

}  // namespace kepu::config::json
