// headend/proposal_words.h: what somebody is asked to sign, in words. Pure but for the tz database.
#pragma once

#include <optional>
#include <string>

#include "config/clock.h"
#include "headend/fleet.h"
#include "headend/proposal.h"

namespace kepu::headend {

// Of a feed: what it changes on the screens against `served` over a week from `now` (none: all of it is new).
// Of notices: what they show where, and what they recall. Of a root: whose keys come and go, and who may sign
// what.
std::string proposal_words(const Proposal& proposal, const std::optional<config::Feed>& served,
                           const Fleet& fleet, Wall now);

}  // namespace kepu::headend
