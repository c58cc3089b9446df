// The real kepu-decode on real files.
#include "player/decode_process.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <fstream>

#include "tests/fakes/media.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

class DecodeProcessTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new fakes::TempFolder;
    fakes::make_media(
        "-f lavfi -i testsrc2=s=320x180:r=25:d=1 -f lavfi -i sine=d=1:r=44100 -c:v libx264 -pix_fmt yuv420p "
        "-c:a aac",
        *folder_ / "clip.mp4");
    fakes::make_media("-f lavfi -i color=red:s=200x100:d=0.04 -frames:v 1", *folder_ / "red.png");
    fakes::make_media("-f lavfi -i sine=d=1", *folder_ / "sound.m4a");
    std::ofstream(*folder_ / "text.mp4") << "this is not a film";
    std::filesystem::copy_file(*folder_ / "clip.mp4", *folder_ / "cut.mp4");
    std::filesystem::resize_file(*folder_ / "cut.mp4", std::filesystem::file_size(*folder_ / "cut.mp4") / 2);
  }
  static void TearDownTestSuite() { delete folder_; }

  static Assignment of(const std::string& name, std::optional<config::AssetId> id = {}) {
    Assignment assignment;
    assignment.source = (*folder_ / name).string();
    assignment.id = id;
    return assignment;
  }
  std::unique_ptr<DecodeProcess> start(const std::string& name, std::optional<config::AssetId> id = {}) {
    auto process = DecodeProcess::start(KEPU_DECODE, of(name, id), reaper_);
    EXPECT_TRUE(process) << process.error().message;
    return process ? std::move(*process) : nullptr;
  }

  // Waits for news until `done`, at most a minute.
  template <class Done>
  static void pump_until(DecodeProcess& clip, const Done& done) {
    for (int i = 0; i < 3000 && !done(); ++i) {
      pollfd news{clip.fd(), POLLIN, 0};
      poll(&news, 1, 20);  // sound comes without news
      clip.pump();
    }
  }
  static bool over(const Clip& clip) {
    return std::holds_alternative<Ended>(clip.status()) || std::holds_alternative<Failed>(clip.status());
  }
  // Takes every frame until the clip is over; the frames' times.
  static std::vector<Media> play_through(DecodeProcess& clip) {
    std::vector<Media> times;
    pump_until(clip, [&] {
      while (const auto frame = clip.pop()) times.push_back(frame->pts());
      return over(clip);
    });
    while (const auto frame = clip.pop()) times.push_back(frame->pts());
    return times;
  }
  static std::string reason(const Clip& clip) {
    const auto* failed = std::get_if<Failed>(&clip.status());
    return failed != nullptr ? failed->reason : "";
  }

  inline static fakes::TempFolder* folder_ = nullptr;
  Reaper reaper_;
};

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

// A shell command that runs until it dies.
class Program {
 public:
  explicit Program(const std::string& command) {
    std::array<const char*, 4> argv{"sh", "-c", command.c_str(), nullptr};
    EXPECT_EQ(posix_spawn(&pid_, "/bin/sh", nullptr, nullptr, const_cast<char* const*>(argv.data()), environ),
              0);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

 private:
  int pid_ = -1;
};

// A live stream that ffmpeg makes on the loopback.
class Server : public Program {
 public:
  explicit Server(const std::string& arguments)
      : Program(
            "exec ffmpeg -nostdin -v quiet -re -f lavfi -i testsrc2=s=320x180:r=25 -f lavfi -i "
            "anoisesrc=r=44100:color=brown -c:v libx264 -preset ultrafast -tune zerolatency -g 12 -pix_fmt "
            "yuv420p "
            "-c:a aac " +
            arguments) {}
};

// A clip that is not decoded: what its process was given as environment, a variable a line.
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

class StreamTest : public DecodeProcessTest {
 protected:
  // A server may need a moment until it listens: the first process to get an answer.
  std::unique_ptr<DecodeProcess> join(const std::string& address) {
    Assignment assignment;
    assignment.source = address;
    assignment.purpose = Purpose::stream;
    std::unique_ptr<DecodeProcess> clip;
    for (int i = 0; i < 200; ++i) {
      auto started = DecodeProcess::start(KEPU_DECODE, assignment, reaper_);
      if (!started) break;
      clip = std::move(*started);
      pump_until(*clip, [&] { return clip->peek() != nullptr || over(*clip); });
      if (!over(*clip)) break;
    }
    return clip;
  }
  // Plays so many frames; their times rise, and none is missing.
  static Media watch(DecodeProcess& clip, std::size_t frames, Media last, std::uint64_t* sound = nullptr) {
    std::vector<float> block(2 * 4800);
    std::size_t seen = 0;
    pump_until(clip, [&] {
      while (const auto frame = clip.pop()) {
        EXPECT_GT(frame->pts(), last);
        EXPECT_LE(frame->pts() - last, milliseconds(400));
        last = frame->pts();
        ++seen;
      }
      while (clip.read_sound(block) > 0) {
      }
      return seen >= frames || over(clip);
    });
    EXPECT_GE(seen, frames) << reason(clip);
    if (sound != nullptr) *sound = clip.sound_position();
    return last;
  }
  static double apart_s(Media picture, std::uint64_t sound) {
    const std::chrono::duration<double> seconds = picture.time_since_epoch();
    return std::abs(seconds.count() - static_cast<double>(sound) / wire::kSoundRate);
  }
};

TEST_F(StreamTest, OverHttpItGoesOnWhenItsServerWasKilledAndStarted) {
  const std::string serve = "-f mpegts -listen 1 http://127.0.0.1:18437/live.ts";
  auto server = std::make_unique<Server>(serve);
  const auto clip = join("http://127.0.0.1:18437/live.ts");
  ASSERT_NE(clip, nullptr);
  std::uint64_t sound = 0;
  Media last = watch(*clip, 50, milliseconds(-1) + Media{}, &sound);
  EXPECT_LT(apart_s(last, sound), 0.7);
  server.reset();
  server = std::make_unique<Server>(serve);
  last = watch(*clip, 75, last, &sound);
  EXPECT_TRUE(std::holds_alternative<Opened>(clip->status()));
  EXPECT_LT(apart_s(last, sound), 0.7);
}

TEST_F(StreamTest, OverUdpItGoesOnWhenItsServerWasKilledAndStarted) {
  const std::string serve = "-f mpegts udp://127.0.0.1:18438?pkt_size=1316";
  auto server = std::make_unique<Server>(serve);
  const auto clip = join("udp://127.0.0.1:18438");
  ASSERT_NE(clip, nullptr);
  Media last = watch(*clip, 40, milliseconds(-1) + Media{});
  server.reset();
  server = std::make_unique<Server>(serve);
  watch(*clip, 75, last);
  EXPECT_TRUE(std::holds_alternative<Opened>(clip->status()));
}

TEST_F(StreamTest, OverRtmpItIsPlayed) {
  const Server server("-f flv -listen 1 rtmp://127.0.0.1:18439/live/kepu");
  const auto clip = join("rtmp://127.0.0.1:18439/live/kepu");
  ASSERT_NE(clip, nullptr);
  std::uint64_t sound = 0;
  const Media last = watch(*clip, 50, milliseconds(-1) + Media{}, &sound);
  EXPECT_LT(apart_s(last, sound), 0.7);
}

TEST_F(StreamTest, OverRtspItIsPlayed) {
  fakes::make_media(
      "-f lavfi -i testsrc2=s=320x180:r=25:d=20 -f lavfi -i sine=d=20:r=44100 -c:v libx264 -preset ultrafast "
      "-g 12 "
      "-pix_fmt yuv420p -c:a aac",
      *folder_ / "camera.mp4");
  const Program server("exec /usr/bin/python3 " KEPU_SOURCE_DIR "/tests/fakes/rtsp_server.py '" +
                       (*folder_ / "camera.mp4").string() + "' 18442");
  const auto clip = join("rtsp://127.0.0.1:18442/camera");
  ASSERT_NE(clip, nullptr);
  std::uint64_t sound = 0;
  const Media last = watch(*clip, 50, milliseconds(-1) + Media{}, &sound);
  EXPECT_LT(apart_s(last, sound), 0.7);
}

TEST_F(StreamTest, HlsIsPlayedFromItsLiveEdge) {
  const std::filesystem::path site = *folder_ / "hls";
  std::filesystem::create_directory(site);
  const Server segments("-f hls -hls_time 1 -hls_list_size 5 -hls_flags delete_segments '" +
                        (site / "live.m3u8").string() + "'");
  const Program web("exec python3 -m http.server -b 127.0.0.1 -d '" + site.string() +
                    "' 18440 >/dev/null 2>&1");
  const auto clip = join("http://127.0.0.1:18440/live.m3u8");
  ASSERT_NE(clip, nullptr);
  std::uint64_t sound = 0;
  const Media last = watch(*clip, 150, milliseconds(-1) + Media{}, &sound);
  EXPECT_LT(apart_s(last, sound), 0.7);
}

TEST_F(StreamTest, APlaylistThatNamesAFileIsRefused) {
  const std::filesystem::path site = *folder_ / "trap";
  std::filesystem::create_directory(site);
  std::ofstream(site / "live.m3u8") << "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://"
                                    << (*folder_ / "clip.mp4").string() << "\n";
  const Program web("exec python3 -m http.server -b 127.0.0.1 -d '" + site.string() +
                    "' 18441 >/dev/null 2>&1");
  Assignment assignment;
  assignment.source = "http://127.0.0.1:18441/live.m3u8";
  assignment.purpose = Purpose::stream;
  std::string why;
  for (int i = 0; i < 200; ++i) {
    auto clip = DecodeProcess::start(KEPU_DECODE, assignment, reaper_);
    ASSERT_TRUE(clip);
    EXPECT_TRUE(play_through(**clip).empty());
    why = reason(**clip);
    if (why.find("Connection refused") == std::string::npos) break;
  }
  EXPECT_EQ(why.substr(0, 10), "the stream");
  EXPECT_EQ(why.find("Connection refused"), std::string::npos);
}

TEST_F(StreamTest, AFileIsNoStreamHoweverItIsNamed) {
  for (const std::string before : {"", "file:", "concat:", "subfile,,start,0,end,0,,:"}) {
    Assignment assignment = of("clip.mp4");
    assignment.source = before + assignment.source;
    assignment.purpose = Purpose::stream;
    auto clip = DecodeProcess::start(KEPU_DECODE, assignment, reaper_);
    ASSERT_TRUE(clip);
    EXPECT_TRUE(play_through(**clip).empty());
    EXPECT_EQ(reason(**clip).substr(0, 28), "the stream cannot be opened:");
  }
}

TEST_F(DecodeProcessTest, AProgramThatIsNotThereIsAnErrorNotACrash) {
  const auto clip = DecodeProcess::start("/nowhere/kepu-decode", of("clip.mp4"), reaper_);
  ASSERT_FALSE(clip);
  EXPECT_EQ(clip.error().message, "/nowhere/kepu-decode: cannot be started: No such file or directory");
}

}  // namespace
}  // namespace kepu::player
