#include "player/window_manager.h"

#include <SDL.h>
#include <SDL_syswm.h>

#include <memory>
#include <string>

namespace kepu::player {
namespace {

struct Unload {
  void operator()(void* library) const { SDL_UnloadObject(library); }
};

}  // namespace

bool window_manager_runs(SDL_Window* window) {
  SDL_SysWMinfo info;
  SDL_VERSION(&info.version);
  if (SDL_GetWindowWMInfo(window, &info) == SDL_FALSE || info.subsystem != SDL_SYSWM_X11) return true;
  // The library that SDL has loaded already; linking it would load it where there is no X11, too.
  const std::unique_ptr<void, Unload> library(SDL_LoadObject("libX11.so.6"));
  if (!library) return true;
  const auto intern =
      reinterpret_cast<decltype(&XInternAtom)>(SDL_LoadFunction(library.get(), "XInternAtom"));
  const auto owner =
      reinterpret_cast<decltype(&XGetSelectionOwner)>(SDL_LoadFunction(library.get(), "XGetSelectionOwner"));
  if (intern == nullptr || owner == nullptr) return true;
  Display* display = info.info.x11.display;
  const std::string selection = "WM_S" + std::to_string(DefaultScreen(display));
  const Atom atom = intern(display, selection.c_str(), False);
  return owner(display, atom) != None;
}

}  // namespace kepu::player
