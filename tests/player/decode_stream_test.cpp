// The real kepu-decode on live streams of real servers.
#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <cmath>
#include <csignal>
#include <fstream>

#include "player/wire.h"
#include "tests/player/decode_process_fixture.h"

namespace kepu::player {
namespace {

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

}  // namespace
}  // namespace kepu::player
