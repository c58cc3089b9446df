#include "player/x11_power.h"

#include <SDL_syswm.h>
#include <X11/extensions/dpms.h>

#include <utility>

#include "config/log.h"

namespace kepu::player {

std::unique_ptr<X11Power> X11Power::of(SDL_Window* window) {
  SDL_SysWMinfo info;
  SDL_VERSION(&info.version);
  if (SDL_GetWindowWMInfo(window, &info) == SDL_FALSE || info.subsystem != SDL_SYSWM_X11) return nullptr;
  Library library(SDL_LoadObject("libXext.so.6"));
  if (!library) return nullptr;
  std::unique_ptr<X11Power> power(new X11Power(std::move(library), info.info.x11.display));
  if (power->can_switch()) return power;
  power->on_ = true;  // there is nothing to undo
  return nullptr;
}

bool X11Power::can_switch() const {
  for (const char* name : {"DPMSEnable", "DPMSDisable", "DPMSForceLevel", "DPMSInfo", "DPMSCapable"})
    if (SDL_LoadFunction(library_.get(), name) == nullptr) return false;
  const auto query = call<&DPMSQueryExtension>("DPMSQueryExtension");
  int event = 0;
  int error = 0;
  return query != nullptr && query(display_, &event, &error) != False &&
         call<&DPMSCapable>("DPMSCapable")(display_) != False;
}

void X11Power::switch_on() {
  if (!std::exchange(on_, true)) force(true);
}

void X11Power::switch_off() {
  CARD16 level = DPMSModeOn;
  BOOL enabled = False;
  call<&DPMSInfo>("DPMSInfo")(display_, &level, &enabled);
  if (std::exchange(on_, false)) log(Level::info, "the display is switched off");
  if (enabled == False || level != DPMSModeOff) force(false);
}

// A level may be forced only where DPMS is enabled. Where it is disabled no timer switches the display off.
void X11Power::force(bool on) {
  call<&DPMSEnable>("DPMSEnable")(display_);
  call<&DPMSForceLevel>("DPMSForceLevel")(display_, on ? DPMSModeOn : DPMSModeOff);
  if (on) call<&DPMSDisable>("DPMSDisable")(display_);
  if (const auto flush = call<&XFlush>("XFlush"); flush != nullptr)
    flush(display_);  // it may be the last word
}

}  // namespace kepu::player
