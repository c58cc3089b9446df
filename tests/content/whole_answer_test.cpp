#include "content/whole_answer.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_http.h"

namespace kepu::content {
namespace {

class WholeAnswerTest : public testing::Test {
 protected:
  static Request request(const std::string& etag = "") {
    Request request;
    request.url = "http://h/a";
    request.if_none_match = etag;
    request.bytes_max = 5000;
    return request;
  }
  void run(const WholeAnswer& answer) {
    while (!answer.result()) http_.wait(clock_.steady());
  }

  fakes::FakeClock clock_;
  fakes::FakeHttp http_{clock_};
};

TEST_F(WholeAnswerTest, IsThereWhenItHasEnded) {
  http_.serve("http://h/a", {.body = std::string(4000, 'a'), .etag = "\"1\""});
  WholeAnswer answer(http_, request());
  EXPECT_FALSE(answer.result());
  run(answer);
  ASSERT_TRUE(*answer.result());
  EXPECT_EQ(answer.etag(), "\"1\"");
  EXPECT_FALSE(answer.is_unchanged());
  EXPECT_EQ(answer.take_bytes(), std::string(4000, 'a'));
}

TEST_F(WholeAnswerTest, MayBeThatNothingHasChanged) {
  http_.serve("http://h/a", {.body = "a", .etag = "\"1\""});
  const WholeAnswer answer(http_, request("\"1\""));
  run(answer);
  EXPECT_TRUE(*answer.result());
  EXPECT_TRUE(answer.is_unchanged());
}

TEST_F(WholeAnswerTest, SaysHowLongABusyServerWantsToBeLeftAlone) {
  http_.serve("http://h/a", {.status = 503, .retry_after = 90});
  const WholeAnswer answer(http_, request());
  run(answer);
  EXPECT_EQ(answer.result()->error().kind, Kind::unavailable);
  EXPECT_EQ(answer.retry_after(), std::chrono::seconds(90));
}

TEST_F(WholeAnswerTest, StopsWhenItIsNotWantedAnyMore) {
  http_.serve("http://h/a", {.body = std::string(4000, 'a')});
  { const WholeAnswer answer(http_, request()); }
  EXPECT_EQ(http_.running(), 0U);
}

}  // namespace
}  // namespace kepu::content
