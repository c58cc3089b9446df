// player/x11_display.h: what SDL does not tell about an X11 display: whether anybody would act on a wish for
// full-screen, that the screen has another size, that the X server has gone.
#pragma once

#include <SDL.h>

#include <memory>
#include <optional>

struct _XDisplay;  // NOLINT: Xlib's own name; its header is full of macros

namespace kepu::player {

// Uses the library that SDL has loaded; linking it would load it where there is no X11, too. Thread: SDL's.
class X11Display {
 public:
  struct Size {
    int width = 0, height = 0;  // pixels
    bool operator==(const Size&) const = default;
  };

  // Null where the window is not on X11. `window` must outlive it.
  static std::unique_ptr<X11Display> of(SDL_Window* window);
  X11Display(const X11Display&) = delete;
  X11Display& operator=(const X11Display&) = delete;

  // False when no window manager owns the screen (ICCCM 4.3: the selection WM_Sn). SDL would wait 100 ms
  // there for an answer to its wish for full-screen that nobody gives; at start-up that is a third of the
  // time to a picture.
  bool window_manager_runs() const;

  // From now on new_size() tells, and a server that goes away makes lost() true instead of ending the
  // process.
  void watch();

  // Of the whole screen, if that is what `event` says.
  std::optional<Size> new_size(const SDL_Event& event) const;

  bool lost() const { return lost_; }

 private:
  struct Unload {
    void operator()(void* library) const { SDL_UnloadObject(library); }
  };
  using Library = std::unique_ptr<void, Unload>;
  X11Display(Library library, _XDisplay* display) : library_(std::move(library)), display_(display) {}
  template <auto function>
  auto call(const char* name) const {
    return reinterpret_cast<decltype(function)>(SDL_LoadFunction(library_.get(), name));
  }

  Library library_;
  _XDisplay* display_;
  bool lost_ = false;
};

}  // namespace kepu::player
