// player/import_command.h: kepu-player --import: asks the running player to take a folder in, and says how
// that goes.
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>

#include "config/clock.h"
#include "config/result.h"
#include "player/status.h"

namespace kepu::player {

using Ask = std::function<Result<std::string>(const Order&)>;  // what the player answers

// Returns when the folder may be taken away. Progress goes to `out`, a line when something has changed.
// not_found: no such folder; unavailable: another one is being taken in, or no player runs; refused: what the
// folder says is not believed, or nothing of it could be used.
Result<void> import_folder(const std::filesystem::path& folder, const Ask& ask, Clock& clock,
                           std::ostream& out);

}  // namespace kepu::player
