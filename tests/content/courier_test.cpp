#include "content/courier.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/content/couriered.h"

namespace kepu::content {
namespace {

class CourierTest : public Couriered {};

TEST_F(CourierTest, WithoutAFeedUrlNothingIsFetched) {
  serve_feed(1);
  run_for(1s);
  options_.feed_url.clear();
  restart();
  EXPECT_EQ(versions(), (std::vector<std::int64_t>{1}));
  const std::size_t requests = http_.requests().size();
  courier_->need({asset_of("a")});
  run_for(24h);
  EXPECT_EQ(http_.requests().size(), requests);
}

TEST_F(CourierTest, PollNowDoesNotWait) {
  serve_feed(1);
  run_for(1s);
  serve_feed(2);
  courier_->poll_now();
  run_for(1s);
  EXPECT_EQ(versions().front(), 2);
}

TEST_F(CourierTest, PollNowTriesAtOnceWhatHadFailed) {
  serve_feed(1);
  http_.serve(url_of("a"), {.status = 404});
  courier_->need({asset_of("a")});
  run_for(1000s);
  serve("a");
  courier_->poll_now();
  run_for(1s);
  EXPECT_TRUE(is_playable("a"));
}

}  // namespace
}  // namespace kepu::content
