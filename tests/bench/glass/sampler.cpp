// glass-sampler: polls the marker cells in the memory-mapped framebuffer of Xvfb (-fbdir) and writes a line
// per change:
//   <t ns, CLOCK_MONOTONIC> F <clip> <frame>                   one frame, whole
//                           T <clip> <frame> <clip> <frame>    top and bottom differ
//                           B                                  all cells black
//                           U                                  anything else
// t is the first sample that saw the new state. Lines that begin with # are statistics.
// usage: glass-sampler XVFB_SCREEN_FILE TRACE_FILE [SAMPLES_PER_SECOND]; ends on SIGTERM.
#include <arpa/inet.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <optional>
#include <string>

#include "marker.h"

namespace {

using namespace glass;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr int kBlack = 40;  // brightest cell that still counts as black

volatile std::sig_atomic_t stopped = 0;

std::int64_t now() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * kSecond + t.tv_nsec;
}

void sleep_until(std::int64_t at) {
  const timespec t{at / kSecond, at % kSecond};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, nullptr);
}

// Xvfb's screen as it stands in memory, in the XWD format.
class Framebuffer {
 public:
  static std::optional<Framebuffer> open(const char* file) {
    const int fd = ::open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return std::nullopt;
    struct stat status {};
    fstat(fd, &status);
    const auto size = static_cast<std::size_t>(status.st_size);
    void* at = mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (at == MAP_FAILED) return std::nullopt;
    Framebuffer screen(static_cast<const std::uint8_t*>(at), size);
    if (screen.header(11) != 32) return std::nullopt;
    return screen;
  }

  std::uint32_t width() const { return header(4); }
  std::uint32_t height() const { return header(5); }
  // Volatile: another process writes it.
  const volatile std::uint32_t* pixel(std::uint32_t x, std::uint32_t y) const {
    const std::size_t pixels =
        header(0) + std::size_t{header(19)} * 12;  // behind the header and the colour map
    const auto* at = map_.get() + pixels + std::size_t{y} * header(12) + std::size_t{x} * 4;
    return reinterpret_cast<const volatile std::uint32_t*>(at);
  }

 private:
  struct Unmap {
    std::size_t size = 0;
    void operator()(const std::uint8_t* at) const { munmap(const_cast<std::uint8_t*>(at), size); }
  };
  Framebuffer(const std::uint8_t* at, std::size_t size) : map_(at, Unmap{size}) {}
  std::uint32_t header(std::size_t word) const {
    return ntohl(reinterpret_cast<const std::uint32_t*>(map_.get())[word]);
  }
  std::unique_ptr<const std::uint8_t, Unmap> map_;
};

using Row = std::array<std::uint8_t, kCells>;

struct Sample {
  Row top{}, bottom{};
  bool operator==(const Sample&) const = default;
};

std::uint8_t luma(std::uint32_t bgrx) {
  return static_cast<std::uint8_t>(
      (((bgrx >> 16) & 255) * 77 + ((bgrx >> 8) & 255) * 150 + (bgrx & 255) * 29) >> 8);
}

// The middles of all cells.
class Cells {
 public:
  explicit Cells(const Framebuffer& screen) {
    const std::uint32_t half_row = screen.height() / (2 * kRowsPerMarker);
    for (std::uint32_t i = 0; i < kCells; ++i) {
      const std::uint32_t x = (2 * i + 1) * screen.width() / (2 * kCells);
      top_[i] = screen.pixel(x, half_row);
      bottom_[i] = screen.pixel(x, screen.height() - 1 - half_row);
    }
  }
  Sample read() const {
    Sample sample;
    for (std::size_t i = 0; i < kCells; ++i) sample.top[i] = luma(*top_[i]);
    for (std::size_t i = 0; i < kCells; ++i) sample.bottom[i] = luma(*bottom_[i]);
    return sample;
  }

 private:
  std::array<const volatile std::uint32_t*, kCells> top_{}, bottom_{};
};

bool is_black(const Row& row) {
  for (const std::uint8_t cell : row) {
    if (cell > kBlack) return false;
  }
  return true;
}

std::string state_of(const Sample& sample) {
  if (is_black(sample.top) && is_black(sample.bottom)) return "B";
  const auto top = marker_in(sample.top), bottom = marker_in(sample.bottom);
  if (!top || !bottom) return "U";
  const auto words = [](const Marker& m) {
    return " " + std::to_string(m.clip) + " " + std::to_string(m.frame);
  };
  return *top == *bottom ? "F" + words(*top) : "T" + words(*top) + words(*bottom);
}

struct Statistics {
  std::int64_t samples = 0, largest_gap = 0, late = 0;  // late: two periods or more after the one before
  void add(std::int64_t gap, std::int64_t period) {
    if (++samples == 1) return;
    largest_gap = std::max(largest_gap, gap);
    late += gap > 2 * period ? 1 : 0;
  }
};

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

void sample(const Cells& cells, std::int64_t period, std::FILE* trace) {
  Statistics statistics;
  Sample last;
  std::string last_state;
  const std::int64_t began = now();
  std::int64_t due = began, previous = began, flushed = began;
  while (stopped == 0) {
    due = std::max(due + period, now());  // fell behind: no burst to catch up
    sleep_until(due);
    const std::int64_t at = now();
    const Sample sample = cells.read();
    statistics.add(at - previous, period);
    previous = at;
    if (sample != last || last_state.empty()) {
      last = sample;
      const std::string state = state_of(sample);
      if (state != last_state) std::fprintf(trace, "%lld %s\n", static_cast<long long>(at), state.c_str());
      last_state = state;
    }
    if (at - flushed > kSecond / 2) {
      std::fflush(trace);
      flushed = at;
    }
  }
  std::fprintf(trace, "# end %lld\n# samples %lld seconds %.3f largest_gap_us %lld late %lld cpu_s %.3f\n",
               static_cast<long long>(previous), static_cast<long long>(statistics.samples),
               static_cast<double>(now() - began) / 1e9,
               static_cast<long long>(statistics.largest_gap / 1000), static_cast<long long>(statistics.late),
               cpu_seconds());
}

}  // namespace

int main(int count, char** words) {
  const int rate = count > 3 ? std::atoi(words[3]) : 1000;
  if (count < 3 || rate < 1 || rate > 10000) {
    std::fprintf(stderr, "usage: glass-sampler XVFB_SCREEN_FILE TRACE_FILE [SAMPLES_PER_SECOND]\n");
    return 2;
  }
  const auto screen = Framebuffer::open(words[1]);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> trace(std::fopen(words[2], "w"), &std::fclose);
  if (!screen || !trace) {
    std::fprintf(stderr, "glass-sampler: %s is not a screen of 32 bits per pixel, or %s cannot be written\n",
                 words[1], words[2]);
    return 1;
  }
  for (const int signal : {SIGTERM, SIGINT}) std::signal(signal, [](int) { stopped = 1; });
  prctl(PR_SET_TIMERSLACK, 1UL);
  const sched_param priority{20};
  sched_setscheduler(0, SCHED_FIFO, &priority);  // where it is allowed; `late` tells
  sample(Cells(*screen), kSecond / rate, trace.get());
  return 0;
}
