// headend/edits.h: what an admin changed between two feeds, line by line. Pure.
#pragma once

#include <string>
#include <vector>

#include "config/feed.h"

namespace kepu::headend {

struct FieldEdit {
  std::string field;          // as the document calls it
  std::string before, after;  // for people: `07:00-09:00, 17:00-19:00`; empty: not there
  bool operator==(const FieldEdit&) const = default;
};

struct Edit {
  enum class How : std::uint8_t { added, removed, changed };
  std::string kind;  // "entry", "overlay", "playlist", "asset", "feed"
  std::string name;  // empty for the feed itself
  How how = How::changed;
  std::vector<FieldEdit> fields;  // of what was added: those it has; none of what was removed
  bool operator==(const Edit&) const = default;
};

// By kind in the order above, then in the order of the documents, what was removed first. Version and dates
// of issue are no edits. The items of a playlist are those that came (after) and went (before).
std::vector<Edit> edits(const config::Feed& before, const config::Feed& after);

}  // namespace kepu::headend
