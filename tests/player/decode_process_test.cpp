// The real kepu-decode on real files.
#include "player/decode_process.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <fstream>

#include "tests/player/decode_process_fixture.h"

namespace kepu::player {
namespace {

TEST_F(DecodeProcessTest, EveryFrameOfAClipComesWithItsTime) {
  const auto clip = start("clip.mp4");
  const auto times = play_through(*clip);
  ASSERT_EQ(times.size(), 25U);
  for (std::size_t i = 0; i < times.size(); ++i) {
    EXPECT_EQ(times[i].time_since_epoch(), static_cast<int>(i) * milliseconds(40));
  }
  ASSERT_TRUE(std::holds_alternative<Ended>(clip->status()));
  EXPECT_EQ(std::get<Ended>(clip->status()).length, std::chrono::seconds(1));
}

TEST_F(DecodeProcessTest, AFewFramesAreDecodedAheadAndNoMoreUntilOneIsTaken) {
  const auto clip = start("clip.mp4");
  pump_until(*clip, [&] { return clip->peek() != nullptr; });
  std::vector<Frame> held;
  pump_until(*clip, [&] {
    while (auto frame = clip->pop()) held.push_back(std::move(*frame));
    return held.size() >= 3;
  });
  EXPECT_EQ(held.size(), 3U);
  pollfd news{clip->fd(), POLLIN, 0};
  EXPECT_EQ(poll(&news, 1, 100), 0);
  held.clear();
}

TEST_F(DecodeProcessTest, SoundIsResampledAndLaidAgainstTheFirstPicture) {
  const auto clip = start("clip.mp4");
  std::vector<float> sound;
  std::vector<float> block(2 * 4800);
  pump_until(*clip, [&] {
    while (clip->pop()) {
    }
    while (const std::size_t n = clip->read_sound(block))
      sound.insert(sound.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(2 * n));
    return over(*clip) && sound.size() >= 2 * 46'000;
  });
  EXPECT_NEAR(static_cast<double>(sound.size()) / 2, 48'000, 1'500);
  float loudest = 0;
  for (const float s : sound) loudest = std::max(loudest, s);
  EXPECT_GT(loudest, 0.05F);
}

TEST_F(DecodeProcessTest, AnImageIsOneFrameOfItsColour) {
  const auto clip = start("red.png");
  pump_until(*clip, [&] { return over(*clip); });
  const auto frame = clip->pop();
  ASSERT_TRUE(frame) << reason(*clip);
  EXPECT_EQ(frame->pixels().format, wire::Format::bgra);
  EXPECT_EQ(frame->pixels().width, 200);
  const std::uint8_t* p = frame->pixels().plane[0] + 50 * frame->pixels().stride[0] + 4 * 100;
  EXPECT_LE(p[0], 4);
  EXPECT_GE(p[2], 250);
}

TEST_F(DecodeProcessTest, ALargeImageIsMadeAsSmallAsItIsShown) {
  Assignment small = of("red.png");
  small.box_width = small.box_height = 50;
  auto process = DecodeProcess::start(KEPU_DECODE, small, reaper_);
  ASSERT_TRUE(process);
  pump_until(**process, [&] { return over(**process); });
  ASSERT_NE((*process)->peek(), nullptr);
  EXPECT_EQ((*process)->peek()->pixels().width, 50);
  EXPECT_EQ((*process)->peek()->pixels().height, 25);
}

TEST_F(DecodeProcessTest, WhatIsNotAFilmSaysSo) {
  const auto clip = start("text.mp4");
  play_through(*clip);
  EXPECT_EQ(reason(*clip),
            "is not a media file that can be played: Invalid data found when processing input");
  const auto missing = start("nowhere.mp4");
  play_through(*missing);
  EXPECT_EQ(reason(*missing), "cannot be opened: No such file or directory");
  const auto sound = start("sound.m4a");
  play_through(*sound);
  EXPECT_EQ(reason(*sound), "has no picture");
}

TEST_F(DecodeProcessTest, ATruncatedFileFailsWithAReason) {
  const auto clip = start("cut.mp4");
  play_through(*clip);
  EXPECT_NE(reason(*clip), "");
}

TEST_F(DecodeProcessTest, BytesOfAnotherHashAreNeverDecoded) {
  const auto clip = start("clip.mp4", config::AssetId{});
  EXPECT_TRUE(play_through(*clip).empty());
  EXPECT_EQ(reason(*clip), "its bytes do not have the SHA-256 that the feed names");
  EXPECT_TRUE(std::get<Failed>(clip->status()).damaged);
}

TEST_F(DecodeProcessTest, AKilledProcessIsNoticedAndItsFramesStayGood) {
  const auto clip = start("clip.mp4");
  pump_until(*clip, [&] { return clip->peek() != nullptr; });
  kill(clip->pid(), SIGKILL);
  pump_until(*clip, [&] { return over(*clip); });
  ASSERT_TRUE(std::holds_alternative<Failed>(clip->status()));
  EXPECT_EQ(reason(*clip).substr(0, 18), "the decode process");
  const auto frame = clip->pop();
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->pixels().width, 320);
}

TEST_F(DecodeProcessTest, NoProcessAndNoDescriptorIsLeftBehind) {
  const auto open_descriptors = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                         std::filesystem::directory_iterator());
  };
  const auto before = open_descriptors();
  {
    Reaper reaper;
    for (int i = 0; i < 5; ++i) {
      auto clip = DecodeProcess::start(KEPU_DECODE, of("clip.mp4"), reaper);
      ASSERT_TRUE(clip);
      if (i % 2 == 0) pump_until(**clip, [&] { return (*clip)->peek() != nullptr; });
    }
  }
  EXPECT_EQ(open_descriptors(), before);
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
}

// A clip that is joined in the middle, against the same clip decoded from its beginning.
class JoinTest : public DecodeProcessTest, public ::testing::WithParamInterface<const char*> {
 protected:
  static constexpr std::size_t kSamples = 9'600;
  struct Played {
    std::vector<Media> times;
    std::vector<std::vector<std::uint8_t>> middle_rows;  // of each picture, as many as `times`
    std::vector<float> sound;                            // the left channel
    std::uint64_t sound_end = 0;                         // DecodeProcess::sound_position()
    ClipStatus status;
  };

  static void SetUpTestSuite() {
    DecodeProcessTest::SetUpTestSuite();
    // Noise is unlike itself at any other time; low noise survives every codec.
    const std::string noise = "-f lavfi -i anoisesrc=d=12:r=44100:color=brown:seed=7 ";
    const std::string clip = "-f lavfi -i testsrc2=s=320x180:r=25:d=12 " + noise;
    const std::string h264 = "-c:v libx264 -g 250 -bf 3 -pix_fmt yuv420p ";
    fakes::make_media(clip + h264 + "-c:a aac", *folder_ / "join.mp4");
    fakes::make_media(clip + "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 100 -c:a libopus",
                      *folder_ / "join.mkv");
    fakes::make_media(clip + h264 + "-g 60 -c:a mp2", *folder_ / "join.ts");
    fakes::make_media("-f lavfi -i testsrc2=s=320x180:r=25:d=12 " + h264, *folder_ / "join.h264");
  }

  Played play(const std::string& name, nanoseconds at) {
    Assignment assignment = of(name);
    assignment.start = at;
    auto clip = DecodeProcess::start(KEPU_DECODE, assignment, reaper_);
    if (!clip) return {};
    Played played;
    std::vector<float> block(2 * 4800);
    pump_until(**clip, [&] {
      while (const auto frame = (*clip)->pop()) remember(*frame, played);
      std::size_t n = 0;
      while ((n = (*clip)->read_sound(block)) > 0) {
        for (std::size_t i = 0; i < n; ++i) played.sound.push_back(block[2 * i]);
      }
      return over(**clip) && (*clip)->fd() < 0;  // sound may go on after the last picture
    });
    while (const auto frame = (*clip)->pop()) remember(*frame, played);
    played.sound_end = (*clip)->sound_position();
    played.status = (*clip)->status();
    return played;
  }
  static void remember(const Frame& frame, Played& played) {
    played.times.push_back(frame.pts());
    const std::uint8_t* row = frame.pixels().plane[0] + 90 * frame.pixels().stride[0];
    played.middle_rows.emplace_back(row, row + frame.pixels().width);
  }
  // How many samples later `part` lies in `whole` than `expected`, by the smallest difference.
  static int offset_of(const std::vector<float>& part, const std::vector<float>& whole, int expected) {
    double best = 1e9;
    int found = 100'000;
    for (int shift = -480; shift <= 480; ++shift) {
      double difference = 0;
      for (std::size_t i = 2'400; i < kSamples; i += 7) {
        const auto at = static_cast<std::size_t>(expected + shift) + i;
        difference += at < whole.size() ? std::abs(part[i] - whole[at]) : 1.0F;
      }
      if (difference < best) found = shift;
      best = std::min(best, difference);
    }
    return found;
  }
};

TEST_P(JoinTest, PicturesAndSoundAreThoseOfTheMomentAskedFor) {
  const std::string name = GetParam();
  const Played whole = play(name, {});
  ASSERT_EQ(whole.times.size(), 300U);
  for (const int ms : {500, 7990, 11'970}) {
    SCOPED_TRACE(ms);
    const Played joined = play(name, milliseconds(ms));
    const auto skipped = static_cast<std::size_t>(ms / 40);
    ASSERT_EQ(joined.times.size(), 300U - skipped);
    EXPECT_TRUE(std::equal(joined.times.begin(), joined.times.end(),
                           whole.times.begin() + static_cast<std::ptrdiff_t>(skipped)));
    EXPECT_EQ(joined.middle_rows.front(), whole.middle_rows[skipped]);
    EXPECT_EQ(joined.middle_rows.back(), whole.middle_rows.back());
    const int before = ms * 48;
    EXPECT_EQ(joined.sound_end, joined.sound.size() + static_cast<std::size_t>(before));
    EXPECT_EQ(whole.sound.empty(), name == "join.h264");
    if (whole.sound.empty() || ms > 11'000) continue;
    ASSERT_GT(joined.sound.size(), kSamples);
    EXPECT_LE(std::abs(offset_of(joined.sound, whole.sound, before)), 48);
  }
}

TEST_P(JoinTest, BeyondItsEndItFailsAndSaysWhy) {
  const Played played = play(GetParam(), std::chrono::seconds(20));
  EXPECT_TRUE(played.times.empty());
  ASSERT_TRUE(std::holds_alternative<Failed>(played.status));
  EXPECT_EQ(std::get<Failed>(played.status).reason, "is only 12000 ms long: it cannot be joined at 20000 ms");
}

INSTANTIATE_TEST_SUITE_P(Containers, JoinTest,
                         ::testing::Values("join.mp4", "join.mkv", "join.ts", "join.h264"));

TEST_F(DecodeProcessTest, AStillPictureIsOnAtAnyTime) {
  Assignment later = of("red.png");
  later.start = std::chrono::seconds(7);
  auto process = DecodeProcess::start(KEPU_DECODE, later, reaper_);
  ASSERT_TRUE(process);
  EXPECT_EQ(play_through(**process), std::vector<Media>{Media{}});
}

TEST_F(DecodeProcessTest, SecretsOfThePlayersEnvironmentStayWithThePlayer) {
  const auto seen = *folder_ / "environment";
  const auto program = *folder_ / "shows-environment";
  std::ofstream(program) << "#!/bin/sh\nenv > '" << seen.string() << "'\n";
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  setenv("FEED_PASSWORD", "secret", 1);
  setenv("LIBVA_DRIVER_NAME", "none", 1);
  auto process = DecodeProcess::start(program, of("clip.mp4"), reaper_);
  unsetenv("FEED_PASSWORD");
  unsetenv("LIBVA_DRIVER_NAME");
  ASSERT_TRUE(process);
  pump_until(**process, [&] { return over(**process); });
  std::ifstream file(seen);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(text.find("secret"), std::string::npos);
  EXPECT_NE(text.find("LIBVA_DRIVER_NAME=none\n"), std::string::npos);
}

TEST_F(DecodeProcessTest, AProgramThatIsNotThereIsAnErrorNotACrash) {
  const auto clip = DecodeProcess::start("/nowhere/kepu-decode", of("clip.mp4"), reaper_);
  ASSERT_FALSE(clip);
  EXPECT_EQ(clip.error().message, "/nowhere/kepu-decode: cannot be started: No such file or directory");
}

}  // namespace
}  // namespace kepu::player
