// glass-fake: a player that decodes nothing, draws marker frames at exact times, and makes known mistakes, so
// that the bench can be checked against the truth. Writes that truth: a line "<t ns after XSync> <clip>
// <frame>" per frame. usage: glass-fake fps=30 frames=90 clips=3 width=1280 height=720 truth=FILE
// [mistake=...]...
//   drop=K      every K-th frame is not drawn           hold=K     every K-th frame stays a period too long
//   swap=K      every K-th frame changes places with its successor
//   black=MS    black for MS ms at each change of clips freeze=MS  nothing new for MS ms at each change of
//   clips tail=N      each clip's last N frames are left out  head=N     each clip's first N frames are left
//   out tear=K      of every K-th frame only the top half is drawn jitter=MS   even frames are MS ms late
//   wait=MS    first frame MS ms late load=P      keeps a processor busy for P percent of the time
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XShm.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <map>
#include <memory>
#include <string>

#include "marker.h"

namespace {

constexpr double kSecond = 1e9;
constexpr std::uint32_t kGrey = 0x405060, kWhite = 0xEBEBEB, kDark = 0x101010;

double now() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) * kSecond + static_cast<double>(t.tv_nsec);
}

void sleep_until(double at) {
  const timespec t{static_cast<time_t>(at / kSecond),
                   static_cast<long>(at - kSecond * static_cast<double>(static_cast<time_t>(at / kSecond)))};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, nullptr);
}

// Waits until `at`, busy for `load` of each 10 ms.
void wait_until(double at, double load) {
  while (load > 0 && now() < at - 2e6) {
    const double began = now();
    while (now() < began + load * 1e7) {
    }
    sleep_until(began + 1e7);
  }
  sleep_until(at);
}

class Settings {
 public:
  Settings(int count, char** words) {
    for (int i = 1; i < count; ++i) {
      const std::string word = words[i];
      const auto equals = word.find('=');
      if (equals != std::string::npos) values_[word.substr(0, equals)] = word.substr(equals + 1);
    }
  }
  int number(const std::string& name, int otherwise = 0) const {
    const auto found = values_.find(name);
    return found == values_.end() ? otherwise : std::atoi(found->second.c_str());
  }
  double milliseconds(const std::string& name) const { return number(name) * 1e6; }
  std::string text(const std::string& name) const { return values_.contains(name) ? values_.at(name) : ""; }

 private:
  std::map<std::string, std::string> values_;
};

// A window over the whole screen, drawn through shared memory.
class Glass {
 public:
  Glass(Display* display, int width, int height) : display_(display), width_(width), height_(height) {
    XSetWindowAttributes attributes{};
    attributes.override_redirect = True;
    window_ = XCreateWindow(display, DefaultRootWindow(display), 0, 0, static_cast<unsigned>(width),
                            static_cast<unsigned>(height), 0, CopyFromParent, InputOutput, nullptr,
                            CWOverrideRedirect, &attributes);
    XMapWindow(display, window_);
    context_ = XCreateGC(display, window_, 0, nullptr);
    image_ = XShmCreateImage(display, DefaultVisual(display, 0), 24, ZPixmap, nullptr, &segment_,
                             static_cast<unsigned>(width), static_cast<unsigned>(height));
    segment_.shmid =
        shmget(IPC_PRIVATE, static_cast<std::size_t>(image_->bytes_per_line * height), IPC_CREAT | 0600);
    segment_.shmaddr = image_->data = static_cast<char*>(shmat(segment_.shmid, nullptr, 0));
    XShmAttach(display, &segment_);
    XSync(display, False);
    shmctl(segment_.shmid, IPC_RMID, nullptr);  // gone when both have let go
    fill(kGrey);
  }

  void fill(std::uint32_t colour) {
    for (int i = 0; i < width_ * height_; ++i) pixels()[i] = colour;
  }
  void mark(const glass::Marker& marker) {
    const std::uint64_t bits = bits_of(marker);
    for (int y = 0; y < height_ / glass::kRowsPerMarker; ++y) {
      for (int x = 0; x < width_; ++x) {
        const bool on = ((bits >> (glass::kCells - 1 - x * glass::kCells / width_)) & 1) != 0;
        pixels()[y * width_ + x] = pixels()[(height_ - 1 - y) * width_ + x] = on ? kWhite : kDark;
      }
    }
  }
  // Returns when it is on the screen.
  void show(int rows) {
    XShmPutImage(display_, window_, context_, image_, 0, 0, 0, 0, static_cast<unsigned>(width_),
                 static_cast<unsigned>(rows), False);
    XSync(display_, False);
  }
  int height() const { return height_; }

 private:
  std::uint32_t* pixels() { return reinterpret_cast<std::uint32_t*>(image_->data); }
  Display* display_;
  int width_, height_;
  Window window_ = 0;
  GC context_ = nullptr;
  XShmSegmentInfo segment_{};
  XImage* image_ = nullptr;
};

class Player {
 public:
  Player(const Settings& settings, Glass& window, std::FILE* truth)
      : settings_(settings),
        window_(window),
        truth_(truth),
        frames_(settings.number("frames", 90)),
        period_(kSecond / settings.number("fps", 30)),
        load_(settings.number("load") / 100.0) {}

  void play() {
    wait_until(now() + settings_.milliseconds("wait"), load_);
    due_ = now() + 2e7;
    const int clips = settings_.number("clips", 3);
    for (int clip = 1; clip <= clips; ++clip) {
      for (int frame = 0; frame < frames_; ++frame) play_frame(clip, frame);
      if (clip < clips) change();
    }
    wait_until(due_, load_);
  }

 private:
  bool each(const char* mistake, int frame) const {
    const int k = settings_.number(mistake);
    return k != 0 && frame % k == k - 1;
  }
  int swapped(int frame) const {
    const int k = settings_.number("swap");
    if (k != 0 && frame % k == k - 2) return frame + 1;
    return k != 0 && frame % k == k - 1 ? frame - 1 : frame;
  }
  bool left_out(int frame) const {
    return frame < settings_.number("head") || frame >= frames_ - settings_.number("tail") ||
           each("drop", frame);
  }

  void play_frame(int clip, int frame) {
    const double at = due_ + (frame % 2 == 0 ? settings_.milliseconds("jitter") : 0);
    due_ += period_ * (each("hold", frame) ? 2 : 1);
    if (left_out(frame)) return;
    window_.mark({clip, swapped(frame)});
    wait_until(at, load_);
    window_.show(each("tear", frame) ? window_.height() / 2 : window_.height());
    if (truth_ != nullptr) std::fprintf(truth_, "%.0f %d %d\n", now(), clip, swapped(frame));
  }

  void change() {
    if (settings_.number("black") != 0) {
      wait_until(due_, load_);
      window_.fill(0);
      window_.show(window_.height());
      window_.fill(kGrey);
    }
    due_ += settings_.milliseconds("black") + settings_.milliseconds("freeze");
  }

  const Settings& settings_;
  Glass& window_;
  std::FILE* truth_;
  int frames_;
  double period_, load_;
  double due_ = 0;  // of the next frame
};

}  // namespace

int main(int count, char** words) {
  const Settings settings(count, words);
  const std::unique_ptr<Display, int (*)(Display*)> display(XOpenDisplay(nullptr), &XCloseDisplay);
  if (!display) return 1;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> truth(
      std::fopen(settings.text("truth").c_str(), "w"),
      [](std::FILE* f) { return f != nullptr ? std::fclose(f) : 0; });
  Glass window(display.get(), settings.number("width", 1280), settings.number("height", 720));
  Player(settings, window, truth.get()).play();
  return 0;
}
