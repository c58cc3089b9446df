#include "player/runtime.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <functional>

namespace kepu::player {

std::string boot_id() {
  std::ifstream in("/proc/sys/kernel/random/boot_id");
  std::string id;
  in >> id;
  return id;
}

std::filesystem::path attempt_note_path(const std::filesystem::path& state_dir) {
  const std::string name = "attempt-" + std::to_string(std::hash<std::string>{}(state_dir.string()));
  const char* user = std::getenv("XDG_RUNTIME_DIR");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  for (const std::filesystem::path& folder :
       {std::filesystem::path("/run/kepu"), std::filesystem::path(user ? user : "")}) {
    if (!folder.empty() && access(folder.c_str(), W_OK | X_OK) == 0) return folder / name;
  }
  return state_dir / name;
}

}  // namespace kepu::player
