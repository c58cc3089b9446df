// player/sdl_stage.h: the stage on whatever display SDL finds: X11, Wayland, KMSDRM. Pictures go straight
// into the window's own memory, or through a texture to a renderer that waits for the vertical sync.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "config/settings.h"
#include "player/corner.h"
#include "player/painter.h"
#include "player/screenshot.h"
#include "player/sdl.h"
#include "player/stage.h"
#include "player/x11_display.h"
#include "player/x11_power.h"

namespace kepu::player {

class SdlStage final : public Stage {
 public:
  // Full-screen on `settings.display` also where no window manager runs, or in a window. unavailable: no
  // display.
  static Result<std::unique_ptr<SdlStage>> open(const config::Settings& settings);

  // On X11 it leaves window and connection to the end of the process: SDL waits for the server's answers as
  // it closes a window, and for ever if the server goes meanwhile, as it does when the machine is shut down.
  ~SdlStage() override;
  SdlStage(const SdlStage&) = delete;
  SdlStage& operator=(const SdlStage&) = delete;

  void draw(const Picture& picture) override;
  void flip() override;
  std::optional<nanoseconds> refresh() const override;
  StageEvents events() override;
  int width() const override { return width_; }
  int height() const override { return height_; }

  // From the next draw() on, over whatever it draws but darkness. True if that is another note.
  bool set_note(Note note);

  // A copy of what was drawn last.
  Screenshot screenshot() const;

 private:
  SdlStage(SdlSubsystem video, SdlWindow window, SdlRenderer renderer, const config::Settings& settings);
  Canvas canvas();
  Canvas own_canvas(int width, int height);
  void upload();
  void draw_note(const Canvas& canvas);
  void switch_power();
  void follow(std::optional<X11Display::Size> screen);
  void draw(const Layer& layer, const Canvas& canvas, Painter& painter) const;

  SdlSubsystem video_;  // before the window: SDL ends last
  SdlWindow window_;
  SdlRenderer renderer_;  // null: pictures go into the window's own memory
  SdlTexture texture_;    // after its renderer
  SdlSurface drawn_;      // with a renderer, and where the window's own pixels are not 32-bit BGRx
  Painter painter_, over_painter_;
  Corner corner_;
  std::vector<std::uint8_t> over_;  // pixels of a transition's second picture
  int rotate_;
  std::unique_ptr<X11Display> x11_;  // null: not on X11
  std::unique_ptr<X11Power> power_;  // null: nobody can switch the display off, or it is not ours alone
  bool dark_ = false;                // what was drawn last is darkness
  std::optional<X11Display::Size> screen_;  // as it was told last
  bool managed_ = false;                    // somebody else keeps the window as large as the screen
  int width_ = 0, height_ = 0;
};

}  // namespace kepu::player
