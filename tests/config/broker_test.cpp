#include "config/broker.h"

#include <gtest/gtest.h>

namespace kepu::config {
namespace {

TEST(BrokerTest, ReadsWhatAUrlSays) {
  EXPECT_EQ(parse_broker("mqtts://mqtt.example"), (Broker{true, "", "", "mqtt.example", 8883}));
  EXPECT_EQ(parse_broker("mqtt://127.0.0.1:1884/"), (Broker{false, "", "", "127.0.0.1", 1884}));
  EXPECT_EQ(parse_broker("mqtts://bus:p%40ss:word@[2001:db8::1]:9000"),
            (Broker{true, "bus", "p@ss:word", "2001:db8::1", 9000}));
  EXPECT_EQ(parse_broker("mqtt://bus@h"), (Broker{false, "bus", "", "h", 1883}));
}

TEST(BrokerTest, RefusesOtherForms) {
  for (const char* url : {"", "mqtts://", "http://h", "mqtt:/h", "mqtts://h:0", "mqtts://h:65536",
                          "mqtts://h:", "mqtts://h:1x", "mqtts://a b", "mqtts://h/path", "mqtts://[::1",
                          "mqtts://:pw@h", "mqtts://u%4@h", "mqtts://u%00@h", "mqtts://[h]"})
    EXPECT_FALSE(parse_broker(url)) << url;
}

TEST(BrokerTest, IsDescribedWithoutItsPassword) {
  EXPECT_EQ(describe(*parse_broker("mqtts://bus:secret@[::1]")), "mqtts://[::1]:8883");
  EXPECT_EQ(describe(*parse_broker("mqtt://h:99")), "mqtt://h:99");
}

}  // namespace
}  // namespace kepu::config
