// headend/rundown_page.h: rundowns as one HTML page that needs no other file and no network. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "headend/timetable.h"

namespace kepu::headend {

constexpr std::size_t kPageDaysMax = 100;  // a day of ten-second items is about 1.5 MB

// A section for each timetable (one at least, all of one feed): when each entry plays and each overlay lies
// over it, a row an hour with every slot, airtime by entry and by asset, and why, stretch by stretch.
// Whatever the feed says is text, never markup, and the page's own policy lets no other script run.
std::string rundown_page(const std::vector<Timetable>& timetables);

// Which of `colours` colours each entry has: the one its id hashes to, if an id before it has not taken that;
// while there are enough, no two share one.
std::map<std::string, std::size_t> entry_colours(const std::vector<std::string>& ids, std::size_t colours);

}  // namespace kepu::headend
