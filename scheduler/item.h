// scheduler/item.h: the items of a playlist that are shown: an asset or a text card.
#pragma once

#include "config/feed.h"

namespace kepu::scheduler {

// Of an asset or a text card.
milliseconds duration_of(const config::Item& item);

// The same asset, or a card of the same text, however long; nested lists: the same as written.
bool shows_the_same(const config::Item& a, const config::Item& b);

}  // namespace kepu::scheduler
