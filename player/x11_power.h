// player/x11_power.h: an X11 display that is switched off and on again (DPMS). Thread: SDL's.
#pragma once

#include <SDL.h>

#include <memory>

struct _XDisplay;  // NOLINT: Xlib's own name; its header is full of macros

namespace kepu::player {

class X11Power {
 public:
  // Null where nobody can switch: not on X11, or an X server without DPMS. `window` must outlive it.
  static std::unique_ptr<X11Power> of(SDL_Window* window);
  X11Power(const X11Power&) = delete;
  X11Power& operator=(const X11Power&) = delete;
  ~X11Power() { switch_on(); }

  // From now on no timer of the X server's switches it off, either. Costs nothing if it is on.
  void switch_on();

  // A key, a mouse or another program may wake it: call again once in a while. A round trip.
  void switch_off();

 private:
  struct Unload {
    void operator()(void* library) const { SDL_UnloadObject(library); }
  };
  using Library = std::unique_ptr<void, Unload>;  // SDL has loaded it, too
  X11Power(Library library, _XDisplay* display) : library_(std::move(library)), display_(display) {}
  bool can_switch() const;
  // One of libXext's functions; null if it has none of that name.
  template <auto function>
  auto call(const char* name) const {
    return reinterpret_cast<decltype(function)>(SDL_LoadFunction(library_.get(), name));
  }
  void force(bool on);

  Library library_;
  _XDisplay* display_;
  bool on_ = false;  // as far as is known: a player that crashed in the dark left it off
};

}  // namespace kepu::player
