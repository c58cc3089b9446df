// player/window_manager.h: whether somebody would act on a wish for full-screen.
#pragma once

struct SDL_Window;

namespace kepu::player {

// False only on X11 when no window manager owns the screen (ICCCM 4.3: the selection WM_Sn). SDL would wait
// 100 ms there for an answer to its wish for full-screen that nobody gives; at start-up that is a third of
// the time to a picture.
bool window_manager_runs(SDL_Window* window);

}  // namespace kepu::player
