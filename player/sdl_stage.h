// player/sdl_stage.h: the stage on whatever display SDL finds: X11, Wayland, KMSDRM.
#pragma once

#include <memory>
#include <vector>

#include "config/settings.h"
#include "player/painter.h"
#include "player/screenshot.h"
#include "player/sdl.h"
#include "player/stage.h"

namespace kepu::player {

class SdlStage final : public Stage {
 public:
  // Full-screen on `settings.display` also where no window manager runs, or in a window. unavailable: no
  // display.
  static Result<std::unique_ptr<SdlStage>> open(const config::Settings& settings);

  void draw(const Picture& picture) override;
  void flip() override;
  StageEvents events() override;
  int width() const override { return width_; }
  int height() const override { return height_; }

  // A copy of what was drawn last.
  Screenshot screenshot() const;

 private:
  SdlStage(SdlSubsystem video, SdlWindow window, const config::Settings& settings);
  Canvas canvas();
  void draw(const Layer& layer, const Canvas& canvas, Painter& painter) const;

  SdlSubsystem video_;  // before the window: SDL ends last
  SdlWindow window_;
  SdlSurface converted_;  // where the window's own pixels are not 32-bit BGRx
  Painter painter_, over_painter_;
  std::vector<std::uint8_t> over_;  // pixels of a transition's second picture
  int rotate_;
  int width_ = 0, height_ = 0;
};

}  // namespace kepu::player
