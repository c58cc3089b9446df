// Real files of known colours through the real kepu-decode and the painter: what the screen shows of them.
#include <gtest/gtest.h>
#include <poll.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "player/decode_process.h"
#include "tests/fakes/colours.h"
#include "tests/fakes/media.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

using fakes::exact;
using fakes::expect_colour;
using fakes::kTolerance;
using fakes::kTolerance10Bit;
using fakes::Rgb;
using fakes::Screen;
using fakes::Yuv;

constexpr Yuv kLeft{100, 90, 200}, kRight{150, 160, 60};  // code values of 8 bits

// Lavfi's source of three pictures of those halves; `bits` of `pix_fmt`.
std::string halves(const std::string& pix_fmt, const std::string& size, int bits = 8, Yuv left = kLeft,
                   Yuv right = kRight) {
  const auto plane = [&](std::size_t i) {
    const auto code = [&](const Yuv& yuv) { return std::to_string(std::lround(yuv[i] * (1 << (bits - 8)))); };
    return "'if(lt(X,trunc(W/2))," + code(left) + "," + code(right) + ")'";
  };
  return "-f lavfi -i \"color=s=" + size + ":r=25:d=0.12,format=" + pix_fmt + ",geq=lum=" + plane(0) +
         ":cb=" + plane(1) + ":cr=" + plane(2) + "\" ";
}

class ShownColours : public ::testing::Test {
 protected:
  // The first frame of a file; the clip must live as long.
  struct Shown {
    std::unique_ptr<DecodeProcess> clip;
    std::optional<Frame> frame;
  };
  Shown first_frame(const std::string& name) {
    auto process = DecodeProcess::start(KEPU_DECODE, {folder_ / name, {}, 0, 0, false}, reaper_);
    EXPECT_TRUE(process) << process.error().message;
    Shown shown{std::move(*process), {}};
    const auto failed = [&] { return std::get_if<Failed>(&shown.clip->status()); };
    for (int i = 0; i < 3000 && shown.clip->peek() == nullptr && failed() == nullptr; ++i) {
      pollfd news{shown.clip->fd(), POLLIN, 0};
      poll(&news, 1, 20);
      shown.clip->pump();
    }
    shown.frame = shown.clip->pop();
    EXPECT_TRUE(shown.frame) << (failed() != nullptr ? failed()->reason : "no frame in a minute");
    return shown;
  }

  // The file made by ffmpeg with `arguments`, on a screen.
  Screen shown(const std::string& arguments, const std::string& name, int width, int height) {
    fakes::make_media(arguments, folder_ / name);
    return shown(name, width, height);
  }
  Screen shown(const std::string& name, int width, int height) {
    Screen screen(width, height);
    const Shown first = first_frame(name);
    if (!first.frame) return screen;
    pixels_ = first.frame->pixels();
    Painter(config::Fit::contain, 0).paint(pixels_, screen.canvas());
    return screen;
  }

  fakes::TempFolder folder_;
  Reaper reaper_;
  Pixels pixels_;  // of the picture shown last; its planes are gone
};

struct Kind8To12 {
  std::string pix_fmt;
  int bits;
  wire::Format format;
};

TEST_F(ShownColours, OfEveryDepthAndColourResolutionAreExactAndTakeNoPassOfTheirOwn) {
  const std::vector<Kind8To12> kinds{
      {"yuv420p", 8, wire::Format::i420},      {"yuv422p", 8, wire::Format::i422},
      {"yuv444p", 8, wire::Format::i444},      {"yuv420p10le", 10, wire::Format::i010},
      {"yuv422p10le", 10, wire::Format::i210}, {"yuv444p10le", 10, wire::Format::i410},
      {"yuv420p12le", 12, wire::Format::i010}, {"yuv422p12le", 12, wire::Format::i210},
      {"yuv444p12le", 12, wire::Format::i410}, {"yuv411p", 8, wire::Format::i422}};
  for (const Kind8To12& kind : kinds) {
    SCOPED_TRACE(kind.pix_fmt);
    const Screen screen =
        shown(halves(kind.pix_fmt, "64x48", kind.bits) + "-c:v ffv1 -colorspace bt709 -color_range tv",
              "clip.mkv", 64, 48);
    EXPECT_EQ(pixels_.format, kind.format);
    const int tolerance = kind.bits == 8 ? kTolerance : kTolerance10Bit;
    expect_colour(screen.at(5, 5), exact(kLeft, wire::Matrix::bt709, false), tolerance);
    expect_colour(screen.at(60, 40), exact(kRight, wire::Matrix::bt709, false), tolerance);
  }
}

TEST_F(ShownColours, FollowTheMatrixAndRangeThatTheFileNames) {
  const std::vector<std::pair<std::string, wire::Matrix>> matrices{{"smpte170m", wire::Matrix::bt601},
                                                                   {"bt470bg", wire::Matrix::bt601},
                                                                   {"bt709", wire::Matrix::bt709},
                                                                   {"bt2020nc", wire::Matrix::bt2020}};
  for (const auto& [name, matrix] : matrices) {
    for (const bool full_range : {false, true}) {
      SCOPED_TRACE(name + (full_range ? " full" : " limited"));
      const Screen screen = shown(halves("yuv420p", "64x48") + "-c:v libx264 -qp 0 -colorspace " + name +
                                      (full_range ? " -color_range pc" : " -color_range tv"),
                                  "clip.mp4", 64, 48);
      expect_colour(screen.at(5, 5), exact(kLeft, matrix, full_range));
      expect_colour(screen.at(60, 40), exact(kRight, matrix, full_range));
    }
  }
}

TEST_F(ShownColours, OfAFileThatNamesNoMatrixFollowItsSize) {
  const std::vector<std::pair<std::string, wire::Matrix>> sizes{
      {"720x576", wire::Matrix::bt601}, {"1280x544", wire::Matrix::bt709}, {"960x720", wire::Matrix::bt709}};
  for (const auto& [size, matrix] : sizes) {
    SCOPED_TRACE(size);
    const Screen screen = shown(halves("yuv420p", size) + "-c:v libx264 -qp 0", "clip.mp4", 1280, 720);
    expect_colour(screen.at(400, 360), exact(kLeft, matrix, false));
  }
}

TEST_F(ShownColours, OfOddSizesReachEveryEdge) {
  for (const std::string pix_fmt : {"yuv420p", "yuv422p", "yuv444p10le"}) {
    const int bits = pix_fmt == "yuv444p10le" ? 10 : 8;
    for (const auto& [width, height] : {std::pair{853, 481}, {1, 1}, {3, 5}, {7, 2}}) {
      const std::string size = std::to_string(width) + ":" + std::to_string(height);
      SCOPED_TRACE(pix_fmt + " " + size);
      const Screen screen = shown(halves(pix_fmt, "864x496", bits, kLeft, kLeft) + "-vf crop=" + size +
                                      ":0:0:exact=1 -c:v ffv1 -colorspace bt709",
                                  "clip.mkv", width, height);
      EXPECT_EQ(pixels_.width, width);
      EXPECT_EQ(pixels_.height, height);
      for (const int x : {0, width - 1}) {
        for (const int y : {0, height - 1})
          expect_colour(screen.at(x, y), exact(kLeft, wire::Matrix::bt709, false), kTolerance10Bit);
      }
    }
  }
}

TEST_F(ShownColours, OfPixelsThatAreNotSquareAreShownInTheirShape) {
  const Screen screen =
      shown(halves("yuv420p", "64x48") + "-vf setsar=2/1 -c:v libx264 -qp 0 -colorspace bt709", "clip.mp4",
            160, 48);
  expect_colour(screen.at(14, 20), {0, 0, 0});
  expect_colour(screen.at(18, 20), exact(kLeft, wire::Matrix::bt709, false));
  expect_colour(screen.at(141, 20), exact(kRight, wire::Matrix::bt709, false));
  expect_colour(screen.at(146, 20), {0, 0, 0});
}

TEST_F(ShownColours, BeginExactlyWhereTheFileCutsThePicture) {
  const Screen screen = shown(
      halves("yuv420p", "64x48") + "-c:v libx264 -qp 0 -colorspace bt709 -bsf:v h264_metadata=crop_left=34",
      "clip.mp4", 30, 48);
  EXPECT_EQ(pixels_.width, 30);
  expect_colour(screen.at(0, 20), exact(kRight, wire::Matrix::bt709, false));
}

// A quarter turn clockwise as a camera writes it: into the track header, in front of the width and height.
void turn_track(const std::filesystem::path& file, int quarters) {
  std::ifstream in(file, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  in.close();
  const std::size_t header = bytes.find("tkhd");
  ASSERT_NE(header, std::string::npos);
  const auto put = [&](std::size_t index, int value) {  // 16.16, big-endian
    const std::size_t at = header + 44 + 4 * index;
    bytes[at] = bytes[at + 1] = static_cast<char>(value < 0 ? 0xFF : 0);
    if (value > 0) bytes[at + 1] = 1;
    bytes[at + 2] = bytes[at + 3] = 0;
  };
  const std::array<int, 4> cosine{1, 0, -1, 0}, sine{0, 1, 0, -1};
  const auto turn = static_cast<std::size_t>(quarters);
  put(0, cosine[turn]);
  put(1, sine[turn]);
  put(3, -sine[turn]);
  put(4, cosine[turn]);
  std::ofstream(file, std::ios::binary) << bytes;
}

TEST_F(ShownColours, AreTurnedAsTheFileSays) {
  const Rgb left = exact(kLeft, wire::Matrix::bt709, false);
  const Rgb right = exact(kRight, wire::Matrix::bt709, false);
  for (const std::string pix_fmt : {"yuv420p", "yuv422p", "yuv444p", "yuv420p10le"}) {
    const int bits = pix_fmt == "yuv420p10le" ? 10 : 8;
    fakes::make_media(halves(pix_fmt, "64x48", bits) + "-c:v libx264 -qp 0 -colorspace bt709",
                      folder_ / "clip.mp4");
    for (const int quarters : {1, 2, 3}) {
      SCOPED_TRACE(pix_fmt + " " + std::to_string(quarters));
      turn_track(folder_ / "clip.mp4", quarters);
      const Screen screen = quarters == 2 ? shown("clip.mp4", 64, 48) : shown("clip.mp4", 48, 64);
      expect_colour(screen.at(5, 5), quarters == 1 ? left : right, kTolerance10Bit);
      expect_colour(quarters == 2 ? screen.at(60, 40) : screen.at(40, 60), quarters == 1 ? right : left,
                    kTolerance10Bit);
    }
  }
}

}  // namespace
}  // namespace kepu::player
