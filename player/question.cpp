#include "player/question.h"

#include <unistd.h>

#include <iostream>
#include <sstream>

#include "content/posix_files.h"
#include "player/asrun.h"
#include "player/asrun_print.h"
#include "player/control.h"
#include "player/import_command.h"
#include "player/seal.h"
#include "player/status.h"

namespace kepu::player {
namespace {

Result<void> print_log(const Options& options, const config::Settings& settings) {
  // A player that runs has the log to itself.
  static_cast<void>(ask_player(settings.control_socket, print_order({Order::Do::release_log})));
  const auto log = AsRunLog::open_to_read(std::filesystem::path(settings.state_dir) / "asrun.sqlite");
  if (!log) return log.error();
  if (!options.sealed) return print_as_run(*log, options.json ? PrintAs::json : PrintAs::table, std::cout);
  if (settings.as_run_cert.empty())
    return Error{Kind::invalid,
                 "--sealed: the settings name no as_run_cert for whose key it is to be encrypted"};
  return seal(settings.as_run_cert, STDOUT_FILENO,
              [&](std::ostream& out) { return print_as_run(*log, PrintAs::json, out); });
}

Result<void> print_media(const config::Settings& settings) {
  content::PosixFiles files;
  const auto folder = std::filesystem::path(settings.state_dir) / "objects/sha256";
  const auto parts = files.list(folder);
  if (!parts) return parts.error();
  for (const auto& part : *parts) {
    const auto objects = files.list(folder / part.name);
    if (!objects) return objects.error();
    for (const auto& object : *objects) std::cout << object.name << "\n";
  }
  return {};
}

Result<void> ask(const Options& options, const config::Settings& settings) {
  Order order{Order::Do::status, options.duck, options.position, options.stop};
  if (options.task == Options::Task::duck) order.what = Order::Do::duck;
  if (options.task == Options::Task::place) order.what = Order::Do::place;
  const auto answer = ask_player(settings.control_socket, print_order(order));
  if (!answer) return answer.error();
  std::ostringstream text;
  if (auto shown = show_answer(*answer, text); !shown) return shown;
  if (order.what == Order::Do::status) std::cout << (options.json ? *answer : text.str());
  return {};
}

Result<void> import(const Options& options, const config::Settings& settings, Clock& clock) {
  return import_folder(
      options.import_folder,
      [&](const Order& order) { return ask_player(settings.control_socket, print_order(order)); }, clock,
      std::cout);
}

}  // namespace

bool is_question(Options::Task task) {
  return task != Options::Task::play_feed && task != Options::Task::play_files;
}

Result<void> answer_question(const Options& options, const config::Settings& settings, Clock& clock) {
  switch (options.task) {
    case Options::Task::print_as_run:
      return print_log(options, settings);
    case Options::Task::print_media:
      return print_media(settings);
    case Options::Task::import:
      return import(options, settings, clock);
    default:
      return ask(options, settings);
  }
}

}  // namespace kepu::player
