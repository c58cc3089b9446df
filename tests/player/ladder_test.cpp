// The ladder with devices that refuse or fail, on real packets; no machine is needed that has such devices.
#include "player/decode/ladder.h"

#include <gtest/gtest.h>

#include "player/decode/hardware.h"
#include "tests/fakes/media.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::player::decode {
namespace {

// A device that decodes as software does, several pictures late, until it fails.
class FailingDevice final : public Decoder {
 public:
  enum class Fails { at_send, at_receive };
  FailingDevice(std::unique_ptr<Decoder> inner, int pictures, Fails how)
      : inner_(std::move(inner)), pictures_(pictures), how_(how) {}
  Result<void> send(const AVPacket* packet, bool unseen) override {
    if (pictures_ <= 0 && how_ == Fails::at_send) return Error{Kind::unavailable, "the device is gone"};
    return inner_->send(packet, unseen);
  }
  Result<Got> receive(AVFrame& frame) override {
    if (pictures_ <= 0 && how_ == Fails::at_receive) return Error{Kind::unavailable, "the device is gone"};
    if (pictures_ <= 0) return Got::nothing_yet;
    auto got = inner_->receive(frame);
    if (got && *got == Got::picture) --pictures_;
    return got;
  }
  void flush() override { inner_->flush(); }

 private:
  std::unique_ptr<Decoder> inner_;
  int pictures_;
  Fails how_;
};

class LadderTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    av_log_set_level(AV_LOG_QUIET);
    folder_ = new fakes::TempFolder;
    fakes::make_media("-f lavfi -i testsrc2=s=320x180:r=25:d=4 -c:v libx264 -g 30 -bf 3 -pix_fmt yuv420p",
                      *folder_ / "clip.mp4");
  }
  static void TearDownTestSuite() { delete folder_; }

  LadderTest() : memory_(std::size_t{64} << 20U), slots_(memory_.data(), memory_.size()) {
    AVFormatContext* format = nullptr;
    avformat_open_input(&format, (*folder_ / "clip.mp4").c_str(), nullptr, nullptr);
    format_.reset(format);
  }

  Rung software() { return rungs_for(*format_->streams[0], {}, slots_, 1).back(); }
  Rung failing(int pictures, FailingDevice::Fails how) {
    return {"device", [pictures, how, good = software()]() -> Result<std::unique_ptr<Decoder>> {
              auto inner = good.open();
              return std::unique_ptr<Decoder>(new FailingDevice(std::move(*inner), pictures, how));
            }};
  }
  static Rung refusing() {
    return {"refusing", []() -> Result<std::unique_ptr<Decoder>> {
              return Error{Kind::unavailable, "does not decode this profile"};
            }};
  }

  struct Seen {
    std::int64_t timestamp;
    std::vector<std::uint8_t> row;
    bool operator==(const Seen&) const = default;
  };
  // Takes every picture out that there is; false when it was the last.
  static bool take(Ladder& ladder, std::vector<Seen>& seen) {
    for (;;) {
      const FramePtr frame(av_frame_alloc());
      const auto got = ladder.receive(*frame);
      EXPECT_TRUE(got);
      if (!got || *got == Decoder::Got::end) return false;
      if (*got == Decoder::Got::nothing_yet) return true;
      const std::uint8_t* row = frame->data[0] + 90 * frame->linesize[0];
      seen.push_back({frame->best_effort_timestamp, {row, row + 320}});
    }
  }
  std::vector<Seen> play(Ladder& ladder) {
    av_seek_frame(format_.get(), 0, 0, AVSEEK_FLAG_BACKWARD);
    std::vector<Seen> seen;
    for (bool more = true; more && take(ladder, seen);) {
      const PacketPtr packet(av_packet_alloc());
      more = av_read_frame(format_.get(), packet.get()) >= 0;
      EXPECT_TRUE(ladder.send(more ? packet.get() : nullptr, false));
    }
    take(ladder, seen);
    return seen;
  }
  std::vector<Seen> play(std::vector<Rung> rungs, std::string* last = nullptr) {
    auto ladder = Ladder::open(std::move(rungs));
    EXPECT_TRUE(ladder);
    auto seen = play(**ladder);
    if (last != nullptr) *last = (*ladder)->rung();
    return seen;
  }

  inline static fakes::TempFolder* folder_ = nullptr;
  std::vector<std::uint8_t> memory_;
  Slots slots_;
  FormatContext format_;
};

TEST_F(LadderTest, ADeviceThatWorksIsKept) {
  std::string rung;
  const auto seen = play({failing(1'000, FailingDevice::Fails::at_send), software()}, &rung);
  EXPECT_EQ(seen.size(), 100U);
  EXPECT_EQ(rung, "device");
}

TEST_F(LadderTest, OneThatRefusesTheStreamIsPassedOver) {
  std::string rung;
  const auto seen = play({refusing(), refusing(), software()}, &rung);
  EXPECT_EQ(seen.size(), 100U);
  EXPECT_EQ(rung, "software");
}

TEST_F(LadderTest, AFailureAtAnyPictureIsNotSeen) {
  const auto whole = play({software()});
  ASSERT_EQ(whole.size(), 100U);
  for (const auto how : {FailingDevice::Fails::at_send, FailingDevice::Fails::at_receive}) {
    for (const int n : {0, 1, 2, 29, 30, 31, 32, 59, 60, 77, 96}) {
      SCOPED_TRACE(n);
      std::string rung;
      EXPECT_EQ(play({failing(n, how), software()}, &rung), whole);
      EXPECT_EQ(rung, "software");
    }
  }
}

TEST_F(LadderTest, EachFurtherDeviceMayFailToo) {
  const auto whole = play({software()});
  EXPECT_EQ(play({failing(40, FailingDevice::Fails::at_send), refusing(),
                  failing(20, FailingDevice::Fails::at_receive), software()}),
            whole);
}

TEST_F(LadderTest, WithoutAnyDecoderTheLastReasonIsGiven) {
  const auto ladder = Ladder::open({refusing()});
  ASSERT_FALSE(ladder);
  EXPECT_EQ(ladder.error().message, "does not decode this profile");
}

TEST_F(LadderTest, AfterASeekNothingOfBeforeComesBack) {
  auto ladder = Ladder::open({failing(150, FailingDevice::Fails::at_send), software()});
  ASSERT_TRUE(ladder);
  const auto first = play(**ladder);
  (*ladder)->flush();
  EXPECT_EQ(play(**ladder), first);
  EXPECT_EQ((*ladder)->rung(), "software");
}

TEST(Devices, NamesThatAreNoneAreRefused) {
  const auto devices = open_devices("vaapi,cuda");
  ASSERT_FALSE(devices);
  EXPECT_EQ(devices.error().message, "\"cuda\" is not a decoder: v4l2m2m, drm, vaapi, software, or auto");
}

TEST(Devices, SoftwareAloneOpensNone) {
  const auto devices = open_devices("software");
  ASSERT_TRUE(devices);
  EXPECT_TRUE(devices->empty());
}

}  // namespace
}  // namespace kepu::player::decode
