#include "player/x11_display.h"

#include <SDL_syswm.h>

#include <string>

namespace kepu::player {

std::unique_ptr<X11Display> X11Display::of(SDL_Window* window) {
  SDL_SysWMinfo info;
  SDL_VERSION(&info.version);
  if (SDL_GetWindowWMInfo(window, &info) == SDL_FALSE || info.subsystem != SDL_SYSWM_X11) return nullptr;
  Library library(SDL_LoadObject("libX11.so.6"));
  if (!library) return nullptr;
  return std::unique_ptr<X11Display>(new X11Display(std::move(library), info.info.x11.display));
}

bool X11Display::window_manager_runs() const {
  const auto intern = call<&XInternAtom>("XInternAtom");
  const auto owner = call<&XGetSelectionOwner>("XGetSelectionOwner");
  if (intern == nullptr || owner == nullptr) return true;
  const std::string selection = "WM_S" + std::to_string(DefaultScreen(display_));
  return owner(display_, intern(display_, selection.c_str(), False)) != None;
}

void X11Display::watch() {
  const auto attributes = call<&XGetWindowAttributes>("XGetWindowAttributes");
  const auto select = call<&XSelectInput>("XSelectInput");
  if (attributes != nullptr && select != nullptr) {
    XWindowAttributes root{};
    attributes(display_, DefaultRootWindow(display_), &root);
    select(display_, DefaultRootWindow(display_), root.your_event_mask | StructureNotifyMask);
    SDL_EventState(SDL_SYSWMEVENT, SDL_ENABLE);
  }
  // Since libX11 1.7; without it the process ends, and its supervisor starts it again.
  const auto on_error = call<&XSetIOErrorHandler>("XSetIOErrorHandler");
  const auto on_exit = call<&XSetIOErrorExitHandler>("XSetIOErrorExitHandler");
  if (on_error == nullptr || on_exit == nullptr) return;
  on_error([](Display*) { return 0; });  // Xlib's own ends the process
  on_exit(
      display_, [](Display*, void* self) { static_cast<X11Display*>(self)->lost_ = true; }, this);
}

std::optional<X11Display::Size> X11Display::new_size(const SDL_Event& event) const {
  if (event.type != SDL_SYSWMEVENT || event.syswm.msg->subsystem != SDL_SYSWM_X11) return std::nullopt;
  const XEvent& x = event.syswm.msg->msg.x11.event;
  if (x.type != ConfigureNotify || x.xconfigure.window != DefaultRootWindow(display_)) return std::nullopt;
  return Size{x.xconfigure.width, x.xconfigure.height};
}

}  // namespace kepu::player
