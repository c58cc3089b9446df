// Files as the world delivers them: each ends in time, with pictures that can be shown or with a reason.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "player/decode_process.h"
#include "tests/fakes/media.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

constexpr int kNewsMs = 5000;  // the longest deadline of the stage

struct Outcome {
  int frames = 0;
  nanoseconds length{};
  std::string failure;  // empty: it ended well
  bool silent = false;  // no news within the deadline
  std::vector<int> widths;
};

class CorpusTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new fakes::TempFolder;
    const std::string film = "-f lavfi -i testsrc2=s=160x90:r=25:d=0.6 -f lavfi -i sine=d=0.6 ";
    fakes::make_media(film + "-c:v libx264 -g 5 -pix_fmt yuv420p -c:a aac", at("h264.mp4"));
    fakes::make_media(film + "-c:v libvpx-vp9 -speed 8 -g 5 -c:a libopus", at("vp9.mkv"));
    fakes::make_media(film + "-c:v mpeg2video -g 5 -c:a mp2", at("mpeg2.ts"));
    fakes::make_media("-f lavfi -i testsrc2=s=160x90 -frames:v 1", at("picture.png"));
    fakes::make_media("-f lavfi -i testsrc2=s=160x90 -frames:v 1", at("picture.jpg"));
  }
  static void TearDownTestSuite() { delete folder_; }
  static std::string at(const std::string& name) { return *folder_ / name; }

  static std::string bytes_of(const std::string& name) {
    std::ifstream file(at(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void write(const std::string& name, const std::string& bytes) {
    std::ofstream(at(name), std::ios::binary) << bytes;
  }

  // Plays it as fast as it is decoded.
  static Outcome play(const std::string& name) {
    Outcome outcome;
    Reaper reaper;
    Assignment assignment;
    assignment.source = at(name);
    auto started = DecodeProcess::start(KEPU_DECODE, assignment, reaper);
    if (!started) {
      outcome.failure = started.error().message;
      return outcome;
    }
    DecodeProcess& clip = **started;
    int quiet_ms = 0;
    while (!over(clip) && quiet_ms < kNewsMs) {
      pollfd news{clip.fd(), POLLIN, 0};
      quiet_ms = poll(&news, 1, 20) > 0 ? 0 : quiet_ms + 20;
      clip.pump();
      take_all(clip, outcome);
    }
    outcome.silent = !over(clip);
    if (const auto* failed = std::get_if<Failed>(&clip.status())) outcome.failure = failed->reason;
    if (const auto* ended = std::get_if<Ended>(&clip.status())) outcome.length = ended->length;
    return outcome;
  }

  // Whatever is broken: no silence, and no film without a picture that calls itself good.
  static void expect_sound_outcome(const Outcome& outcome, const std::string& name) {
    EXPECT_FALSE(outcome.silent) << name;
    EXPECT_TRUE(outcome.frames > 0 || !outcome.failure.empty()) << name;
    EXPECT_EQ(outcome.failure.find("crashed"), std::string::npos) << name << ": " << outcome.failure;
  }

  static void flip_bits(const std::string& name) {
    const std::string whole = bytes_of(name);
    int good = 0;
    for (std::uint32_t seed = 0; seed < 100; ++seed) {
      std::mt19937 random(seed);
      std::string broken = whole;
      for (auto n = 1 + random() % 40; n > 0; --n) {
        broken[random() % broken.size()] ^= static_cast<char>(1U << (random() % 8));
      }
      write("flipped-" + name, broken);
      const Outcome outcome = play("flipped-" + name);
      expect_sound_outcome(outcome, name + " seed " + std::to_string(seed));
      good += outcome.frames > 0 ? 1 : 0;
    }
    EXPECT_GT(good, 0);
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  }

  static void cut_short(const std::string& name) {
    const std::string whole = bytes_of(name);
    for (std::size_t part = 0; part < 20; ++part) {
      write("cut-" + name, whole.substr(0, whole.size() * part / 20));
      expect_sound_outcome(play("cut-" + name), name + " cut at " + std::to_string(part) + "/20");
    }
  }

 private:
  static bool over(const Clip& clip) {
    return std::holds_alternative<Ended>(clip.status()) || std::holds_alternative<Failed>(clip.status());
  }
  static void take_all(DecodeProcess& clip, Outcome& outcome) {
    std::vector<float> sound(2 * 4800);
    while (clip.read_sound(sound) > 0) {
    }
    while (const auto frame = clip.pop()) {
      ++outcome.frames;
      const int width = frame->pixels().shape_width;
      if (outcome.widths.empty() || outcome.widths.back() != width) outcome.widths.push_back(width);
    }
  }
  inline static fakes::TempFolder* folder_ = nullptr;
};

TEST_F(CorpusTest, WhatIsUsedOnScreensPlays) {
  const std::string film =
      "-f lavfi -i testsrc2=s=160x90:r=25:d=0.4 -f lavfi -i sine=d=0.4 -pix_fmt yuv420p ";
  const std::vector<std::pair<std::string, std::string>> kinds{
      {"-c:v libx264 -c:a aac", "a.mp4"},
      {"-c:v libx265 -x265-params log-level=none -tag:v hvc1 -c:a aac", "b.mp4"},
      {"-c:v libvpx-vp9 -speed 8 -c:a libopus", "c.webm"},
      {"-c:v libaom-av1 -cpu-used 8 -c:a libopus", "d.mkv"},
      {"-c:v mpeg2video -c:a mp2", "e.ts"},
      {"-c:v mpeg2video -c:a mp2", "f.mpg"},
      {"-c:v mpeg4 -c:a libmp3lame", "g.avi"},
      {"-c:v libx264 -c:a aac", "h.flv"},
      {"-c:v libx264 -an", "i.h264"}};
  for (const auto& [codecs, name] : kinds) {
    fakes::make_media(film + codecs, at(name));
    const Outcome outcome = play(name);
    EXPECT_EQ(outcome.failure, "") << name;
    EXPECT_EQ(outcome.frames, 10) << name;
  }
  for (const char* name : {"a.png", "b.jpg", "c.webp", "d.bmp", "e.tiff"}) {
    fakes::make_media("-f lavfi -i testsrc2=s=160x90 -frames:v 1", at(name));
    EXPECT_EQ(play(name).frames, 1) << name;
  }
}

TEST_F(CorpusTest, FlippedBitsInMp4) { flip_bits("h264.mp4"); }
TEST_F(CorpusTest, FlippedBitsInMatroska) { flip_bits("vp9.mkv"); }
TEST_F(CorpusTest, FlippedBitsInTransportStreams) { flip_bits("mpeg2.ts"); }
TEST_F(CorpusTest, FlippedBitsInPng) { flip_bits("picture.png"); }
TEST_F(CorpusTest, FlippedBitsInJpeg) { flip_bits("picture.jpg"); }

TEST_F(CorpusTest, FilesThatBreakOff) {
  for (const char* name : {"h264.mp4", "vp9.mkv", "mpeg2.ts", "picture.png", "picture.jpg"}) cut_short(name);
}

TEST_F(CorpusTest, AWrongNameDoesNotMatter) {
  write("film.png", bytes_of("vp9.mkv"));
  EXPECT_EQ(play("film.png").frames, 15);
  write("picture.mp4", bytes_of("picture.jpg"));
  EXPECT_EQ(play("picture.mp4").frames, 1);
}

TEST_F(CorpusTest, WhatNamesOtherFilesIsNotPlayed) {
  write("list.mp4", "ffconcat version 1.0\nfile h264.mp4\n");
  EXPECT_NE(play("list.mp4").failure, "");
  write("list.ts", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nmpeg2.ts\n#EXT-X-ENDLIST\n");
  EXPECT_NE(play("list.ts").failure, "");
  write("drawing.png", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>");
  EXPECT_NE(play("drawing.png").failure, "");
}

void put(std::string& bytes, std::size_t at, std::uint32_t value, bool big_endian) {
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[at + i] = static_cast<char>(value >> (8 * (big_endian ? 3 - i : i)));
  }
}

TEST_F(CorpusTest, AbsurdSizesAreRefusedBeforeMemoryIsAskedFor) {
  std::string png = bytes_of("picture.png");
  put(png, 16, 100'000, true);
  put(png, 20, 100'000, true);
  write("huge.png", png);
  EXPECT_NE(play("huge.png").failure, "");
  fakes::make_media("-f lavfi -i testsrc2=s=160x90 -frames:v 1", at("small.bmp"));
  std::string bmp = bytes_of("small.bmp");
  put(bmp, 18, 100'000, false);
  put(bmp, 22, 100'000, false);
  write("huge.bmp", bmp);
  EXPECT_NE(play("huge.bmp").failure, "");
  std::string mp4 = bytes_of("h264.mp4");
  put(mp4, mp4.find("avc1", mp4.find("stsd")) + 28, 0xffffffff, true);
  write("huge.mp4", mp4);
  EXPECT_EQ(play("huge.mp4").failure, "its pictures of 65535x65535 have more pixels than 8192x4320");
}

TEST_F(CorpusTest, TimestampsThatWrapOrJumpCostNoTime) {
  const std::string film =
      "-f lavfi -i testsrc2=s=160x90:r=25:d=1 -f lavfi -i sine=d=1 -c:v mpeg2video -c:a mp2 ";
  fakes::make_media(film + "-output_ts_offset 95443.2", at("wrap.ts"));
  const Outcome wrapped = play("wrap.ts");
  EXPECT_GE(wrapped.frames, 24);
  EXPECT_LE(wrapped.length, milliseconds(1200));
  fakes::make_media(film, at("first.ts"));
  fakes::make_media(film + "-output_ts_offset 5000", at("later.ts"));
  write("jump.ts", bytes_of("first.ts") + bytes_of("later.ts") + bytes_of("first.ts"));
  const Outcome jumped = play("jump.ts");
  EXPECT_GE(jumped.frames, 70);
  EXPECT_LE(jumped.length, milliseconds(3400));
}

TEST_F(CorpusTest, TheSizeMayChangeInMidStream) {
  for (const char* size : {"160x90", "320x180"}) {
    fakes::make_media(std::string("-f lavfi -i testsrc2=r=25:d=0.4:s=") + size + " -c:v mpeg2video",
                      at(std::string(size) + ".ts"));
  }
  write("sizes.ts", bytes_of("160x90.ts") + bytes_of("320x180.ts"));
  EXPECT_EQ(play("sizes.ts").widths, (std::vector<int>{160, 320}));
}

TEST_F(CorpusTest, AStreamThatBeginsInTheMiddlePlaysFromItsFirstKeyframe) {
  const std::string whole = bytes_of("mpeg2.ts");
  write("middle.ts", whole.substr(whole.size() / 3 / 188 * 188));
  const Outcome outcome = play("middle.ts");
  EXPECT_EQ(outcome.failure, "");
  EXPECT_GE(outcome.frames, 5);
}

TEST_F(CorpusTest, OddLengthsAndRatesPlay) {
  const std::vector<std::pair<std::string, int>> kinds{
      {"-f lavfi -i testsrc2=s=160x90:r=25:d=0.4 -f lavfi -i sine=d=3", 10},
      {"-f lavfi -i testsrc2=s=160x90:r=25:d=2 -f lavfi -i sine=d=0.2", 50},
      {"-f lavfi -i testsrc2=s=160x90:r=25 -frames:v 1", 1},
      {"-f lavfi -i testsrc2=s=160x90:r=120:d=1", 120},
      {"-f lavfi -i testsrc2=s=160x90:r=25:d=1 -vf select='not(mod(n\\,3))+eq(n\\,1)' -vsync vfr", 10}};
  for (const auto& [source, frames] : kinds) {
    fakes::make_media(source + " -c:v libx264 -pix_fmt yuv420p", at("odd.mp4"));
    const Outcome outcome = play("odd.mp4");
    EXPECT_EQ(outcome.failure, "") << source;
    EXPECT_EQ(outcome.frames, frames) << source;
  }
}

TEST_F(CorpusTest, EightHoursAreEightHours) {
  fakes::make_media("-f lavfi -i testsrc2=s=32x32:r=1:d=60 -c:v libx264 -pix_fmt yuv420p", at("minute.mp4"));
  fakes::make_media("-stream_loop 479 -i '" + at("minute.mp4") + "' -c copy", at("long.mp4"));
  const Outcome outcome = play("long.mp4");
  EXPECT_EQ(outcome.failure, "");
  EXPECT_EQ(outcome.frames, 8 * 3600);
  EXPECT_EQ(outcome.length, std::chrono::hours(8));
}

TEST_F(CorpusTest, SoundAloneAndEmptyFilesSayWhy) {
  fakes::make_media("-f lavfi -i sine=d=1", at("sound.mp4"));
  EXPECT_EQ(play("sound.mp4").failure, "has no picture");
  write("empty.mp4", "");
  EXPECT_NE(play("empty.mp4").failure, "");
}

}  // namespace
}  // namespace kepu::player
