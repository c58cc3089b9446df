// Interlaced files through the real kepu-decode.
#include <gtest/gtest.h>
#include <poll.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "player/decode_process.h"
#include "tests/fakes/media.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

constexpr int kWidth = 192, kHeight = 96;

struct Shot {
  Media pts;
  nanoseconds duration;
  std::vector<std::uint8_t> luma;  // kWidth x kHeight, on the 8-bit scale
};

Shot shot_of(const Frame& frame) {
  const Pixels& pixels = frame.pixels();
  const bool deep = wire::has_16_bit_samples(pixels.format);
  Shot shot{frame.pts(), frame.duration(), {}};
  for (int y = 0; y < pixels.height; ++y) {
    const std::uint8_t* row = pixels.plane[0] + static_cast<std::ptrdiff_t>(y) * pixels.stride[0];
    for (int x = 0; x < pixels.width; ++x) {
      const int value = deep ? (row[2 * x] | row[2 * x + 1] << 8) >> 2 : row[x];
      shot.luma.push_back(static_cast<std::uint8_t>(value));
    }
  }
  return shot;
}

class DeinterlacerTest : public ::testing::Test {
 protected:
  // Every picture of the file that ffmpeg makes of `filters` (a source and what is done to it).
  std::vector<Shot> shots(const std::string& filters, const std::string& encoder) {
    fakes::make_media("-f lavfi -i \"" + filters + "\" " + encoder, folder_ / "clip.mkv");
    auto clip = DecodeProcess::start(KEPU_DECODE, fakes::of_file(folder_ / "clip.mkv"), reaper_);
    EXPECT_TRUE(clip);
    std::vector<Shot> all;
    for (int i = 0; i < 3000 && !over(**clip); ++i) {
      pollfd news{(*clip)->fd(), POLLIN, 0};
      poll(&news, 1, 20);
      (*clip)->pump();
      while (const auto frame = (*clip)->pop()) all.push_back(shot_of(*frame));
    }
    const auto* ended = std::get_if<Ended>(&(*clip)->status());
    EXPECT_NE(ended, nullptr);
    if (ended != nullptr) length_ = ended->length;
    return all;
  }
  static bool over(const Clip& clip) {
    return std::holds_alternative<Ended>(clip.status()) || std::holds_alternative<Failed>(clip.status());
  }

  fakes::TempFolder folder_;
  Reaper reaper_;
  nanoseconds length_{};
};

const std::string kLossless = "-c:v ffv1";
const std::string kTopFirst = ",tinterlace=interleave_top,setfield=tff";
const std::string kBottomFirst = ",tinterlace=interleave_bottom,setfield=bff";
const std::string kEncodeTopFirst = kLossless + " -flags +ilme+ildct -field_order tt";
const std::string kEncodeBottomFirst = kLossless + " -flags +ilme+ildct -field_order bb";

// A bar that moves 8 pixels to the right with each of 20 pictures, 50 in a second.
std::string moving_bar(const std::string& pix_fmt, int dark, int bright) {
  return "color=s=192x96:r=50:d=0.4,format=" + pix_fmt + ",geq=lum='if(between(X,8*N,8*N+31)," +
         std::to_string(bright) + "," + std::to_string(dark) + ")':cb=512:cr=512";
}

// How many pixels are not those of the bar at its place in picture `index`.
int wrong_pixels(const Shot& shot, int index) {
  int wrong = 0;
  for (int i = 0; i < kWidth * kHeight; ++i) {
    const int x = i % kWidth;
    const int want = x >= 8 * index && x <= 8 * index + 31 ? 200 : 40;
    if (std::abs(shot.luma[static_cast<std::size_t>(i)] - want) > 3) ++wrong;
  }
  return wrong;
}

TEST_F(DeinterlacerTest, EachFieldBecomesAPictureOfItsOwnMoment) {
  struct Case {
    std::string interlace, encoder, pix_fmt;
    int scale;
  };
  const std::vector<Case> cases{{kTopFirst, kEncodeTopFirst, "yuv420p", 1},
                                {kBottomFirst, kEncodeBottomFirst, "yuv420p", 1},
                                {kTopFirst, kEncodeTopFirst, "yuv422p10le", 4}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.interlace + " " + c.pix_fmt);
    const auto all = shots(moving_bar(c.pix_fmt, 40 * c.scale, 200 * c.scale) + c.interlace, c.encoder);
    ASSERT_EQ(all.size(), 20U);
    for (int i = 0; i < 20; ++i) {
      EXPECT_EQ(wrong_pixels(all[static_cast<std::size_t>(i)], i), 0) << i;
    }
  }
}

TEST_F(DeinterlacerTest, PicturesComeAtFieldRateAndTheClipKeepsItsLength) {
  const auto all = shots(moving_bar("yuv420p", 40, 200) + kTopFirst, kEncodeTopFirst);
  ASSERT_EQ(all.size(), 20U);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].pts.time_since_epoch(), static_cast<int>(i) * milliseconds(20));
    EXPECT_EQ(all[i].duration, milliseconds(20));
  }
  EXPECT_EQ(length_, milliseconds(400));
}

TEST_F(DeinterlacerTest, WhatStandsStillKeepsEveryLine) {
  const std::string still = "testsrc2=s=192x96:r=50:d=0.02,format=yuv420p,loop=loop=11:size=1";
  const auto progressive = shots(still, kLossless);
  const auto interlaced = shots(still + kTopFirst, kEncodeTopFirst);
  ASSERT_EQ(progressive.size(), 12U);
  ASSERT_EQ(interlaced.size(), 12U);
  for (const Shot& shot : interlaced) EXPECT_TRUE(shot.luma == progressive[0].luma);
}

TEST_F(DeinterlacerTest, ProgressivePicturesPassUntouched) {
  const auto all = shots(moving_bar("yuv420p", 40, 200), kLossless);
  ASSERT_EQ(all.size(), 20U);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(wrong_pixels(all[static_cast<std::size_t>(i)], i), 0) << i;
}

TEST_F(DeinterlacerTest, ASingleInterlacedFrameIsShown) {
  const auto all = shots(moving_bar("yuv420p", 40, 200) + kTopFirst + ",trim=end_frame=1", kEncodeTopFirst);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(wrong_pixels(all[0], 0), 0);
  EXPECT_EQ(wrong_pixels(all[1], 1), 0);
}

}  // namespace
}  // namespace kepu::player
