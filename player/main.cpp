// kepu-player: wiring, and the two loops of the player. Everything else is stepped by them.
#include <SDL.h>
#include <sys/prctl.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <iostream>
#include <sstream>
#include <thread>

#include "config/latest.h"
#include "config/log.h"
#include "config/wakeup.h"
#include "content/courier.h"
#include "content/posix_files.h"
#include "player/asrun_print.h"
#include "player/bookkeeper.h"
#include "player/clock_quality.h"
#include "player/control.h"
#include "player/decode_process.h"
#include "player/guard.h"
#include "player/last_words.h"
#include "player/options.h"
#include "player/outbox.h"
#include "player/planner.h"
#include "player/playout.h"
#include "player/quiet_hours.h"
#include "player/refresh.h"
#include "player/runtime.h"
#include "player/sdl_sound.h"
#include "player/sdl_stage.h"
#include "player/signals.h"
#include "player/snapper.h"
#include "player/sound.h"
#include "player/sound_keeper.h"
#include "player/status.h"
#include "player/warden.h"

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
  std::atomic<bool> stop{false};
  Wakeup to_courier;
  Latest<Cleared> cleared;           // courier -> stage
  bool last_player_crashed = false;  // set before the threads begin
  Latest<StageStatus> stage;         // stage -> courier
  std::atomic<bool> ducked{false};

  void wake_courier() { to_courier.ring(); }
  void set_cleared(std::shared_ptr<const Cleared> now_cleared) {
    if (now_cleared == cleared.get()) return;
    cleared.set(std::move(now_cleared));
    to_stage.ring();
  }
  void set_programme(Programme next) {
    programme.set(std::make_shared<const Programme>(std::move(next)));
    to_stage.ring();
  }
};

// ---- the courier's loop
// ---------------------------------------------------------------------------------------------

// A feed and its media, kept and planned. Only where a feed is played.
class FeedWork {
 public:
  static Result<std::unique_ptr<FeedWork>> open(const config::Settings& settings, const Clock& clock,
                                                bool crashed) {
    auto files = std::make_unique<content::PosixFiles>();
    auto store = content::Store::open(settings.state_dir, *files);
    if (!store) return store.error();
    return std::unique_ptr<FeedWork>(
        new FeedWork(settings, clock, std::move(files), std::move(*store), crashed));
  }

  // Fetches and plans; a new plan is posted. Returns when it wants to be called again.
  Steady tick(const Clock& clock, Mail& mail) {
    Steady at = courier_.tick(clock.steady());
    vet(clock.steady(), mail.to_courier);
    const Wall wall = clock.wall();
    const auto playable = warden_.permitted(store_.playable(), wall);
    planner_.give_up(warden_.given_up(wall));
    if (planner_.update(courier_.feeds(), playable, wall)) {
      needs_ = planner_.needs();
      courier_.need(needs_);
      if (auto rundown = planner_.rundown()) {
        mail.set_programme(RundownProgramme(std::move(rundown), planner_.permitted()));
      } else {
        mail.set_programme({});
      }
      return clock.steady();
    }
    if (const auto due = warden_.vetting().due()) at = std::min(at, *due);
    if (const auto change = warden_.poison().next_change(wall))
      at = std::min(at, clock.steady() + (*change - wall));
    return std::min(at, clock.steady() + (planner_.next_change() - wall));
  }

  // What became of clips that were opened.
  void learn(const std::vector<Experience>& experiences, const Clock& clock, Mail& mail) {
    warden_.take(experiences, clock.steady(), clock.wall());
    mail.set_cleared(warden_.cleared());
  }
  void close() { warden_.write(); }

  void tell(Status& status, Wall now) const {
    if (!courier_.feeds().empty()) {
      const config::Feed& feed = *courier_.feeds().front();
      status.feed = feed.name;
      status.feed_epoch = feed.epoch;
      status.feed_version = feed.version;
      status.feed_issued = feed.issued;
    }
    const auto on_disk = store_.playable();
    status.needed = needs_.size();
    status.missing = static_cast<std::size_t>(
        std::ranges::count_if(needs_, [&](const auto& need) { return !on_disk->contains(need.id); }));
    status.playable = planner_.permitted()->size();
    warden_.tell(status, now);
    if (planner_.rundown() && status.stage.on) {
      const RundownProgramme programme(planner_.rundown(), planner_.permitted());
      status.next = programme.next(status.stage.on->slot.end, status.stage.on, After::aired);
    }
  }

  void discard(const config::AssetId& id) {
    if (auto done = store_.discard(id); !done) log(Level::error, done.error().message);
  }
  content::Http& http() { return *http_; }

  // Of the newest feed; empty before there is one.
  std::string timezone() const { return courier_.feeds().empty() ? "" : courier_.feeds().front()->timezone; }

 private:
  FeedWork(const config::Settings& settings, const Clock& clock, std::unique_ptr<content::Files> files,
           content::Store store, bool crashed)
      : files_(std::move(files)),
        store_(std::move(store)),
        http_(content::make_curl_http("kepu-player/" KEPU_VERSION, clock)),
        courier_({settings.feed_url, settings.feed, settings.poll, settings.asset_bytes_max}, store_, *http_,
                 *files_),
        planner_(settings.screen),
        program_(helper_program("kepu-decode")),
        warden_(
            *files_,
            {settings.state_dir, attempt_note_path(settings.state_dir), boot_id(), KEPU_VERSION, crashed},
            [this](const auto& file, const auto& id) { return start_vetting(file, id); }, clock.wall()) {
    log(Level::notice,
        "no root of trust is pinned: feeds are not signed in this version, any that " +
            (settings.feed.empty() ? std::string("the feed URL gives") : "is called " + settings.feed) +
            " is accepted");
  }

  Result<std::unique_ptr<Clip>> start_vetting(const std::filesystem::path& file, const config::AssetId& id) {
    Assignment assignment;
    assignment.source = file.string();
    assignment.id = id;
    assignment.purpose = Purpose::vet;
    auto process = DecodeProcess::start(program_, assignment, reaper_);
    if (!process) return process.error();
    return std::unique_ptr<Clip>(std::move(*process));
  }

  // The process under way is heard through `news`; its descriptor is another one after each verdict.
  void vet(Steady now, const Wakeup& news) {
    reaper_.collect();
    if (heard_ >= 0) news.unwatch(heard_);
    warden_.vet(needs_, *store_.playable(), now);
    heard_ = warden_.vetting().fd();
    if (heard_ >= 0) news.watch(heard_);
    if (const auto damaged = warden_.vetting().take_damaged()) discard(*damaged);
  }

  std::unique_ptr<content::Files> files_;
  content::Store store_;
  std::unique_ptr<content::Http> http_;
  content::Courier courier_;
  Planner planner_;
  content::Needs needs_;
  std::filesystem::path program_;
  Reaper reaper_;  // before the warden, whose processes are handed to it
  Warden warden_;
  int heard_ = -1;
};

// The control socket and what is answered on it.
class Desk {
 public:
  Desk(const Options& options, const config::Settings& settings, const Clock& clock, const Wakeup& news)
      : settings_(settings), clock_(clock), started_(clock.steady()) {
    if (options.task == Options::Task::play_files && !options.control) return;
    auto control = Control::open(settings.control_socket, news);
    if (control) {
      control_.emplace(std::move(*control));
    } else {
      log(Level::notice, control.error().message);
    }
  }

  void count(const std::vector<Aired>& rows) {
    for (const Aired& row : rows) dropped_ += static_cast<std::uint64_t>(row.frames_dropped);
  }
  void count(const std::vector<Experience>& experiences) {
    deaths_ += static_cast<std::uint64_t>(std::ranges::count_if(experiences, [](const Experience& each) {
      return each.what == Experience::What::crashed || each.what == Experience::What::hung;
    }));
  }

  void serve(Mail& mail, const FeedWork* feed, bool sound) {
    if (!control_) return;
    control_->serve([&](std::string_view request) { return answer(request, mail, feed, sound); });
  }

 private:
  std::string answer(std::string_view request, Mail& mail, const FeedWork* feed, bool sound) {
    const auto order = parse_order(request);
    if (!order) return print_error(order.error().message);
    if (order->what == Order::Do::duck) mail.ducked.store(order->on);
    Status status;
    status.version = KEPU_VERSION;
    status.screen = settings_.screen.id.name;
    status.uptime = clock_.steady() - started_;
    if (const auto stage = mail.stage.get()) status.stage = *stage;
    if (feed != nullptr) feed->tell(status, clock_.wall());
    status.decoder_deaths = deaths_;
    status.frames_dropped = dropped_;
    status.sound = sound;
    status.ducked = mail.ducked.load();
    return print_status(status);
  }

  const config::Settings& settings_;
  const Clock& clock_;
  Steady started_;
  std::optional<Control> control_;
  std::uint64_t deaths_ = 0, dropped_ = 0;
};

void handle_outbox(Mail& mail, Bookkeeper& books, Desk& desk, FeedWork* feed, const Clock& clock) {
  Mailing mailing = mail.outbox.take();
  desk.count(mailing.aired);
  desk.count(mailing.experiences);
  if (feed != nullptr) feed->learn(mailing.experiences, clock, mail);
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
  auto feed = FeedWork::open(settings, clock, crashed);
  if (feed) return std::move(*feed);
  log(Level::error,
      feed.error().message +
          "; the built-in card is shown (remedy: make the folder writable, or name another with --state)");
  return nullptr;
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
  Desk desk(options, settings, clock, mail.to_courier);
  if (feed) feed->http().watch(mail.to_courier.fd());
  while (!mail.stop.load()) {
    handle_outbox(mail, books, desk, feed.get(), clock);
    desk.serve(mail, feed.get(), settings.sound);
    sound.set_duck(mail.ducked.load());
    std::optional<Steady> until = feed ? std::optional(feed->tick(clock, mail)) : std::nullopt;
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
    static_cast<void>(playout_.tick(clock_.steady(), clock_.wall()));
    post();
    auto stage = SdlStage::open(settings_);
    if (!stage) return stage.error();
    stage_ = std::move(*stage);
    if (const auto interval = stage_->refresh()) refresh_.emplace(*interval);
    while (!stopping() && !playout_.finished()) turn();
    keep_shot(snapper_.before_draw(playout_.items() + 1));
    playout_.stop(clock_.wall());
    post();
    if (!lost_) return {};
    // SDL would wait for answers of a display that gives none.
    static_cast<void>(stage_.release());
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
    if (events.redraw && !decision.show) redraw();
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

Result<void> play(const Options& options, const config::Settings& settings) {
  std::signal(SIGPIPE, SIG_IGN);  // a server that hangs up is an error of write(2), not the end of the player
  prctl(PR_SET_TIMERSLACK, 1UL);  // a wait ends when it should, not up to 50 us later
  const Signals signals;
  SystemClock clock;
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

Result<void> print(const Options& options, const config::Settings& settings) {
  const auto log = AsRunLog::open_to_read(std::filesystem::path(settings.state_dir) / "asrun.sqlite");
  if (!log) return log.error();
  return print_as_run(*log, options.json ? PrintAs::json : PrintAs::table, std::cout);
}

Result<void> ask(const Options& options, const config::Settings& settings) {
  const bool ducks = options.task == Options::Task::duck;
  const auto answer = ask_player(settings.control_socket,
                                 print_order({ducks ? Order::Do::duck : Order::Do::status, options.duck}));
  if (!answer) return answer.error();
  std::ostringstream text;
  if (const auto shown = show_answer(*answer, text); !shown) return shown;
  if (!ducks) std::cout << (options.json ? *answer : text.str());
  return {};
}

Result<void> run_task(const Options& options, const config::Settings& settings) {
  switch (options.task) {
    case Options::Task::print_as_run:
      return print(options, settings);
    case Options::Task::status:
    case Options::Task::duck:
      return ask(options, settings);
    default:
      return play(options, settings);
  }
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
  const auto done = run_task(*options, *settings);
  return done ? 0 : fail(done.error());
}
