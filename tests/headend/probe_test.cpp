#include "headend/probe.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "config/unique_fd.h"
#include "tests/headend/media.h"

namespace kepu::headend {
namespace {

using config::AssetType;
using testing::MediaFolder;

Result<Probed> ask(const std::filesystem::path& path, const Prober& prober = {KEPU_INGEST}) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  return probe(prober, fd.get());
}

std::string error_of(const std::filesystem::path& path, const Prober& prober = {KEPU_INGEST}) {
  const auto probed = ask(path, prober);
  return probed ? "" : probed.error().message;
}

// A prober that does as `script` says.
Prober scripted(const MediaFolder& folder, const std::string& script) {
  testing::write_all(folder / "prober", "#!/bin/sh\n" + script + "\n");
  std::filesystem::permissions(folder / "prober", std::filesystem::perms::owner_all);
  return {folder / "prober"};
}

TEST(Probe, AClipIsAsLongAsItsPictures) {
  const MediaFolder folder;
  folder.clip("a.mp4", 38);
  EXPECT_EQ(*ask(folder / "a.mp4"), (Probed{AssetType::video, milliseconds(1520), 64, 48}));
}

TEST(Probe, AClipWithoutSoundHasNoLoudness) {
  const MediaFolder folder;
  folder.clip("a.mp4", 5);
  EXPECT_EQ(ask(folder / "a.mp4")->loudness, std::nullopt);
}

TEST(Probe, SoundThatOutlastsThePictureDoesNotCount) {
  const MediaFolder folder;
  folder.make("a.mp4",
              "-f lavfi -i testsrc=s=64x48:r=30:d=1 -f lavfi -i sine=d=1.7 -c:v libx264 -pix_fmt yuv420p");
  EXPECT_EQ(ask(folder / "a.mp4")->duration, milliseconds(1000));
}

// EBU Tech 3341, case 1: a stereo sine of 1000 Hz whose peak is at -23 dBFS measures -23 LUFS.
TEST(Probe, LoudnessIsThatOfEbuR128) {
  const MediaFolder folder;
  const std::string picture = "-f lavfi -i testsrc=s=64x48:r=25:d=20 ";
  const std::string rest = " -c:v libx264 -pix_fmt yuv420p -c:a flac -strict -2";
  const auto tone = [&](const std::string& channels) {
    return picture + "-f lavfi -i \"aevalsrc=" + channels + ":s=48000:d=20\"" + rest;
  };
  folder.make("loud.mkv", tone("0.070795*sin(2*PI*1000*t)|0.070795*sin(2*PI*1000*t)"));
  const auto loud = ask(folder / "loud.mkv");
  ASSERT_TRUE(loud && loud->loudness);
  EXPECT_NEAR(loud->loudness->lufs, -23, 0.1);
  EXPECT_NEAR(loud->loudness->peak_dbtp, -23, 0.1);
  folder.make("silent.mkv", tone("0|0"));
  const auto silent = ask(folder / "silent.mkv");
  ASSERT_TRUE(silent && silent->loudness);
  EXPECT_EQ(gain_to_target(*silent->loudness), std::nullopt);
}

TEST(Probe, OddFrameRatesAreRoundedOnceAtTheEnd) {
  const MediaFolder folder;
  folder.make("a.webm", "-f lavfi -i testsrc=s=64x48:r=25 -frames:v 10 -c:v libvpx -deadline realtime");
  EXPECT_EQ(ask(folder / "a.webm")->duration, milliseconds(400));
  folder.make("b.mp4",
              "-f lavfi -i testsrc=s=64x48:r=30000/1001 -frames:v 100 -c:v libx264 -pix_fmt yuv420p");
  EXPECT_EQ(ask(folder / "b.mp4")->duration, milliseconds(3337));
}

TEST(Probe, APosterIsAnImageWhateverItsFormat) {
  const MediaFolder folder;
  for (const char* name : {"p.png", "p.jpg", "p.bmp", "p.webp", "p.tiff", "p.gif"}) {
    folder.poster(name);
    const auto probed = ask(folder / name);
    ASSERT_TRUE(probed) << name;
    EXPECT_EQ(*probed, (Probed{AssetType::image, milliseconds(0), 80, 60})) << name;
  }
}

TEST(Probe, AnAnimationIsAClip) {
  const MediaFolder folder;
  folder.make("a.gif", "-f lavfi -i testsrc=s=64x48:r=10:d=1");
  EXPECT_EQ(*ask(folder / "a.gif"), (Probed{AssetType::video, milliseconds(1000), 64, 48}));
}

TEST(Probe, TheContentDecidesNotTheName) {
  const MediaFolder folder;
  folder.poster("p.png");
  std::filesystem::rename(folder / "p.png", folder / "p.mp4");
  EXPECT_EQ(ask(folder / "p.mp4")->type, AssetType::image);
}

TEST(Probe, TheSizeIsThatOnDisplay) {
  const MediaFolder folder;
  folder.make("wide.mp4",
              "-f lavfi -i testsrc=s=72x58:r=25:d=0.2 -vf setsar=16/9 -c:v libx264 -pix_fmt yuv420p");
  EXPECT_EQ(ask(folder / "wide.mp4")->width, 128);
  EXPECT_EQ(ask(folder / "wide.mp4")->height, 58);
  folder.clip("flat.mp4", 5);
  folder.make("turned.mp4", "-i flat.mp4 -c copy -metadata:s:v rotate=90");
  EXPECT_EQ(ask(folder / "turned.mp4")->width, 48);
  EXPECT_EQ(ask(folder / "turned.mp4")->height, 64);
}

TEST(Probe, TheOffsetOfTheFileStaysAsItIs) {
  const MediaFolder folder;
  folder.poster("p.png");
  const UniqueFd fd(::open((folder / "p.png").c_str(), O_RDONLY | O_CLOEXEC));
  lseek(fd.get(), 7, SEEK_SET);
  ASSERT_TRUE(probe({KEPU_INGEST}, fd.get()));
  EXPECT_EQ(lseek(fd.get(), 0, SEEK_CUR), 7);
}

TEST(Probe, SoundAloneIsRefused) {
  const MediaFolder folder;
  folder.song("s.mp3");
  EXPECT_EQ(error_of(folder / "s.mp3"), "has sound but no picture");
}

TEST(Probe, ASongsCoverIsNoClip) {
  const MediaFolder folder;
  folder.song("s.mp3");
  folder.poster("p.png");
  folder.make("cover.mp3", "-i s.mp3 -i p.png -map 0 -map 1 -c copy -disposition:v attached_pic");
  EXPECT_EQ(error_of(folder / "cover.mp3"), "has sound but no picture");
}

TEST(Probe, TextByTheNameOfAClipIsRefused) {
  const MediaFolder folder;
  testing::write_all(folder / "t.mp4", "hello, this is no clip at all\n");
  EXPECT_EQ(error_of(folder / "t.mp4"),
            "is not a media file that can be read: Invalid data found when processing input");
  testing::write_all(folder / "empty.mp4", "");
  EXPECT_EQ(error_of(folder / "empty.mp4"),
            "is not a media file that can be read: Invalid data found when processing input");
}

TEST(Probe, APlaylistThatNamesOtherFilesIsRefused) {
  const MediaFolder folder;
  folder.clip("a.mp4", 5);
  const std::string other = (folder / "a.mp4").string();
  testing::write_all(folder / "hls.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" + other + "\n");
  EXPECT_EQ(error_of(folder / "hls.mp4"), "names other files instead of holding pictures itself");
  testing::write_all(folder / "list.mp4", "ffconcat version 1.0\nfile " + other + "\n");
  EXPECT_EQ(error_of(folder / "list.mp4"), "names other files instead of holding pictures itself");
}

TEST(Probe, AClipThatIsCutOffIsRefused) {
  const MediaFolder folder;
  folder.make("a.mp4",
              "-f lavfi -i testsrc=s=64x48:r=25:d=4 -c:v libx264 -pix_fmt yuv420p -movflags faststart");
  std::filesystem::resize_file(folder / "a.mp4", std::filesystem::file_size(folder / "a.mp4") / 2);
  const std::string reason = error_of(folder / "a.mp4");
  EXPECT_TRUE(reason.starts_with("ends after ")) << reason;
  EXPECT_TRUE(reason.ends_with(" of 4.0 s: it is cut off; export or copy it again")) << reason;
}

TEST(Probe, AProberThatHangsIsKilled) {
  const MediaFolder folder;
  testing::write_all(folder / "x", "x");
  Prober prober = scripted(folder, "exec tail -f /dev/null");
  prober.patience = milliseconds(20);
  EXPECT_EQ(error_of(folder / "x", prober), "takes more than 1 s to read: it is damaged or too long");
}

TEST(Probe, AProberThatClosesItsOutputAndGoesOnIsKilled) {
  const MediaFolder folder;
  testing::write_all(folder / "x", "x");
  const Prober prober = scripted(folder, "exec tail -f /dev/null >&-");
  EXPECT_TRUE(error_of(folder / "x", prober).starts_with("breaks the program that reads it ("));
}

TEST(Probe, AProberThatCrashesMakesTheFileAtFault) {
  const MediaFolder folder;
  testing::write_all(folder / "x", "x");
  EXPECT_EQ(error_of(folder / "x", scripted(folder, "kill -SEGV $$")),
            "breaks the program that reads it (Segmentation fault): it is damaged or hostile");
  EXPECT_EQ(error_of(folder / "x", scripted(folder, "exit 1")),
            "breaks the program that reads it (no answer): it is damaged or hostile");
}

TEST(Probe, AProberThatTalksForEverIsCutShort) {
  const MediaFolder folder;
  testing::write_all(folder / "x", "x");
  const auto probed = ask(folder / "x", scripted(folder, "exec yes"));
  ASSERT_FALSE(probed);
  EXPECT_EQ(probed.error().kind, Kind::broken);
}

TEST(Probe, AProberThatIsMissingIsNotTheFilesFault) {
  const MediaFolder folder;
  testing::write_all(folder / "x", "x");
  const auto probed = ask(folder / "x", {folder / "none"});
  ASSERT_FALSE(probed);
  EXPECT_EQ(probed.error().kind, Kind::unavailable);
  EXPECT_EQ(probed.error().message,
            (folder / "none").string() + ": cannot be started: No such file or directory");
}

TEST(ReadProbeLine, BelievesNothingOutOfRange) {
  for (const char* line :
       {"video 0 64 48", "video 1000 64", "video -5 64 48", "video 1000 64 48 1", "image 0 5",
        "image 5 99999", "video 999999999999 64 48", "image 5x 5", "", "sound 3"}) {
    const auto probed = read_probe_line(line);
    ASSERT_FALSE(probed) << line;
    EXPECT_EQ(probed.error().message, "kepu-ingest answers \"" + std::string(line) + "\"");
  }
  EXPECT_EQ(*read_probe_line("video 1000 64 48\n"), (Probed{AssetType::video, milliseconds(1000), 64, 48}));
}

TEST(ReadProbeLine, AReasonCannotPlayTricksOnATerminal) {
  EXPECT_EQ(read_probe_line("error a\x1b[31mb").error().message, "a?[31mb");
}

TEST(IngestProgram, IsLookedForBesideTheExecutableThenInLibexec) {
  EXPECT_EQ(ingest_program().filename(), "kepu-ingest");
}

}  // namespace
}  // namespace kepu::headend
