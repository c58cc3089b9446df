// How fast the largest feed there may be is verified, read and planned (Google Benchmark):
//   cmake --build build/release --target content_bench && build/release/tests/content_bench
// The limit of the design: a feed of 64 MiB with 100,000 assets in 2 s and 600 MB on one core.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <string>

#include "content/trust.h"
#include "scheduler/rundown.h"
#include "tests/content/trusted.h"

namespace {

using namespace kepu;
using namespace kepu::content;

double peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// 100,000 assets with titles so long that the document has just under 64 MiB, 1,000 loops over them.
config::Feed largest_feed() {
  config::Feed feed = sample_feed(7);
  for (int i = 0; i < 100'000; ++i) {
    config::Asset asset;
    asset.name = "asset-" + std::to_string(100'000 + i);
    asset.id = sha256(asset.name);
    asset.bytes = 1;
    asset.url = "media/" + asset.id.hex() + ".mp4";
    asset.duration = std::chrono::seconds(15);
    asset.title["zh-CN"] = std::string(300, 'x');
    feed.assets.push_back(std::move(asset));
  }
  for (std::uint32_t list = 0; list < 1000; ++list) {
    config::Playlist playlist{"list-" + std::to_string(1000 + list), config::Order::sequential, {}};
    for (std::uint32_t item = 0; item < 100; ++item)
      playlist.items.emplace_back(config::AssetItem{100 * list + item, std::chrono::seconds(15)});
    feed.playlists.push_back(std::move(playlist));
    config::Entry entry;
    entry.id.name = "entry-" + std::to_string(1000 + list);
    entry.playlist = list;
    feed.entries.push_back(std::move(entry));
  }
  return feed;
}

void VerifyReadAndPlanTheLargestFeed(benchmark::State& state) {
  const std::string bytes = signed_feed(largest_feed());
  RootChain chain(pin_of(sample_root()));
  if (!chain.extend(signed_root(sample_root()))) return state.SkipWithError("no root");
  for (auto _ : state) {
    const auto feed = verify(bytes, {"liuzhou", 1, 6}, chain);
    if (!feed) return state.SkipWithError(feed.error().message.c_str());
    const config::Day day{std::chrono::year(2026) / 11 / 24};
    benchmark::DoNotOptimize(scheduler::compile(**feed, {{"bus-17"}, {}, ""}, day, {}));
  }
  state.counters["envelope_MB"] = static_cast<double>(bytes.size()) / 1e6;
  state.counters["peak_MB"] = peak_mb();
}
BENCHMARK(VerifyReadAndPlanTheLargestFeed)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
