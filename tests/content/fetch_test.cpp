#include "content/fetch.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_files.h"
#include "tests/fakes/fake_http.h"

namespace kepu::content {
namespace {

using fakes::Answer;

constexpr const char* kUrl = "http://h/clip.mp4";

class FetchTest : public testing::Test {
 protected:
  FetchTest() : store_(*Store::open("/store", files_)) {
    asset_.name = "clip";
    for (int i = 0; bytes_.size() < 10'000; ++i) bytes_ += std::to_string(i) + " ";
    asset_.id = sha256(bytes_);
    asset_.bytes = bytes_.size();
  }

  void leave_part(const std::string& bytes, const std::string& etag = "") {
    files_.plant(store_.part_path(asset_.id), bytes);
    if (!etag.empty()) files_.plant(store_.etag_path(asset_.id), etag + '\n' + kUrl);
  }

  // The kind and message of how it ended; empty: it is on disk.
  std::string fetch() {
    Fetch fetch(asset_, kUrl, store_, http_, files_, make_room_);
    fetch.begin();
    while (!fetch.result()) http_.wait(std::nullopt);
    const Result<void>& result = *fetch.result();
    kind_ = result ? std::nullopt : std::optional(result.error().kind);
    return result ? std::string() : result.error().message;
  }

  std::string part() const {
    const auto& files = files_.disk().files;
    const auto file = files.find(store_.part_path(asset_.id));
    return file == files.end() ? "none" : file->second;
  }
  bool is_playable() const { return store_.playable()->contains(asset_.id); }
  Request request() const { return http_.requests().empty() ? Request{} : http_.requests().back(); }

  fakes::FakeClock clock_;
  fakes::FakeFiles files_;
  fakes::FakeHttp http_{clock_};
  Store store_;
  config::Asset asset_;
  std::string bytes_;
  std::optional<Kind> kind_;
  Fetch::MakeRoom make_room_ = [](std::uint64_t) -> Result<void> { return {}; };
};

TEST_F(FetchTest, WhatTheFeedNamesBecomesPlayable) {
  http_.serve(kUrl, {.body = bytes_, .etag = "\"1\""});
  EXPECT_EQ(fetch(), "");
  EXPECT_TRUE(is_playable());
  EXPECT_EQ(*files_.read(store_.playable()->path(asset_.id), 1 << 20), bytes_);
  EXPECT_TRUE(files_.list("/store/incoming")->empty());
}

TEST_F(FetchTest, AnInterruptedTransferGoesOnWhereItStopped) {
  http_.serve_once(kUrl, {.body = bytes_, .etag = "\"1\"", .cut_after = 4000});
  EXPECT_EQ(fetch(), "http://h/clip.mp4: cut off by the server");
  EXPECT_EQ(part(), bytes_.substr(0, 4000));
  http_.serve(kUrl, {.body = bytes_, .etag = "\"1\""});
  EXPECT_EQ(fetch(), "");
  EXPECT_EQ(request().from, 4000U);
  EXPECT_EQ(request().if_range, "\"1\"");
  EXPECT_EQ(request().bytes_max, bytes_.size() - 4000);
  EXPECT_TRUE(is_playable());
}

TEST_F(FetchTest, AnotherServerGoesOnWhereTheFirstStopped) {
  leave_part(bytes_.substr(0, 4000));
  files_.plant(store_.etag_path(asset_.id), "\"1\"\nhttp://depot/clip.mp4");
  http_.serve(kUrl, {.body = bytes_, .etag = "\"another\""});
  EXPECT_EQ(fetch(), "");
  EXPECT_EQ(request().from, 4000U);
  EXPECT_EQ(request().if_range, "");
  EXPECT_TRUE(is_playable());
}

TEST_F(FetchTest, WithoutAnETagTheHashTells) {
  leave_part(bytes_.substr(0, 4000));
  http_.serve(kUrl, {.body = bytes_});
  EXPECT_EQ(fetch(), "");
  EXPECT_EQ(request().from, 4000U);
  EXPECT_EQ(request().if_range, "");
}

TEST_F(FetchTest, AWeakOrTornETagIsNotUsed) {
  for (const std::string& etag : {std::string("W/\"1\""), std::string("\"1"), std::string(3, '\0')}) {
    leave_part(bytes_.substr(0, 10), etag);
    http_.serve_once(kUrl, {.status = 503});
    fetch();
    EXPECT_EQ(request().from, 10U);
    EXPECT_EQ(request().if_range, "");
  }
}

TEST_F(FetchTest, AChangedFileStartsOver) {
  leave_part("something else", "\"0\"");
  http_.serve(kUrl, {.body = bytes_, .etag = "\"1\""});
  EXPECT_EQ(fetch(), "");
  EXPECT_TRUE(is_playable());
}

TEST_F(FetchTest, AServerWithoutRangesStartsOver) {
  leave_part(bytes_.substr(0, 4000));
  http_.serve(kUrl, {.body = bytes_, .ranges = false});
  EXPECT_EQ(fetch(), "");
  EXPECT_TRUE(is_playable());
}

TEST_F(FetchTest, ACompletePartNeedsNoRequest) {
  leave_part(bytes_);
  EXPECT_EQ(fetch(), "");
  EXPECT_TRUE(is_playable());
  EXPECT_TRUE(http_.requests().empty());
}

TEST_F(FetchTest, ACompletePartOfWrongBytesIsFetchedAnew) {
  leave_part(std::string(bytes_.size(), '\0'));
  http_.serve(kUrl, {.body = bytes_});
  EXPECT_EQ(fetch(), "");
  EXPECT_EQ(request().from, 0U);
  EXPECT_TRUE(is_playable());
}

TEST_F(FetchTest, APartThatIsTooLongIsFetchedAnew) {
  leave_part(bytes_ + "!");
  http_.serve(kUrl, {.body = bytes_});
  EXPECT_EQ(fetch(), "");
  EXPECT_EQ(request().from, 0U);
}

TEST_F(FetchTest, WrongBytesAreNeverPlayableAndTheNextTryBeginsAtZero) {
  std::string wrong = bytes_;
  wrong.back() = '!';
  http_.serve(kUrl, {.body = wrong});
  EXPECT_EQ(fetch(), "http://h/clip.mp4: SHA-256 " + sha256(wrong).hex() + " instead of " + asset_.id.hex() +
                         ": it is not the file that the feed names");
  EXPECT_EQ(kind_, Kind::refused);
  EXPECT_FALSE(is_playable());
  EXPECT_EQ(part(), "none");
}

TEST_F(FetchTest, AShortFileIsAnInterruptedOne) {
  http_.serve(kUrl, {.body = bytes_.substr(0, 4000)});
  EXPECT_EQ(fetch(), "http://h/clip.mp4: ended after 4000 of " + std::to_string(bytes_.size()) + " bytes");
  EXPECT_EQ(kind_, Kind::unavailable);
  EXPECT_EQ(part().size(), 4000U);
}

TEST_F(FetchTest, NothingAfterTheEndBeginsAtZeroTheNextTime) {
  leave_part(bytes_.substr(0, 4000), "\"1\"");
  http_.serve(kUrl, {.body = bytes_.substr(0, 4000), .etag = "\"1\""});
  fetch();
  EXPECT_EQ(kind_, Kind::invalid);
  EXPECT_EQ(part(), "none");
}

TEST_F(FetchTest, ALongerFileIsCutOffAndForgotten) {
  http_.serve(kUrl, {.body = bytes_ + "more", .chunked = true});
  fetch();
  EXPECT_EQ(kind_, Kind::refused);
  EXPECT_EQ(part(), "none");
  http_.serve(kUrl, {.body = bytes_, .endless = true});
  fetch();
  EXPECT_EQ(kind_, Kind::refused);
  EXPECT_EQ(part(), "none");
}

TEST_F(FetchTest, ARangeThatStartsElsewhereBeginsAtZeroTheNextTime) {
  leave_part(bytes_.substr(0, 4000));
  http_.serve(kUrl, {.body = bytes_, .range_shift = 1});
  fetch();
  EXPECT_EQ(kind_, Kind::broken);
  EXPECT_EQ(part(), "none");
}

TEST_F(FetchTest, ARefusalLeavesThePart) {
  leave_part(bytes_.substr(0, 4000));
  for (const int status : {403, 404, 500}) {
    http_.serve(kUrl, {.status = status});
    EXPECT_NE(fetch(), "");
    EXPECT_EQ(part().size(), 4000U) << status;
  }
}

TEST_F(FetchTest, AStalledTransferEndsAndLeavesItsPart) {
  http_.serve(kUrl, {.body = bytes_, .stall_after = 4000});
  EXPECT_EQ(fetch(), "http://h/clip.mp4: stalled");
  EXPECT_EQ(part().size(), 4000U);
}

TEST_F(FetchTest, WhatIsStoppedLeavesItsPart) {
  http_.serve(kUrl, {.body = bytes_, .stall_after = 4000});
  {
    Fetch fetch(asset_, kUrl, store_, http_, files_, make_room_);
    fetch.begin();
    http_.wait(clock_.steady() + std::chrono::seconds(1));
    EXPECT_FALSE(fetch.result());
  }
  EXPECT_EQ(part().size(), 4000U);
  EXPECT_EQ(http_.running(), 0U);
}

TEST_F(FetchTest, WithoutRoomNothingIsAskedFor) {
  std::uint64_t asked = 0;
  make_room_ = [&](std::uint64_t bytes) -> Result<void> {
    asked = bytes;
    return Error{Kind::full, "no room"};
  };
  leave_part(bytes_.substr(0, 4000), "\"1\"");
  EXPECT_EQ(fetch(), "no room");
  EXPECT_EQ(kind_, Kind::full);
  EXPECT_EQ(asked, bytes_.size() - 4000);
  EXPECT_TRUE(http_.requests().empty());
}

TEST_F(FetchTest, ADiskThatFillsUpMeanwhileLeavesThePart) {
  http_.serve_once(kUrl, {.body = bytes_, .stall_after = 4000});
  Fetch fetch(asset_, kUrl, store_, http_, files_, make_room_);
  fetch.begin();
  http_.wait(clock_.steady() + std::chrono::seconds(1));
  files_.set_free(10);
  while (!fetch.result()) http_.wait(std::nullopt);
  EXPECT_FALSE(*fetch.result());
  EXPECT_EQ(part().size(), 10U);
}

TEST_F(FetchTest, AThousandFlippedBitsAreNeverPlayable) {
  std::mt19937 dice(1);
  for (int i = 0; i < 1000; ++i) {
    std::string flipped = bytes_;
    flipped[dice() % flipped.size()] ^= static_cast<char>(1U << (dice() % 8));
    http_.serve(kUrl, {.body = flipped, .etag = "\"1\""});
    fetch();
    ASSERT_EQ(kind_, Kind::refused);
    ASSERT_FALSE(is_playable());
  }
}

TEST_F(FetchTest, AnEmptyPartIsNoReasonToAskForARange) {
  leave_part("", "\"1\"");
  http_.serve(kUrl, {.body = bytes_});
  EXPECT_EQ(fetch(), "");
  EXPECT_EQ(request().from, 0U);
  EXPECT_EQ(request().if_range, "");
}

}  // namespace
}  // namespace kepu::content
