#include "player/hint_task.h"

#include <gtest/gtest.h>

namespace kepu::player {
namespace {

TEST(HintTaskTest, ComesBackAsItWasTold) {
  const HintTask task{{true, "bus", "p\"w", "mqtt.example", 8883}, "柳州", "bus-17", "/ca.pem", "", "", true};
  const auto back = parse_hint_task(print_hint_task(task));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, task);
}

TEST(HintTaskTest, RefusesAnythingElse) {
  for (const char* text : {"", "{}", "[]", R"({"tls": true})"}) EXPECT_FALSE(parse_hint_task(text)) << text;
}

TEST(HintTaskTest, TopicsHaveNoLevelsAndWildcardsOfTheNames) {
  EXPECT_EQ(look_topic("liuzhou"), "kepu/liuzhou/look");
  EXPECT_EQ(look_topic("柳州"), "kepu/柳州/look");
  EXPECT_EQ(presence_topic("a/b", "#+%\n$"), "kepu/a%2Fb/presence/%23%2B%25%0A%24");
}

}  // namespace
}  // namespace kepu::player
