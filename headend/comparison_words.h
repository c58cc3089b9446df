// headend/comparison_words.h: what a new feed changes, for people and for programs. Pure but for the tz
// database.
#pragma once

#include <string>
#include <vector>

#include "config/feed.h"
#include "headend/comparison.h"
#include "headend/edits.h"

namespace kepu::headend {

struct Comparison {
  const config::Feed& before;
  const config::Feed& after;
  Period period;
  std::vector<Edit> edits;
  std::vector<ScreenChanges> screens;
};

// What was edited; then, for each group of screens on which the same changes, at which hours of which days
// other entries are on, and whose airtime changes by a minute or more: the ten that change most.
std::string comparison_words(const Comparison& comparison);

// One JSON object: "edits" and "screens", whose times are UTC and whose airtimes are all that differ.
std::string comparison_json(const Comparison& comparison);

}  // namespace kepu::headend
