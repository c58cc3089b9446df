#include "player/feed_work.h"

#include <algorithm>
#include <functional>
#include <random>
#include <set>
#include <utility>

#include "config/log.h"
#include "player/metering.h"
#include "player/runtime.h"

namespace kepu::player {
namespace {

constexpr std::size_t kCardsMax = 200;
constexpr nanoseconds kMeterEvery = std::chrono::seconds(10);
constexpr nanoseconds kAlertPatience = std::chrono::seconds(1);

// In (0, 1].
std::function<double()> by_chance() {
  return [dice = std::mt19937(std::random_device()())]() mutable {
    return 1 - std::uniform_real_distribution<>(0, 1)(dice);
  };
}

// 128 bits, in hexadecimal digits.
std::string fresh_nonce() {
  std::random_device source;
  std::string nonce;
  for (int i = 0; i < 32; ++i) nonce += "0123456789abcdef"[source() % 16];
  return nonce;
}

content::CourierOptions courier_options(const config::Settings& settings) {
  content::CourierOptions options;
  options.feed_url = settings.feed_url;
  options.mirrors = settings.mirrors;
  options.feed = settings.feed;
  options.poll = settings.poll;
  options.asset_bytes_max = settings.asset_bytes_max;
  options.store_bytes_max = settings.store_bytes_max;
  options.root = settings.root;
  options.beacon_url = settings.beacon_url;
  options.nonce = fresh_nonce;
  options.chance = by_chance();
  return options;
}

std::optional<HintTask> hint_task(const config::Settings& settings) {
  if (!settings.broker) return std::nullopt;
  const config::Connection& files = settings.connection;
  return HintTask{*settings.broker, "", settings.screen.id.name, files.ca, files.cert, files.key, false};
}

}  // namespace

Result<std::unique_ptr<FeedWork>> FeedWork::open(const config::Settings& settings, const Clock& clock,
                                                 Player player) {
  auto files = std::make_unique<content::PosixFiles>();
  content::CourierOptions options = courier_options(settings);
  if (!settings.root_file.empty()) {
    auto carried = files->read(settings.root_file, content::kRootBytesMax);
    if (!carried) return carried.error();
    const auto pin = content::pin_of_carried(*carried, settings.root_file);
    if (!pin) return pin.error();
    options.root = *pin;
    options.root_envelope = *std::move(carried);
  }
  auto store = content::Store::open(settings.state_dir, *files);
  if (!store)
    return Error{store.error().kind,
                 store.error().message + " (remedy: make the folder writable, or name another with --state)"};
  return std::unique_ptr<FeedWork>(
      new FeedWork(settings, clock, options, std::move(files), std::move(*store), std::move(player)));
}

FeedWork::FeedWork(const config::Settings& settings, const Clock& clock,
                   const content::CourierOptions& options, std::unique_ptr<content::Files> files,
                   content::Store store, Player player)
    : files_(std::move(files)),
      store_(std::move(store)),
      http_(std::make_unique<content::StickHttp>(
          content::make_curl_http("kepu-player/" + player.version, clock, settings.connection))),
      courier_(options, store_, *http_, *files_),
      import_(*http_, courier_),
      hint_task_(hint_task(settings)),
      hearing_(std::move(player.hearing)),
      feed_name_(settings.feed),
      in_force_(settings.screen.timezone),
      planner_(settings.screen, settings.place),
      meter_(settings.meter),
      zone_(settings.screen.timezone),
      cards_(*files_, std::filesystem::path(settings.state_dir) / "cards", std::move(player.lettering)),
      language_(settings.language),
      turned_(settings.rotate % 180 != 0),
      decoder_(std::move(player.decoder)),
      warden_(
          *files_,
          {settings.state_dir, attempt_note_path(settings.state_dir), boot_id(), player.version,
           player.crashed},
          [this](const auto& file, const auto& id) { return start_vetting(file, id); }, clock.wall()) {
  if (options.root) return;
  log(Level::notice,
      "no root of trust is pinned: signatures are not looked at, any feed that " +
          (settings.feed.empty() ? std::string("the feed URL gives") : "is called " + settings.feed) +
          " is accepted");
}

Steady FeedWork::tick(Steady now, Wall wall, const Wakeup& news) {
  meter(now, wall);
  hear_hints(now, wall, news);
  Steady at = courier_.tick(now);
  if (metered_at_) at = std::min(at, *metered_at_ + kMeterEvery);
  if (const auto due = hints_ ? hints_->due(now) : std::nullopt) at = std::min(at, *due);
  vet(now, news);
  if (plan_anew(wall) || std::exchange(resized_, false)) {
    plan(wall);
    make_cards(now, news);
    send(now, wall);
    return now;
  }
  import_.tick(now);
  if (const auto due = import_.due()) at = std::min(at, *due);
  if (make_cards(now, news) || (held_until_ && now >= *held_until_)) send(now, wall);
  at = std::min(at, now + in_force_.holds_for());
  if (held_until_) at = std::min(at, *held_until_);
  if (const auto due = cards_.due()) at = std::min(at, *due);
  if (const auto due = warden_.vetting().due()) at = std::min(at, *due);
  if (const auto change = warden_.poison().next_change(wall)) at = std::min(at, now + (*change - wall));
  return std::min(at, now + (planner_.next_change() - wall));
}

// Which network it is on may have changed.
void FeedWork::meter(Steady now, Wall wall) {
  if (meter_.empty() || (metered_at_ && now < *metered_at_ + kMeterEvery)) return;
  metered_at_ = now;
  const std::string zone = zone_.empty() ? timezone() : zone_;
  courier_.allow(allowance_here(meter_, wall, zone.empty() ? "UTC" : zone));
}

void FeedWork::hear_hints(Steady now, Wall wall, const Wakeup& news) {
  if (!hint_task_) return;
  if (!hints_) hints_.emplace(*hint_task_, hearing_, news, by_chance());
  std::string feed = feed_name_;
  if (feed.empty() && !courier_.feeds().empty()) feed = courier_.feeds().front()->name;
  const content::Plausible plausible = courier_.plausible();
  if (hints_->tick(now, feed, wall < plausible.from || wall > plausible.until)) courier_.poll_now();
}

// True if there is something new to plan for.
bool FeedWork::plan_anew(Wall wall) {
  const content::Root* root = courier_.root();
  in_force_.update(courier_.feeds(), courier_.notices(),
                   root != nullptr ? root->notice_limits : config::NoticeLimits{},
                   {wall, courier_.earliest()});
  planner_.give_up(warden_.given_up(wall));
  const bool anew = planner_.update(in_force_.feeds(), warden_.permitted(store_.playable(), wall), wall);
  if (const auto feed = planner_.on_air()) courier_.set_on_air(content::Number(feed->epoch, feed->version));
  return anew;
}

void FeedWork::plan(Wall wall) {
  Planner::Wanted wanted = planner_.wanted();
  needs_ = std::move(wanted.needs);
  courier_.need(needs_, wanted.urgent);
  want_cards(wall);
}

void FeedWork::set_stage_size(int width, int height) {
  if (width == width_ && height == height_) return;
  width_ = width;
  height_ = height;
  resized_ = true;
}

TextCard FeedWork::card_of(std::uint32_t text, bool alert) const {
  return text_card(planner_.rundown()->texts[text].text, language_, turned_ ? height_ : width_,
                   turned_ ? width_ : height_, alert);
}

// The cards of the next slots, first needed first.
void FeedWork::want_cards(Wall wall) {
  std::vector<TextCard> cards;
  std::set<std::pair<std::uint32_t, bool>> seen;
  const auto rundown = planner_.rundown();
  if (!rundown || rundown->texts.empty()) return cards_.want({});
  for (const scheduler::Slot& slot : rundown->slots) {
    if (slot.shows != scheduler::Shows::text || slot.end <= wall) continue;
    const bool alert = rundown->segments[slot.segment].takeover != scheduler::kNone;
    if (seen.emplace(slot.asset, alert).second) cards.push_back(card_of(slot.asset, alert));
    if (cards.size() == kCardsMax) break;
  }
  cards_.want(cards);
}

// True if a picture came. The process at work is heard through `news`.
bool FeedWork::make_cards(Steady now, const Wakeup& news) {
  if (cards_heard_ >= 0) news.unwatch(cards_heard_);
  const bool came = cards_.tick(now);
  cards_heard_ = cards_.fd();
  if (cards_heard_ >= 0) news.watch(cards_heard_);
  return came;
}

// A takeover is on whose text card is still being made.
bool FeedWork::lacks_alert(Wall wall) const {
  const auto rundown = planner_.rundown();
  if (!rundown || cards_.fd() < 0) return false;
  const auto slot = std::ranges::find_if(
      rundown->slots, [&](const scheduler::Slot& one) { return one.start <= wall && wall < one.end; });
  return slot != rundown->slots.end() && slot->shows == scheduler::Shows::text &&
         rundown->segments[slot->segment].takeover != scheduler::kNone &&
         cards_.picture(card_of(slot->asset, true)).empty();
}

// Sends the programme to the stage. One that brings an emergency waits for its card, but no longer than a
// second: else the built-in card would be on for the whole of the first slot.
void FeedWork::send(Steady now, Wall wall) {
  if (lacks_alert(wall) && (!held_until_ || now < *held_until_)) {
    if (!held_until_) held_until_ = now + kAlertPatience;
    return;
  }
  held_until_.reset();
  auto rundown = planner_.rundown();
  programme_ =
      rundown
          ? Programme(RundownProgramme(rundown, planner_.permitted(), card_pictures(), planner_.recalled()))
          : Programme();
}

CardPictures FeedWork::card_pictures() const {
  CardPictures pictures;
  const auto rundown = planner_.rundown();
  for (std::uint32_t text = 0; rundown && text < rundown->texts.size(); ++text)
    pictures.push_back({cards_.picture(card_of(text, false)), cards_.picture(card_of(text, true))});
  return pictures;
}

void FeedWork::learn(const std::vector<Experience>& experiences, Steady now, Wall wall) {
  for (const Experience& one : experiences) {
    if (one.what == Experience::What::played_to_end) store_.note_use(one.id, wall);
  }
  warden_.take(experiences, now, wall);
}

// What an operator should look after, most urgent first.
std::vector<std::string> FeedWork::alarms() const {
  std::vector<std::string> alarms;
  const content::Root* root = courier_.root();
  if (root != nullptr && courier_.earliest() >= root->expires)
    alarms.emplace_back(
        "the root of trust has expired: nothing new is believed until the next one is published");
  if (in_force_.is_expired())
    alarms.emplace_back("the feed has expired: its takeovers have ended, the rest plays on");
  if (!courier_.feed_alarm().empty()) alarms.push_back(courier_.feed_alarm());
  if (!courier_.beacon_alarm().empty()) alarms.push_back(courier_.beacon_alarm());
  if (!courier_.disk_alarm().empty()) alarms.push_back(courier_.disk_alarm());
  return alarms;
}

void FeedWork::discard(const config::AssetId& id) {
  if (auto done = store_.discard(id); !done) log(Level::error, done.error().message);
}

void FeedWork::tell(Status& status, Wall now) const {
  if (!courier_.feeds().empty()) {
    const config::Feed& feed = *courier_.feeds().front();
    status.feed = feed.name;
    status.feed_epoch = feed.epoch;
    status.feed_version = feed.version;
    status.feed_issued = feed.issued;
    status.feed_expires = feed.expires;
    status.feed_expired = in_force_.is_expired();
  }
  status.alarms = alarms();
  status.to_scrub = courier_.to_scrub();
  status.store_bytes = store_.bytes();
  status.notices = in_force_.on();
  if (const auto notices = courier_.notices()) status.recalled = notices->recalled.size();
  status.import = import_.state();
  status.beacon = courier_.beacon_words();
  if (hints_) status.hints = hints_->state();
  if (courier_.root() != nullptr) status.root = courier_.root()->version;
  const auto on_disk = store_.playable();
  status.needed = needs_.size();
  status.missing = static_cast<std::size_t>(
      std::ranges::count_if(needs_, [&](const auto& need) { return !on_disk->contains(need.id); }));
  status.playable = planner_.permitted()->size();
  warden_.tell(status, now);
  if (planner_.rundown() && status.stage.on) {
    const RundownProgramme programme(planner_.rundown(), planner_.permitted(), card_pictures());
    status.next = programme.next(status.stage.on->slot.end, status.stage.on, After::aired);
  }
}

Result<std::unique_ptr<Clip>> FeedWork::start_vetting(const std::filesystem::path& file,
                                                      const config::AssetId& id) {
  Assignment assignment;
  assignment.source = file.string();
  assignment.id = id;
  assignment.purpose = Purpose::vet;
  auto process = DecodeProcess::start(decoder_, assignment, reaper_);
  if (!process) return process.error();
  return std::unique_ptr<Clip>(std::move(*process));
}

// The process under way is heard through `news`; its descriptor is another one after each verdict.
void FeedWork::vet(Steady now, const Wakeup& news) {
  reaper_.collect();
  if (heard_ >= 0) news.unwatch(heard_);
  warden_.vet(needs_, *store_.playable(), now);
  heard_ = warden_.vetting().fd();
  if (heard_ >= 0) news.watch(heard_);
  if (const auto damaged = warden_.vetting().take_damaged()) discard(*damaged);
}

}  // namespace kepu::player
