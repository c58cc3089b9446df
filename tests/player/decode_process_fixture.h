// tests/player/decode_process_fixture.h: the real kepu-decode on real files.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "player/decode_process.h"
#include "tests/fakes/media.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::player {

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

}  // namespace kepu::player
