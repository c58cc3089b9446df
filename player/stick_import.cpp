#include "player/stick_import.h"

#include "config/log.h"

namespace kepu::player {

bool StickImport::is_under_way() const {
  return state_.step == ImportState::Step::looking || state_.step == ImportState::Step::copying;
}

void StickImport::begin(const std::filesystem::path& folder, Steady now) {
  if (is_under_way()) return;
  state_ = {ImportState::Step::looking, folder.string(), {}, ""};
  note_until_.reset();
  if (auto inserted = http_->insert(folder); !inserted) {
    state_.said = inserted.error().message;
    return end(now);
  }
  log(Level::notice, "stick: " + folder.string() + ": taken in");
  courier_->look_at_stick();
}

void StickImport::tick(Steady now) {
  if (note_until_ && now >= *note_until_) note_until_.reset();
  if (state_.step == ImportState::Step::looking && !courier_->looks_at_stick()) {
    state_.said = courier_->stick_complaint();
    state_.step = ImportState::Step::copying;
    courier_->draw_from_stick();
  }
  if (state_.step != ImportState::Step::copying) return;
  state_.media = courier_->drawn();
  if (state_.media.files_left == 0) end(now);
}

void StickImport::end(Steady now) {
  courier_->leave_stick();
  http_->eject();
  const bool useless = !state_.said.empty() && state_.media.copied == 0;
  state_.step = useless ? ImportState::Step::failed : ImportState::Step::done;
  note_until_ = now + kNoteFor;
  log(Level::notice, "stick: " + std::to_string(state_.media.copied) + " copied, " +
                         std::to_string(state_.media.lacking) + " not there or not as they should be" +
                         (state_.media.full ? ", no room for more" : "") +
                         (state_.said.empty() ? "" : ": " + state_.said));
}

std::optional<Steady> StickImport::due() const { return note_until_; }

Note StickImport::note() const {
  if (is_under_way()) return Note::copying;
  if (!note_until_) return Note::none;
  return state_.step == ImportState::Step::failed ? Note::failed : Note::done;
}

}  // namespace kepu::player
