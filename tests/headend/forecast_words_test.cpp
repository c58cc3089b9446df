#include "headend/forecast_words.h"

#include <gtest/gtest.h>

#include "config/json.h"

namespace kepu::headend {
namespace {

using namespace std::chrono_literals;
namespace json = config::json;

constexpr Period kDay{2026y / 11 / 23, 2026y / 11 / 23};

config::Feed feed() {
  config::Feed made;
  made.name = "liuzhou";
  made.epoch = 1;
  made.version = 7;
  return made;
}

Forecast quiet() {
  Forecast made{kDay, {2, 48h, {}}, {}, {}};
  made.all.airtimes.entries = {{"day", {36h, 100}}, {"(card)", {12h, 3}}};
  made.all.airtimes.assets = {{"火星", {36h, 100}}, {"(card)", {12h, 3}}};
  made.districts[""] = made.all;
  return made;
}

TEST(ForecastWords, TellTheMostFirstAndNoDistrictsWhereThereAreNone) {
  EXPECT_EQ(forecast_words(feed(), quiet()),
            "liuzhou 1.7, 2026-11-23, 2 screens\n"
            "\n"
            "Airtime by entry      airtime    share      plays\n"
            "  day                36:00:00   75.0 %        100\n"
            "  (card)             12:00:00   25.0 %          3\n"
            "\n"
            "Airtime by asset      airtime    share      plays\n"
            "  火星               36:00:00   75.0 %        100\n"
            "  (card)             12:00:00   25.0 %          3\n"
            "\n"
            "Overbooked\n"
            "  nothing\n");
}

TEST(ForecastWords, OfADistrictCountWhatIsNoCardAndNotDark) {
  Forecast made = quiet();
  made.districts = {{"north", made.all}};
  EXPECT_NE(forecast_words(feed(), made)
                .find("\n  north                   36:00:00   75.0 %        100          2\n"),
            std::string::npos)
      << forecast_words(feed(), made);
}

TEST(ForecastWords, OfALongTableAreItsFirstRows) {
  Forecast made = quiet();
  for (int i = 0; i < 30; ++i) made.all.airtimes.assets["asset-" + std::to_string(i)] = {1s, 1};
  const std::string words = forecast_words(feed(), made);
  EXPECT_NE(words.find("  and 12 more (--json has all)\n"), std::string::npos) << words;
}

TEST(ForecastJson, HasAllSumsAndFindings) {
  Forecast made = quiet();
  Finding finding;
  finding.what = Finding::What::nothing;
  finding.hours = "22:00-04:00";
  finding.days = {kDay.from};
  finding.time = 6h;
  finding.screens = {"bus-1"};
  made.findings = {finding};
  const std::string text = forecast_json(feed(), made);
  ASSERT_TRUE(json::parse(text, {100'000, false}).document) << text;
  for (const char* part : {R"("version": "1.7")", R"("screens": 2)", R"("time_ms": 172800000)",
                           R"({"name": "day", "time_ms": 129600000, "plays": 100})", R"("what": "nothing")",
                           R"-("words": "nothing to play 22:00-04:00, 2026-11-23, on 1 screen (bus-1)")-",
                           R"("days": ["2026-11-23"])"})
    EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
}

}  // namespace
}  // namespace kepu::headend
