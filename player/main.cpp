// kepu-player: wiring, and the two loops of the player. Everything else is stepped by them.
#include <SDL.h>
#include <sys/prctl.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <iostream>
#include <thread>

#include "config/latest.h"
#include "config/log.h"
#include "config/signals.h"
#include "config/wakeup.h"
#include "player/bookkeeper.h"
#include "player/clock_quality.h"
#include "player/decode_process.h"
#include "player/desk.h"
#include "player/feed_work.h"
#include "player/guard.h"
#include "player/last_words.h"
#include "player/locator.h"
#include "player/options.h"
#include "player/outbox.h"
#include "player/playout.h"
#include "player/question.h"
#include "player/quiet_hours.h"
#include "player/refresh.h"
#include "player/runtime.h"
#include "player/sdl_sound.h"
#include "player/sdl_stage.h"
#include "player/snapper.h"
#include "player/sound.h"
#include "player/sound_keeper.h"
#include "player/status.h"

namespace {

using namespace kepu;
using namespace kepu::player;

constexpr nanoseconds kPlanPatience =
    milliseconds(300);  // at the start: for the first programme, before the display

// What the two loops say to each other.
struct Mail {
  Latest<Programme> programme;  // courier -> stage
  Wakeup to_stage;
  Outbox outbox;  // stage -> courier
  std::atomic<bool> stage_is_up{false};
  std::atomic<Note> note{Note::none};  // courier -> stage
  std::atomic<bool> stop{false};
  Wakeup to_courier;
  Latest<Cleared> cleared;           // courier -> stage
  bool last_player_crashed = false;  // set before the threads begin
  Latest<StageStatus> stage;         // stage -> courier

  void wake_courier() { to_courier.ring(); }
  void set_cleared(std::shared_ptr<const Cleared> now_cleared) {
    if (now_cleared == cleared.get()) return;
    cleared.set(std::move(now_cleared));
    to_stage.ring();
  }
  void set_note(Note next) {
    if (note.exchange(next) != next) to_stage.ring();
  }
  void set_programme(Programme next) {
    programme.set(std::make_shared<const Programme>(std::move(next)));
    to_stage.ring();
  }
};

// ---- the courier's loop
// ---------------------------------------------------------------------------------------------

void handle_outbox(Mail& mail, Bookkeeper& books, Desk& desk, FeedWork* feed, const Clock& clock) {
  Mailing mailing = mail.outbox.take();
  desk.count(mailing.aired);
  desk.count(mailing.experiences);
  if (feed != nullptr) {
    feed->learn(mailing.experiences, clock.steady(), clock.wall());
    mail.set_cleared(feed->cleared());
  }
  books.take(std::move(mailing.aired), clock.steady());
  for (const config::AssetId& id : mailing.damaged) {
    if (feed != nullptr) feed->discard(id);
  }
  for (const Shot& shot : mailing.shots) {
    if (const auto done = write_png(shot.screenshot, shot.file); !done)
      log(Level::error, done.error().message);
  }
  if (mailing.lost > 0)
    log(Level::error,
        std::to_string(mailing.lost) + " as-run rows or screenshots lost: the disk is too slow");
}

std::unique_ptr<FeedWork> open_feed_work(const Options& options, const config::Settings& settings,
                                         const Clock& clock, bool crashed) {
  if (options.task != Options::Task::play_feed) return nullptr;
  auto feed = FeedWork::open(settings, clock,
                             {KEPU_VERSION, helper_program("kepu-decode"), helper_program("kepu-card"),
                              helper_program("kepu-hint"), crashed});
  if (feed) return std::move(*feed);
  log(Level::error, feed.error().message + ": the built-in card is shown");
  return nullptr;
}

// Playing files by hand needs no socket in /run.
std::filesystem::path control_socket(const Options& options, const config::Settings& settings) {
  const bool wanted = options.task != Options::Task::play_files || options.control.has_value();
  return wanted ? std::filesystem::path(settings.control_socket) : std::filesystem::path{};
}

std::filesystem::path as_run_file(const Options& options, const config::Settings& settings) {
  const bool keeps = options.task != Options::Task::play_files || options.state_dir.has_value();
  return keeps ? std::filesystem::path(settings.state_dir) / "asrun.sqlite" : std::filesystem::path{};
}

// The audio device, and the hours at which it is silent.
class SoundWork {
 public:
  SoundWork(const config::Settings& settings, SoundDevice& device, Fader& fader)
      : settings_(settings), keeper_(device), fader_(fader) {}

  void set_duck(bool on) { fader_.set_duck(on); }

  // Returns when it wants to be called again.
  Steady tick(const Clock& clock, const FeedWork* feed) {
    const Steady at = keeper_.tick(clock.steady());
    if (settings_.quiet_hours.empty()) return at;
    const Wall now = clock.wall();
    std::string zone = settings_.screen.timezone;
    if (zone.empty() && feed != nullptr) zone = feed->timezone();
    const auto quiet = quiet_at(now, settings_.quiet_hours, zone.empty() ? "UTC" : zone);
    fader_.set_quiet(quiet && quiet->now);
    return quiet ? std::min(at, clock.steady() + (quiet->until - now)) : at;
  }

 private:
  const config::Settings& settings_;
  SoundKeeper keeper_;
  Fader& fader_;
};

void run_courier(const Options& options, const config::Settings& settings, Clock& clock, Mail& mail,
                 SoundWork& sound) {
  Bookkeeper books(as_run_file(options, settings));
  const auto feed = open_feed_work(options, settings, clock, mail.last_player_crashed);
  if (!feed && options.task == Options::Task::play_feed) mail.set_programme({});
  Desk desk(control_socket(options, settings), mail.to_courier);
  Locator place(settings, mail.to_courier);
  const Steady started = clock.steady();
  const auto tell = [&](Status& status) {
    status.version = KEPU_VERSION;
    status.screen = settings.screen.id.name;
    status.uptime = clock.steady() - started;
    status.sound = settings.sound;
    status.seals_as_run = !settings.as_run_cert.empty();
    status.trusts_anybody = !settings.root && settings.root_file.empty();
    place.tell(status, clock.steady());
    if (const auto stage = mail.stage.get()) status.stage = *stage;
    if (feed) feed->tell(status, clock.wall());
  };
  if (feed) feed->http().watch(mail.to_courier.fd());
  while (!mail.stop.load()) {
    handle_outbox(mail, books, desk, feed.get(), clock);
    desk.serve(tell, [&] { books.release(clock.steady()); });
    sound.set_duck(desk.ducked());
    place.tell(desk.take_places(), clock.steady());
    const std::string stick = desk.take_import();
    std::optional<Steady> until;
    if (feed) {
      if (const auto stage = mail.stage.get(); stage && stage->width > 0)
        feed->set_stage_size(stage->width, stage->height);
      feed->set_place(place.tick(clock.steady()));
      if (!stick.empty()) feed->import(stick, clock.steady());
      until = feed->tick(clock.steady(), clock.wall(), mail.to_courier);
      if (const auto due = place.due(clock.steady())) until = std::min(*until, *due);
      mail.set_note(feed->note());
      if (auto programme = feed->take_programme()) mail.set_programme(std::move(*programme));
    }
    if (settings.sound && mail.stage_is_up.load()) {
      const Steady sound_at = sound.tick(clock, feed.get());
      until = until ? std::min(*until, sound_at) : sound_at;
    }
    books.flush(clock.steady(), false);
    if (books.due()) until = until ? std::min(*until, *books.due()) : books.due();
    if (!feed) {
      clock.wait_until(until, mail.to_courier);
      continue;
    }
    feed->http().wait(until);
    mail.to_courier.clear();
  }
  handle_outbox(mail, books, desk, feed.get(), clock);
  books.flush(clock.steady(), true);
  if (feed) feed->close();
}

// ---- the main loop
// --------------------------------------------------------------------------------------------------

class StageLoop {
 public:
  StageLoop(const Options& options, const config::Settings& settings, Clock& clock, const Signals& signals,
            Mail& mail, SoundOutlet& outlet)
      : settings_(settings),
        clock_(clock),
        signals_(signals),
        mail_(mail),
        outlet_(outlet),
        line_(settings.sound_delay),
        snapper_(options.screenshot_dir),
        program_(helper_program("kepu-decode")),
        attempts_(options.task == Options::Task::play_feed ? attempt_note_path(settings.state_dir)
                                                           : std::filesystem::path{},
                  boot_id(), mail.cleared),
        playout_([this](const Cue& cue) { return open_clip(cue); }, settings.offset) {
    mail_.to_stage.watch(signals_.fd());
  }

  // Opens the display, the first clip being decoded meanwhile, and plays until the end or a signal.
  Result<void> run() {
    const Steady patience = clock_.steady() + kPlanPatience;
    while (!mail_.programme.get() && clock_.steady() < patience && !stopping())
      clock_.wait_until(patience, mail_.to_stage);
    take_programme();
    const Decision first = playout_.tick(clock_.steady(), clock_.wall());
    post();
    auto stage = SdlStage::open(settings_);
    if (!stage) return stage.error();
    stage_ = std::move(*stage);
    if (const auto interval = stage_->refresh()) refresh_.emplace(*interval);
    if (first.show) show(*first.show);  // darkness and cards need no decoder
    while (!stopping() && !playout_.finished()) turn();
    keep_shot(snapper_.before_draw(playout_.items() + 1));
    playout_.stop(clock_.wall());
    post();
    if (!lost_) return {};
    return Error{Kind::unavailable, "the display has gone (remedy: systemd starts the player again)"};
  }

 private:
  // What comes from a feed is opened under guard; a file given by hand has no id that could be remembered.
  Result<std::unique_ptr<Clip>> open_clip(const Cue& cue) {
    if (!cue.id) return start_clip(cue);
    return std::unique_ptr<Clip>(std::make_unique<GuardedClip>(
        *cue.id, [this, cue] { return start_clip(cue); }, attempts_, clock_));
  }

  Result<std::unique_ptr<Clip>> start_clip(const Cue& cue) {
    Assignment assignment;
    const bool stream = !cue.stream.empty();
    assignment.source = stream ? cue.stream : cue.path.string();
    assignment.purpose = stream ? Purpose::stream : Purpose::play;
    assignment.start = cue.begin;
    assignment.decoders = settings_.decoders;
    assignment.id = cue.id;
    assignment.cover = settings_.fit == config::Fit::cover;
    if (stage_) {
      const bool turned = settings_.rotate % 180 != 0;
      assignment.box_width = turned ? stage_->height() : stage_->width();
      assignment.box_height = turned ? stage_->width() : stage_->height();
    }
    auto process = DecodeProcess::start(program_, assignment, reaper_);
    if (!process) return process.error();
    return std::unique_ptr<Clip>(std::move(*process));
  }

  void turn() {
    reaper_.collect();
    take_programme();
    sound_at_ = line_.feed(clock_.steady(), playout_.sounding(), outlet_);
    const Decision decision = playout_.tick(clock_.steady(), clock_.wall());
    post();
    if (decision.show) {
      show(*decision.show);
    } else {
      rest(decision);
    }
    keep_shot(snap_visible());
    const StageEvents events = stage_->events();
    if (events.quit) quit_ = true;
    if (events.lost) lost_ = quit_ = true;
    const bool noted = stage_->set_note(mail_.note.load());
    if ((events.redraw || noted) && !decision.show) redraw();
  }

  void show(const Show& show) {
    keep_shot(snapper_.before_draw(playout_.items()));
    stage_->draw(show.picture);
    const Steady when = refresh_ ? refresh_->flip_at(show.due) : show.due;
    while (clock_.steady() < when && !stopping()) clock_.wait_until(when, mail_.to_stage);
    if (quit_) return;
    const Steady asked = clock_.steady();
    stage_->flip();
    const Steady visible = clock_.steady();
    playout_.shown(visible, clock_.wall());
    if (refresh_) refresh_->flipped(asked, visible);
    if (refresh_ && !refresh_->waits()) refresh_.reset();
    publish_status();
    if (!mail_.stage_is_up.exchange(true)) mail_.wake_courier();
  }

  void publish_status() {
    const Cue* on = playout_.on_screen();
    if (status_ && playout_.items() == published_items_ && status_->on.has_value() == (on != nullptr)) return;
    published_items_ = playout_.items();
    auto status = std::make_shared<StageStatus>();
    if (on != nullptr) status->on = *on;
    status->since = clock_.wall();
    status->width = stage_->width();
    status->height = stage_->height();
    status->clock_offset_ms = std::chrono::duration<double, std::milli>(playout_.clock_error()).count();
    status->clock_quality = clock_quality().synchronised ? "synchronised" : "not synchronised";
    const char* driver = SDL_GetCurrentVideoDriver();
    if (driver != nullptr) status->driver = driver;
    status_ = std::move(status);
    mail_.stage.set(status_);
  }

  void rest(const Decision& decision) {
    for (const int fd : decision.listen) {
      if (fd >= 0) mail_.to_stage.watch(fd);
    }
    Steady until = decision.wake_at;
    if (snapper_.due()) until = std::min(until, *snapper_.due());
    if (sound_at_) until = std::min(until, *sound_at_);
    clock_.wait_until(until, mail_.to_stage);
    for (const int fd : decision.listen) {
      if (fd >= 0) mail_.to_stage.unwatch(fd);
    }
  }

  void redraw() {
    const auto picture = playout_.picture();
    if (!picture) return;
    stage_->draw(*picture);
    stage_->flip();
  }

  std::optional<std::filesystem::path> snap_visible() {
    const Cue* cue = playout_.on_screen();
    return snapper_.visible(clock_.steady(), playout_.items(), cue != nullptr ? cue->asset : "");
  }

  void keep_shot(std::optional<std::filesystem::path> file) {
    if (!file) return;
    mail_.outbox.put(Shot{stage_->screenshot(), std::move(*file)});
    mail_.wake_courier();
  }

  void take_programme() {
    auto programme = mail_.programme.get();
    if (!programme || programme == programme_) return;
    programme_ = std::move(programme);
    playout_.set_programme(*programme_, clock_.steady(), clock_.wall());
  }

  void post() {
    auto aired = playout_.take_aired();
    auto damaged = playout_.take_damaged();
    auto experiences = attempts_.take();
    if (aired.empty() && damaged.empty() && experiences.empty()) return;
    mail_.outbox.put(std::move(experiences));
    mail_.outbox.put(std::move(aired));
    mail_.outbox.put(std::move(damaged));
    mail_.wake_courier();
  }

  bool stopping() {
    if (signals_.arrived()) quit_ = true;
    return quit_;
  }

  const config::Settings& settings_;
  Clock& clock_;
  const Signals& signals_;
  Mail& mail_;
  SoundOutlet& outlet_;
  SoundLine line_;
  std::optional<Steady> sound_at_;  // when the line is to be fed at the latest
  Snapper snapper_;
  std::filesystem::path program_;
  std::shared_ptr<const Programme> programme_;
  bool quit_ = false;
  bool lost_ = false;
  std::shared_ptr<const StageStatus> status_;
  std::uint64_t published_items_ = 0;
  std::unique_ptr<SdlStage> stage_;
  std::optional<Refresh> refresh_;  // where the stage waits for the vertical sync
  Reaper reaper_;                   // before the playout, whose clips hand their processes to it
  Attempts attempts_;               // likewise
  Playout playout_;
};

Result<void> play(const Options& options, const config::Settings& settings, Clock& clock) {
  std::signal(SIGPIPE, SIG_IGN);  // a server that hangs up is an error of write(2), not the end of the player
  prctl(PR_SET_TIMERSLACK, 1UL);  // a wait ends when it should, not up to 50 us later
  const Signals signals;
  Mail mail;
  SoundOutlet outlet(settings.volume, settings.duck_db);
  SdlSound device(clock, outlet, [&] { mail.wake_courier(); });
  SoundWork sound(settings, device, outlet.fader());
  if (!options.screenshot_dir.empty()) {
    std::error_code error;
    std::filesystem::create_directories(options.screenshot_dir, error);
    if (error)
      return Error{Kind::broken, options.screenshot_dir.string() + ": cannot be made: " + error.message()};
  }
  if (options.task == Options::Task::play_files) {
    auto files =
        FilesProgramme::open(options.files, {options.once, std::chrono::seconds(options.image_seconds)});
    if (!files) return files.error();
    mail.set_programme(std::move(*files));
  }
  const bool noted = options.task == Options::Task::play_feed;
  const LastWords last_words(noted ? attempt_note_path(settings.state_dir).string() + ".crash" : "");
  mail.last_player_crashed = last_words.last_player_crashed();
  std::thread courier([&] { run_courier(options, settings, clock, mail, sound); });
  auto played = StageLoop(options, settings, clock, signals, mail, outlet).run();
  mail.stop.store(true);
  mail.wake_courier();
  courier.join();
  return played;
}

int fail(const Error& error) {
  log(Level::error, error.message);
  return error.kind == Kind::invalid ? 2 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = parse_options({argv + 1, argv + argc});
  if (!options) return fail(options.error());
  if (options->task == Options::Task::help) return std::cout << kHelp, 0;
  if (options->task == Options::Task::version) return std::cout << "kepu-player " KEPU_VERSION "\n", 0;
  const auto settings = settings_of(*options);
  if (!settings) return fail(settings.error());
  SystemClock clock;
  const auto done = is_question(options->task) ? answer_question(*options, *settings, clock)
                                               : play(*options, *settings, clock);
  return done ? 0 : fail(done.error());
}
