// player/runtime.h: what belongs to this boot of the machine: its id, and the folder that a reboot empties.
#pragma once

#include <filesystem>
#include <string>

namespace kepu::player {

// Of the kernel; empty where it gives none.
std::string boot_id();

// Where the attempt note of the player on `state_dir` lies, one for each such player of the machine: in
// /run/kepu, else $XDG_RUNTIME_DIR, else in `state_dir` itself, whichever can be written first.
std::filesystem::path attempt_note_path(const std::filesystem::path& state_dir);

}  // namespace kepu::player
