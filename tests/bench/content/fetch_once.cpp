// One asset from a server into a store, as a screen fetches it: tests/bench/content/throughput runs it.
//   fetch_once URL SHA256 BYTES FOLDER
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

#include "config/clock.h"
#include "content/fetch.h"
#include "content/posix_files.h"

int main(int argc, char** argv) {
  using namespace kepu;
  using namespace kepu::content;
  if (argc != 5) return 2;
  std::signal(SIGPIPE, SIG_IGN);
  config::Asset asset;
  asset.name = "asset";
  asset.url = argv[1];
  asset.id = config::AssetId::parse(argv[2]).value_or(config::AssetId{});
  asset.bytes = std::strtoull(argv[3], nullptr, 10);
  SystemClock clock;
  PosixFiles files;
  auto store = Store::open(argv[4], files);
  if (!store) return 1;
  const auto http = make_curl_http("kepu-bench", clock);
  Fetch fetch(asset, asset.url, *store, *http, files, [](std::uint64_t) -> Result<void> { return {}; });
  fetch.begin();
  while (!fetch.result()) http->wait(std::nullopt);
  if (*fetch.result()) return 0;
  std::fprintf(stderr, "%s\n", fetch.result()->error().message.c_str());
  return 1;
}
