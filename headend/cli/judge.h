// headend/cli/judge.h: expectations, read from a file, and what a feed makes of them.
#pragma once

#include <optional>
#include <string>

#include "config/feed.h"
#include "headend/cli/commands.h"
#include "headend/expectations.h"

namespace kepu::headend::cli {

// None: what is wrong with the file has been said.
std::optional<Expectations> expectations_of(const std::string& file, World world);

// Prints which expectations `feed` meets, and what it shows instead of the others. How many it does not meet.
std::size_t judge(const config::Feed& feed, const Expectations& expectations);

}  // namespace kepu::headend::cli
