#include "player/import_command.h"

#include <ostream>
#include <sstream>

#include "config/wakeup.h"

namespace kepu::player {
namespace {

using Step = ImportState::Step;

constexpr nanoseconds kAskEvery = milliseconds(500);

std::string megabytes(std::uint64_t bytes) {
  std::ostringstream text;
  text.precision(1);
  text << std::fixed << static_cast<double>(bytes) / 1e6 << " MB";
  return text.str();
}

std::string files_words(std::size_t files) {
  return std::to_string(files) + (files == 1 ? " file" : " files");
}

std::string line_of(const ImportState& state) {
  if (state.step == Step::looking) return "reading what it says";
  if (state.step == Step::copying)
    return files_words(state.media.files_left) + " to copy, " + megabytes(state.media.bytes_left);
  std::string line = files_words(state.media.copied) + " copied";
  if (state.media.lacking > 0)
    line += ", " + std::to_string(state.media.lacking) + " not there or not as they should be";
  if (state.media.full) line += ", no room for more";
  return line + "; the folder may be taken away";
}

}  // namespace

Result<void> import_folder(const std::filesystem::path& folder, const Ask& ask, Clock& clock,
                           std::ostream& out) {
  std::error_code error;
  const auto path = std::filesystem::canonical(folder, error);
  if (error || !std::filesystem::is_directory(path, error))
    return Error{Kind::not_found, folder.string() + ": is no folder"};
  Order order{Order::Do::import};
  order.folder = path.string();
  Wakeup nobody;
  std::string said;
  for (bool begun = false;; begun = true) {
    const auto answer = ask(order);
    if (!answer) return answer.error();
    const auto state = import_of(*answer);
    if (!state) return state.error();
    order.what = Order::Do::status;
    // The first answer was given before the player began.
    const bool runs = state->step == Step::looking || state->step == Step::copying;
    if (runs && state->folder != path)
      return Error{Kind::unavailable, state->folder + " is being taken in: try again when that is done"};
    if (begun && state->step == Step::none)
      return Error{Kind::unavailable, "the player plays no feed: nothing can be taken in"};
    if (begun && said != line_of(*state)) out << (said = line_of(*state)) << std::endl;
    if (begun && !runs)
      return state->said.empty() ? Result<void>() : Error{Kind::refused, path.string() + ": " + state->said};
    clock.wait_until(clock.steady() + kAskEvery, nobody);
  }
}

}  // namespace kepu::player
