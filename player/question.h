// player/question.h: what is asked on the command line and answered without playing: by the running player
// (--status, --duck, --place, --stop, --import) or from its disk (--as-run, --media).
#pragma once

#include "config/clock.h"
#include "config/result.h"
#include "config/settings.h"
#include "player/options.h"

namespace kepu::player {

bool is_question(Options::Task task);

// Prints the answer on standard output. Errors: as ask_player(), AsRunLog, seal() and import_folder() say.
Result<void> answer_question(const Options& options, const config::Settings& settings, Clock& clock);

}  // namespace kepu::player
