// player/asrun_print.h: the as-run log for people and programs (`kepu-player --as-run [--json]`).
#pragma once

#include <iosfwd>

#include "player/asrun.h"

namespace kepu::player {

enum class PrintAs { table, json };

// Oldest first. Times are UTC, RFC 3339 with milliseconds.
Result<void> print_as_run(const AsRunLog& log, PrintAs as, std::ostream& out);

}  // namespace kepu::player
