// How fast rundowns are compiled and asked (Google Benchmark):
//   cmake --build build/release --target scheduler_bench && build/release/tests/scheduler_bench
// The limits are those of the design: a day of a feed with 10,000 entries and 100,000 assets in 50 ms and 64
// MB, the slot of an instant in 200 ns, a year of 100 entries in 2 s, growth no worse than n log n.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <random>

#include "scheduler/nearest.h"
#include "scheduler/rundown.h"
#include "scheduler/surroundings.h"
#include "tests/scheduler/sample.h"

namespace {

struct Heap {
  std::size_t live = 0, peak = 0;  // bytes
};
Heap heap;

}  // namespace

// Out of line: GCC warns of a mismatch where it sees but one of them inlined.
[[gnu::noinline]] void* operator new(std::size_t size) {
  void* const memory = std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  heap.live += malloc_usable_size(memory);
  heap.peak = std::max(heap.peak, heap.live);
  return memory;
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  if (memory != nullptr) heap.live -= malloc_usable_size(memory);
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

namespace {

using namespace kepu;
using namespace kepu::scheduler;

const config::Date kMonday = date(2026, 11, 23);

// `entries` loops with two windows each, of playlists of ten of their own ten assets; one in `reach` concerns
// the screen.
Sample fleet(int entries, int reach) {
  std::mt19937 random(7);
  Sample sample("Asia/Shanghai");
  for (int i = 0; i < entries; ++i) {
    std::vector<milliseconds> clips(10);
    for (milliseconds& one : clips) one = milliseconds(10'000 + random() % 50'000);
    const int begin = 4 * 60 + static_cast<int>(random() % 600);
    config::Entry& entry =
        sample.loop("e" + std::to_string(i), sample.clips("c" + std::to_string(i) + "-", clips),
                    {{begin, begin + 120}, {begin + 300, begin + 360}});
    entry.priority = static_cast<int>(random() % 20);
    if (i % reach != 0) entry.screens.all = {"campus-" + std::to_string(i % 997)};
  }
  return sample;
}

void DayOfAFleet(benchmark::State& state) {
  const Sample sample = fleet(static_cast<int>(state.range(0)), 100);
  for (auto _ : state) benchmark::DoNotOptimize(sample.rundown(kMonday));
  state.SetComplexityN(state.range(0));
}
BENCHMARK(DayOfAFleet)->RangeMultiplier(4)->Range(160, 10'240)->Unit(benchmark::kMillisecond)->Complexity();

void DayWhereAllEntriesConcernTheScreen(benchmark::State& state) {
  const Sample sample = fleet(static_cast<int>(state.range(0)), 1);
  const std::size_t feed = heap.live;
  heap.peak = feed;
  for (auto _ : state) benchmark::DoNotOptimize(sample.rundown(kMonday));
  state.SetComplexityN(state.range(0));
  state.counters["feed_MB"] = static_cast<double>(feed) / 1e6;
  state.counters["compile_MB"] = static_cast<double>(heap.peak - feed) / 1e6;
}
BENCHMARK(DayWhereAllEntriesConcernTheScreen)
    ->RangeMultiplier(4)
    ->Range(160, 10'240)
    ->Unit(benchmark::kMillisecond)
    ->Complexity();

void YearOfAHundredEntries(benchmark::State& state) {
  const Sample sample = fleet(100, 1);
  for (auto _ : state) {
    for (int day = 0; day < 365; ++day) {
      benchmark::DoNotOptimize(sample.rundown(std::chrono::sys_days(kMonday) + std::chrono::days(day)));
    }
  }
}
BENCHMARK(YearOfAHundredEntries)->Unit(benchmark::kMillisecond);

void SlotOfAnInstant(benchmark::State& state) {
  const Rundown rundown = fleet(1000, 1).rundown(kMonday);
  std::mt19937 random(7);
  const auto length = static_cast<std::uint32_t>((rundown.end - rundown.start).count());
  for (auto _ : state) {
    benchmark::DoNotOptimize(nearest(rundown, rundown.start + milliseconds(random() % length), std::nullopt));
  }
}
BENCHMARK(SlotOfAnInstant);

// A bus among this many circles, spread over a town of 60 km; 10 m from one position to the next.
void MoveAmongCircles(benchmark::State& state) {
  std::mt19937 random(7);
  std::uniform_real_distribution<> part(0, 0.6);
  Sample sample("Asia/Shanghai");
  for (int i = 0; i < state.range(0); ++i) {
    config::Entry& entry = sample.loop("e" + std::to_string(i), 0);
    entry.near.emplace_back(config::Circle{24 + part(random), 109 + part(random), 300, config::Datum::gcj02});
  }
  Surroundings surroundings(sample.feed, sample.screen);
  config::Position at{24, 109};
  for (auto _ : state) {
    at.lat = at.lat > 24.6 ? 24 : at.lat + 0.0001;
    benchmark::DoNotOptimize(surroundings.move({at, ""}));
  }
}
BENCHMARK(MoveAmongCircles)->Arg(300)->Arg(30'000)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
