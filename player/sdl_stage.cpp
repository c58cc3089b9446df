#include "player/sdl_stage.h"

#include <string_view>

#include "config/log.h"
#include "player/card.h"

namespace kepu::player {
namespace {

constexpr int kWindowWidth = 1280;
constexpr int kWindowHeight = 720;

bool is_bgrx(const SDL_Surface& surface) {
  return surface.format->format == SDL_PIXELFORMAT_RGB888 ||
         surface.format->format == SDL_PIXELFORMAT_ARGB8888;
}

Canvas canvas_of(const SDL_Surface& surface) {
  return {static_cast<std::uint8_t*>(surface.pixels), surface.pitch, surface.w, surface.h};
}

Result<SdlWindow> make_window(const config::Settings& settings) {
  SDL_Rect bounds{};
  const int displays = SDL_GetNumVideoDisplays();
  if (settings.display >= displays || SDL_GetDisplayBounds(settings.display, &bounds) != 0) {
    return Error{Kind::unavailable, "display " + std::to_string(settings.display) +
                                        " is not there: SDL finds " + std::to_string(displays)};
  }
  if (settings.windowed) {
    const int at = static_cast<int>(SDL_WINDOWPOS_CENTERED_DISPLAY(static_cast<unsigned>(settings.display)));
    return SdlWindow(SDL_CreateWindow("Kepu", at, at, kWindowWidth, kWindowHeight, SDL_WINDOW_RESIZABLE));
  }
  // At the display's bounds from the start: without a window manager nobody would resize it.
  return SdlWindow(SDL_CreateWindow("Kepu", bounds.x, bounds.y, bounds.w, bounds.h, SDL_WINDOW_BORDERLESS));
}

// Wayland and KMSDRM show nothing but what a renderer made; X11 in front of a GPU has to be told.
bool wants_renderer(config::Renderer renderer, std::string_view driver) {
  if (renderer != config::Renderer::automatic) return renderer == config::Renderer::gpu;
  return driver == "wayland" || driver == "KMSDRM";
}

bool waits_for_sync(SDL_Renderer* renderer) {
  SDL_RendererInfo info{};
  return renderer != nullptr && SDL_GetRendererInfo(renderer, &info) == 0 &&
         (info.flags & SDL_RENDERER_PRESENTVSYNC) != 0;
}

std::string described(SDL_Renderer* renderer) {
  SDL_RendererInfo info{};
  if (renderer == nullptr || SDL_GetRendererInfo(renderer, &info) != 0) return "";
  return std::string(", renderer ") + info.name + (waits_for_sync(renderer) ? " with vertical sync" : "");
}

// SDL's last resorts draw into memory alone. Playing there would log as shown what nobody saw; tests ask for
// it by name.
bool nobody_sees(std::string_view driver) {
  return SDL_getenv("SDL_VIDEODRIVER") == nullptr &&
         (driver == "dummy" || driver == "offscreen" || driver == "evdev");
}

}  // namespace

Result<std::unique_ptr<SdlStage>> SdlStage::open(const config::Settings& settings) {
  SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
  SDL_SetHint(SDL_HINT_VIDEO_MINIMIZE_ON_FOCUS_LOSS, "0");
  SDL_SetHint(SDL_HINT_APP_NAME, "Kepu");
  SDL_SetMainReady();
  auto video = SdlSubsystem::start(SDL_INIT_VIDEO);
  if (!video) return Error{Kind::unavailable, "no display: " + video.error().message + " (is DISPLAY set?)"};
  if (nobody_sees(SDL_GetCurrentVideoDriver())) {
    return Error{Kind::unavailable,
                 "no display: neither X11, Wayland nor KMSDRM is there (is DISPLAY set? may this user "
                 "open /dev/dri?)"};
  }
  const bool renders = wants_renderer(settings.renderer, SDL_GetCurrentVideoDriver());
  // X11 gives a window shared memory of its own; going through an OpenGL renderer would add two copies.
  if (!renders) SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
  auto window = make_window(settings);
  if (!window) return window.error();
  if (!*window) return Error{Kind::unavailable, std::string("no window: ") + SDL_GetError()};
  SDL_ShowCursor(settings.windowed ? SDL_ENABLE : SDL_DISABLE);
  SdlRenderer renderer(renders ? SDL_CreateRenderer(window->get(), -1, SDL_RENDERER_PRESENTVSYNC) : nullptr);
  if (renders && !renderer) {
    log(Level::warning,
        std::string("no renderer: ") + SDL_GetError() + "; pictures go without vertical sync");
  }
  std::unique_ptr<SdlStage> stage(
      new SdlStage(std::move(*video), std::move(*window), std::move(renderer), settings));
  if (stage->canvas().pixels == nullptr) {
    return Error{Kind::unavailable, std::string("no window surface: ") + SDL_GetError()};
  }
  log(Level::info, "display " + std::to_string(settings.display) + ": " + SDL_GetCurrentVideoDriver() + ", " +
                       std::to_string(stage->width_) + "x" + std::to_string(stage->height_) +
                       described(stage->renderer_.get()));
  return stage;
}

SdlStage::SdlStage(SdlSubsystem video, SdlWindow window, SdlRenderer renderer,
                   const config::Settings& settings)
    : video_(std::move(video)),
      window_(std::move(window)),
      renderer_(std::move(renderer)),
      painter_(settings.fit, settings.rotate, settings.wall),
      over_painter_(settings.fit, settings.rotate, settings.wall),
      rotate_(settings.rotate),
      x11_(X11Display::of(window_.get())),
      power_(settings.windowed ? nullptr : X11Power::of(window_.get())) {
  managed_ = settings.windowed || !x11_ || x11_->window_manager_runs();
  if (!settings.windowed && managed_) SDL_SetWindowFullscreen(window_.get(), SDL_WINDOW_FULLSCREEN_DESKTOP);
  if (x11_) x11_->watch();
  SDL_GetWindowSize(window_.get(), &width_, &height_);
}

SdlStage::~SdlStage() {
  if (!x11_) return;
  power_.reset();
  static_cast<void>(x11_.release());  // Xlib may still tell it that the server has gone
  static_cast<void>(texture_.release());
  static_cast<void>(renderer_.release());
  static_cast<void>(window_.release());
  video_.leave();
}

Canvas SdlStage::own_canvas(int width, int height) {
  if (!drawn_ || drawn_->w != width || drawn_->h != height) {
    drawn_.reset(SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_RGB888));
    texture_.reset();
    painter_.forget();
  }
  return drawn_ ? canvas_of(*drawn_) : Canvas{};
}

// SDL wants to be asked again for every picture: a resized window has another surface.
Canvas SdlStage::canvas() {
  if (renderer_) {
    int width = 0;
    int height = 0;
    SDL_GetRendererOutputSize(renderer_.get(), &width, &height);
    return own_canvas(width, height);
  }
  const SDL_Surface* surface = SDL_GetWindowSurface(window_.get());
  if (surface == nullptr) return {};
  return is_bgrx(*surface) ? canvas_of(*surface) : own_canvas(surface->w, surface->h);
}

void SdlStage::upload() {
  if (!renderer_ || !drawn_) return;
  if (!texture_) {
    texture_.reset(SDL_CreateTexture(renderer_.get(), SDL_PIXELFORMAT_RGB888, SDL_TEXTUREACCESS_STREAMING,
                                     drawn_->w, drawn_->h));
  }
  SDL_UpdateTexture(texture_.get(), nullptr, drawn_->pixels, drawn_->pitch);
  SDL_RenderCopy(renderer_.get(), texture_.get(), nullptr, nullptr);
}

void SdlStage::draw(const Picture& picture) {
  const Canvas canvas = this->canvas();
  if (canvas.pixels == nullptr) return;
  width_ = canvas.width;
  height_ = canvas.height;
  dark_ = std::holds_alternative<Dark>(picture.layer) && !picture.over;
  draw(picture.layer, canvas, painter_);
  if (!picture.over) {
    over_ = {};
    draw_note(canvas);
    return upload();
  }
  over_.resize(static_cast<std::size_t>(canvas.width) * static_cast<std::size_t>(canvas.height) * 4);
  const Canvas over{over_.data(), canvas.width * 4, canvas.width, canvas.height};
  draw(*picture.over, over, over_painter_);
  mix_in(canvas, over, picture.over_share);
  painter_.forget();  // the bars around the picture are mixed, too
  draw_note(canvas);
  upload();
}

bool SdlStage::set_note(Note note) {
  if (corner_.note() == note) return false;
  corner_.set(note);
  painter_.forget();  // the last one may have covered the bars
  return true;
}

void SdlStage::draw_note(const Canvas& canvas) {
  if (!dark_) corner_.draw(canvas, rotate_);
}

void SdlStage::draw(const Layer& layer, const Canvas& canvas, Painter& painter) const {
  if (const auto* frame = std::get_if<const Frame*>(&layer)) return painter.paint((*frame)->pixels(), canvas);
  painter.forget();
  const Rect all{0, 0, canvas.width, canvas.height};
  if (std::holds_alternative<Dark>(layer)) return fill(canvas, all, 0);
  if (const auto* plain = std::get_if<Plain>(&layer)) return fill(canvas, all, plain->rgb);
  draw_card(canvas, rotate_);
}

// SDL keeps a display awake that is lit: it must not in the dark.
void SdlStage::switch_power() {
  if (!power_) return;
  if (dark_) {
    if (SDL_IsScreenSaverEnabled() == SDL_FALSE) SDL_EnableScreenSaver();
    return power_->switch_off();
  }
  if (SDL_IsScreenSaverEnabled() == SDL_TRUE) SDL_DisableScreenSaver();
  power_->switch_on();
}

void SdlStage::flip() {
  switch_power();
  if (renderer_) return SDL_RenderPresent(renderer_.get());
  if (drawn_) {
    SDL_Surface* surface = SDL_GetWindowSurface(window_.get());
    if (surface != nullptr) SDL_BlitSurface(drawn_.get(), nullptr, surface, nullptr);
  }
  SDL_UpdateWindowSurface(window_.get());
}

std::optional<nanoseconds> SdlStage::refresh() const {
  SDL_DisplayMode mode{};
  if (!waits_for_sync(renderer_.get()) || SDL_GetWindowDisplayMode(window_.get(), &mode) != 0)
    return std::nullopt;
  if (mode.refresh_rate <= 0) return std::nullopt;
  return nanoseconds(1'000'000'000 / mode.refresh_rate);
}

StageEvents SdlStage::events() {
  StageEvents events;
  SDL_Event event;
  while (SDL_PollEvent(&event) != 0) {
    if (event.type == SDL_QUIT) events.quit = true;
    if (x11_) follow(x11_->new_size(event));
    if (event.type == SDL_KEYDOWN &&
        (event.key.keysym.sym == SDLK_ESCAPE || event.key.keysym.sym == SDLK_q)) {
      events.quit = true;
    }
    if (event.type == SDL_RENDER_TARGETS_RESET || event.type == SDL_RENDER_DEVICE_RESET) {
      texture_.reset();
      events.redraw = true;
    }
    if (event.type == SDL_WINDOWEVENT && (event.window.event == SDL_WINDOWEVENT_EXPOSED ||
                                          event.window.event == SDL_WINDOWEVENT_SIZE_CHANGED)) {
      events.redraw = true;
    }
  }
  events.lost = x11_ && x11_->lost();
  if (dark_ && !events.lost) switch_power();  // somebody may have touched a key
  return events;
}

// Where no window manager does it: a window as large as the screen is by now.
void SdlStage::follow(std::optional<X11Display::Size> screen) {
  if (!screen || screen == screen_) return;
  screen_ = screen;
  log(Level::notice,
      "the display is " + std::to_string(screen->width) + "x" + std::to_string(screen->height) + " now");
  if (managed_ || SDL_GetNumVideoDisplays() > 1) return;
  SDL_SetWindowSize(window_.get(), screen->width, screen->height);
  SDL_SetWindowPosition(window_.get(), 0, 0);
}

Screenshot SdlStage::screenshot() const {
  const SDL_Surface* surface = drawn_ ? drawn_.get() : SDL_GetWindowSurface(window_.get());
  if (surface == nullptr) return {};
  const auto* bytes = static_cast<const std::uint8_t*>(surface->pixels);
  const auto size = static_cast<std::size_t>(surface->pitch) * static_cast<std::size_t>(surface->h);
  return {std::vector<std::uint8_t>(bytes, bytes + size), surface->pitch, surface->w, surface->h};
}

}  // namespace kepu::player
