// headend/guessed_fleet.h: the screens that a feed seems to be made for, where nobody has written them down.
// Pure.
#pragma once

#include "config/feed.h"
#include "headend/fleet.h"

namespace kepu::headend {

constexpr std::size_t kGuessesMax = 50;

// A screen for each different rule of tags that an entry has: with all that it asks for, the first of `any`,
// none of `none`, and at the first of the entry's places; its id is its tags, "bus+route:10", or "any". At
// least one, at most kGuessesMax; a rule that contradicts itself gives none.
Fleet guessed_fleet(const config::Feed& feed);

}  // namespace kepu::headend
