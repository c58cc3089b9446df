#include "player/asrun_print.h"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

std::string printed(PrintAs as, const std::vector<Aired>& rows) {
  const fakes::TempFolder folder;
  auto log = AsRunLog::open(folder / "a.sqlite");
  EXPECT_TRUE(log && log->add(rows));
  std::ostringstream out;
  EXPECT_TRUE(print_as_run(*log, as, out));
  return out.str();
}

const Aired kRow{Wall(milliseconds(1'763'881'200'000)),
                 "水\"波",
                 "ab",
                 "loop",
                 Wall(milliseconds(1'763'881'200'007)),
                 Wall(milliseconds(1'763'881'210'007)),
                 250,
                 2,
                 "failed: a\nb"};

TEST(AsRunPrint, TheTableHasALineForEachItem) {
  EXPECT_EQ(printed(PrintAs::table, {kRow}),
            "started (UTC)              seconds  frames dropped  asset  (entry)  outcome\n"
            "2025-11-23T07:00:00.007Z    10.000     250       2  水\"波  (loop)  failed: a\nb\n");
}

TEST(AsRunPrint, JsonIsAnArrayWithEverythingEscaped) {
  EXPECT_EQ(printed(PrintAs::json, {}), "[]\n");
  EXPECT_EQ(printed(PrintAs::json, {kRow}),
            "[\n  {\"planned\": \"2025-11-23T07:00:00.000Z\", \"asset\": \"水\\\"波\", \"sha256\": \"ab\", "
            "\"entry\": \"loop\", \"started\": \"2025-11-23T07:00:00.007Z\", \"ended\": "
            "\"2025-11-23T07:00:10.007Z\", "
            "\"frames_shown\": 250, \"frames_dropped\": 2, \"outcome\": \"failed: a\\u000ab\"}\n]\n");
}

}  // namespace
}  // namespace kepu::player
