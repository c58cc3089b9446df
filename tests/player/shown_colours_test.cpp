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
    auto process = DecodeProcess::start(KEPU_DECODE, fakes::of_file(folder_ / name), reaper_);
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

// High dynamic range, by the standards' own arithmetic.
double pq(double nits) {
  const double p = std::pow(nits / 10000, 2610.0 / 16384);
  return std::pow((3424.0 / 4096 + 2413.0 / 128 * p) / (1 + 2392.0 / 128 * p), 2523.0 / 32);
}

// The 8-bit-scale code values of R'G'B' of 0..1, BT.2020, limited range.
Yuv yuv2020(double red, double green, double blue) {
  const double y = 0.2627 * red + 0.6780 * green + 0.0593 * blue;
  return {16 + 219 * y, 128 + 224 * (blue - y) / 1.8814, 128 + 224 * (red - y) / 1.4746};
}
Yuv grey2020(double code) { return yuv2020(code, code, code); }

const std::string kPq = "-c:v ffv1 -colorspace bt2020nc -color_primaries bt2020 -color_trc smpte2084";
const std::string kHlg = "-c:v ffv1 -colorspace bt2020nc -color_primaries bt2020 -color_trc arib-std-b67";

class ShownHdr : public ShownColours {
 protected:
  // What two flat colours become.
  std::pair<Rgb, Rgb> mapped(const std::string& encoder, Yuv left, Yuv right,
                             const std::string& pix_fmt = "yuv420p10le", int bits = 10) {
    const Screen screen = shown(halves(pix_fmt, "64x48", bits, left, right) + encoder, "hdr.mkv", 64, 48);
    return {screen.at(5, 5), screen.at(60, 40)};
  }
  static void expect_grey(const Rgb& got, int level) { expect_colour(got, {level, level, level}); }
};

TEST_F(ShownHdr, BlackIsBlackAndThePeakIsWhite) {
  for (const std::string& kind : {kPq, kHlg}) {
    const auto [black, white] = mapped(kind, grey2020(0), grey2020(1));
    expect_grey(black, 0);
    expect_grey(white, 255);
  }
}

// 203 nits, PQ 58 % and HLG 75 % (BT.2408), are 80 % of the screen's light: room is left for what shines.
TEST_F(ShownHdr, ReferenceWhiteIsBrightAndTheSameFromPqAndHlg) {
  const auto [reference, dark] = mapped(kPq, grey2020(pq(203)), grey2020(pq(20.3)));
  expect_grey(reference, 230);
  expect_grey(dark,
              98);  // below the curve's knee light is kept: a tenth of 203 nits is a tenth of the screen's
  const auto [hlg_reference, hlg_dark] = mapped(kHlg, grey2020(0.75), grey2020(0.38));
  expect_grey(hlg_reference, 230);
  expect_grey(hlg_dark, 109);
}

TEST_F(ShownHdr, EveryPixelFormatIsMapped) {
  for (const auto& [pix_fmt, bits] : {std::pair<std::string, int>{"yuv420p", 8},
                                      {"yuv422p10le", 10},
                                      {"yuv444p10le", 10},
                                      {"yuv420p12le", 12},
                                      {"gray10le", 10}}) {
    SCOPED_TRACE(pix_fmt);
    const auto [reference, dark] = mapped(kPq, grey2020(pq(203)), grey2020(pq(20.3)), pix_fmt, bits);
    expect_colour(reference, {230, 230, 230}, 4);
    expect_colour(dark, {98, 98, 98}, 4);
  }
}

TEST_F(ShownHdr, GreysStayGreyAndRiseWithTheirCode) {
  for (const std::string& kind : {kPq, kHlg}) {
    const Screen screen = shown(
        "-f lavfi -i \"color=s=440x16:r=25:d=0.12,format=yuv420p10le,geq=lum='64+2*X':cb=512:cr=512\" " +
            kind,
        "ramp.mkv", 440, 16);
    int last = 0;
    for (int x = 0; x < 440; ++x) {
      const Rgb at = screen.at(x, 8);
      EXPECT_EQ(at.red, at.green) << x;
      EXPECT_EQ(at.green, at.blue) << x;
      EXPECT_GE(at.green, last) << x;
      last = at.green;
    }
    EXPECT_EQ(last, 255);
  }
}

TEST_F(ShownHdr, PrimariesOfBt2020AreCutToThoseOfTheScreen) {
  const double code = pq(203);
  const auto [red, green] = mapped(kPq, yuv2020(code, 0, 0), yuv2020(0, code, 0));
  EXPECT_GT(red.red, 200);
  EXPECT_LT(std::max(red.green, red.blue), 30);
  EXPECT_GT(green.green, 200);
  EXPECT_LT(std::max(green.red, green.blue), 30);
  const auto [blue, yellow] = mapped(kPq, yuv2020(0, 0, code), yuv2020(code, code, 0));
  EXPECT_GT(blue.blue, 200);
  EXPECT_LT(std::max(blue.red, blue.green), 30);
  EXPECT_GT(std::min(yellow.red, yellow.green), 200);
  EXPECT_LT(yellow.blue, 30);
}

// Skin of 709's primaries (linear 0.5, 0.3, 0.2 of 100 nits), mixed into BT.2020: light is kept, so is hue.
TEST_F(ShownHdr, ColoursThatTheScreenHasStayThemselves) {
  const auto at2020 = [](double r, double g, double b) {
    return yuv2020(pq(100 * (0.6274 * r + 0.3293 * g + 0.0433 * b)),
                   pq(100 * (0.0691 * r + 0.9195 * g + 0.0114 * b)),
                   pq(100 * (0.0164 * r + 0.0880 * g + 0.8956 * b)));
  };
  const auto level = [](double light) {
    return static_cast<int>(std::lround(255 * std::pow(light * 100 / 203, 1 / 2.4)));
  };
  const auto [skin, sky] = mapped(kPq, at2020(0.5, 0.3, 0.2), at2020(0.2, 0.35, 0.6));
  expect_colour(skin, {level(0.5), level(0.3), level(0.2)}, kTolerance10Bit);
  expect_colour(sky, {level(0.2), level(0.35), level(0.6)}, kTolerance10Bit);
}

TEST_F(ShownHdr, ABrighterPeakLeavesLessForTheRest) {
  const auto reference_at = [&](const std::string& peak) {
    const std::string x265 =
        "-c:v libx265 -x265-params 'log-level=none:lossless=1:colorprim=bt2020:transfer=smpte2084:"
        "colormatrix=bt2020nc:";
    return mapped(x265 + peak + "'", grey2020(pq(203)), grey2020(pq(203))).first.green;
  };
  const int at_1000 = reference_at("max-cll=1000,400");
  EXPECT_NEAR(at_1000, 230, kTolerance);
  EXPECT_LT(reference_at("max-cll=4000,400"), at_1000 - 5);
  EXPECT_LT(
      reference_at("master-display=G(8500,39850)B(6550,2300)R(35400,14600)WP(15635,16450)L(40000000,50)"),
      at_1000 - 5);
  EXPECT_EQ(reference_at("repeat-headers=1"), at_1000);  // not said: 1000 nits
}

TEST_F(ShownHdr, WidePrimariesOfStandardRangeAreMappedToo) {
  const std::string wide = "-c:v ffv1 -colorspace bt2020nc -color_primaries bt2020 -color_trc bt2020-10";
  const auto [grey, green] = mapped(wide, grey2020(0.5), yuv2020(0.2, 0.6, 0.2));
  expect_grey(grey, 128);
  EXPECT_LT(green.red, 20);  // a green that BT.709 has not
  EXPECT_GT(green.green, 153);
}

TEST_F(ShownColours, OfTransparentPicturesLieOnBlack) {
  for (const std::string pix_fmt : {"rgba", "rgba64be", "ya8"}) {
    SCOPED_TRACE(pix_fmt);
    const Screen screen = shown(
        "-f lavfi -i \"color=white:s=64x48:r=25,format=rgba,colorchannelmixer=aa=0.4\" -frames:v 1 "
        "-pix_fmt " +
            pix_fmt,
        "clear.png", 64, 48);
    expect_colour(screen.at(30, 30), {102, 102, 102});
  }
}

TEST_F(ShownColours, OfGreyImagesAreOfFullRange) {
  for (const std::string pix_fmt : {"gray", "gray16be", "monob"}) {
    SCOPED_TRACE(pix_fmt);
    const Screen white =
        shown("-f lavfi -i color=white:s=64x48 -frames:v 1 -pix_fmt " + pix_fmt, "grey.png", 64, 48);
    expect_colour(white.at(30, 30), {255, 255, 255});
    if (pix_fmt == "monob") continue;
    const Screen grey =
        shown("-f lavfi -i color=0x404040:s=64x48 -frames:v 1 -pix_fmt " + pix_fmt, "grey.png", 64, 48);
    expect_colour(grey.at(30, 30), {64, 64, 64});
  }
}

TEST_F(ShownColours, OfPhotographsAreTurnedUpright) {
  fakes::make_media(halves("yuvj420p", "64x48") + "-vf setrange=pc -frames:v 1 -q:v 1",
                    folder_ / "photo.jpg");
  std::ifstream in(folder_ / "photo.jpg", std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  in.close();
  // EXIF with one entry, Orientation 6: the camera was held upright, turn clockwise.
  const std::string exif(
      "\xff\xe1\x00\x22"
      "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0",
      36);
  bytes.insert(2, exif);
  std::ofstream(folder_ / "photo.jpg", std::ios::binary) << bytes;
  const Screen screen = shown("photo.jpg", 48, 64);
  expect_colour(screen.at(20, 5), exact(kLeft, wire::Matrix::bt601, true), 4);
  expect_colour(screen.at(20, 60), exact(kRight, wire::Matrix::bt601, true), 4);
}

}  // namespace
}  // namespace kepu::player
