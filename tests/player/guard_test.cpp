#include "player/guard.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/scripted_clip.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

using std::chrono::seconds;
using What = Experience::What;

// A clip whose status and queue the test sets.
class Puppet final : public Clip {
 public:
  struct Strings {
    ClipStatus status = Opening{};
    std::optional<Frame> frame;
  };
  explicit Puppet(Strings& strings) : strings_(&strings) {}
  void pump() override {}
  const ClipStatus& status() const override { return strings_->status; }
  const Frame* peek() const override { return strings_->frame ? &*strings_->frame : nullptr; }
  std::optional<Frame> pop() override { return std::exchange(strings_->frame, std::nullopt); }
  std::size_t queued() const override { return strings_->frame ? 1 : 0; }
  std::size_t read_sound(std::span<float>) override { return 0; }
  std::uint64_t sound_position() const override { return 0; }
  int fd() const override { return 7; }

 private:
  Strings* strings_;
};

class GuardTest : public ::testing::Test {
 protected:
  void clear() { cleared_.set(std::make_shared<const Cleared>(Cleared{id_})); }
  std::unique_ptr<GuardedClip> open() {
    return std::make_unique<GuardedClip>(
        id_,
        [this] {
          ++started_;
          return Result<std::unique_ptr<Clip>>(std::make_unique<Puppet>(puppet_));
        },
        attempts_, clock_);
  }
  AttemptNote note() const {
    std::ifstream in(folder_ / "note", std::ios::binary);
    return parse_note(std::string(std::istreambuf_iterator<char>(in), {}));
  }
  std::vector<What> told() {
    std::vector<What> all;
    for (const Experience& each : attempts_.take()) all.push_back(each.what);
    return all;
  }
  // Plays one frame, and is at the end.
  void play_out(GuardedClip& clip) {
    puppet_.status = Opened{};
    puppet_.frame.emplace(Pixels{}, Media{}, milliseconds(40), nullptr);
    clip.pump();
    puppet_.status = Ended{milliseconds(40)};
    clip.pump();
    EXPECT_TRUE(told().empty());
    clip.pop();
    clip.pump();
  }

  config::AssetId id_ = *config::AssetId::parse(std::string(64, 'a'));
  fakes::TempFolder folder_;
  fakes::FakeClock clock_;
  Latest<Cleared> cleared_;
  Attempts attempts_{folder_ / "note", "boot", cleared_};
  Puppet::Strings puppet_;
  int started_ = 0;
};

TEST_F(GuardTest, AProvenAssetIsOpenedAtOnceAndNotedWhileItIsOpen) {
  clear();
  auto clip = open();
  EXPECT_EQ(started_, 1);
  EXPECT_EQ(note(), (AttemptNote{"boot", {id_}}));
  play_out(*clip);
  EXPECT_EQ(told(), std::vector{What::played_to_end});
  clip.reset();
  EXPECT_TRUE(note().assets.empty());
  EXPECT_TRUE(told().empty());
}

TEST_F(GuardTest, AnotherOneIsOpenedOnlyWhenTheDiskHasItsNote) {
  auto clip = open();
  EXPECT_EQ(told(), std::vector{What::wants_to_open});
  clip->pump();
  EXPECT_EQ(started_, 0);
  EXPECT_EQ(clip->fd(), -1);
  EXPECT_TRUE(std::holds_alternative<Opening>(clip->status()));
  clear();
  clip->pump();
  EXPECT_EQ(started_, 1);
  EXPECT_EQ(clip->fd(), 7);
}

TEST_F(GuardTest, ADiskThatHangsIsNotWaitedForLongerThanTwoSeconds) {
  auto clip = open();
  clock_.advance(GuardedClip::kPatience - nanoseconds(1));
  clip->pump();
  EXPECT_EQ(started_, 0);
  clock_.advance(nanoseconds(1));
  clip->pump();
  EXPECT_EQ(started_, 1);
}

TEST_F(GuardTest, AProcessThatDiesIsACrashAnOrderlyFailureIsNot) {
  clear();
  auto clip = open();
  puppet_.status = Failed{"signal 11", false, true};
  clip->pump();
  clip->pump();
  clip.reset();
  EXPECT_EQ(attempts_.take(), (std::vector<Experience>{{id_, What::crashed, "signal 11"}}));
  puppet_.status = Failed{"is damaged"};
  clip = open();
  clip.reset();
  EXPECT_EQ(told(), std::vector{What::closed});
}

TEST_F(GuardTest, AClipGivenUpAfterADeadlineHung) {
  clear();
  const auto close_after = [&](const ClipStatus& status, bool frame, nanoseconds wait) {
    puppet_ = {};
    auto clip = open();
    puppet_.status = status;
    if (frame) puppet_.frame.emplace(Pixels{}, Media{}, milliseconds(40), nullptr);
    clip->pump();
    clip->pop();
    clock_.advance(wait);
    clip.reset();
    return told().at(0);
  };
  EXPECT_EQ(close_after(Opening{}, false, seconds(5)), What::hung);
  EXPECT_EQ(close_after(Opening{}, false, seconds(5) - nanoseconds(1)), What::closed);
  EXPECT_EQ(close_after(Opened{}, false, seconds(3)), What::hung);
  EXPECT_EQ(close_after(Opened{}, false, seconds(2)), What::closed);
  EXPECT_EQ(close_after(Opened{}, true, seconds(1)), What::hung);
  EXPECT_EQ(close_after(Opened{}, true, milliseconds(900)), What::closed);
}

TEST_F(GuardTest, AClipThatIsCutIsNeitherProvenNorBlamed) {
  clear();
  auto clip = open();
  puppet_.status = Opened{};
  puppet_.frame.emplace(Pixels{}, Media{}, milliseconds(40), nullptr);
  clip->pump();
  clock_.advance(seconds(60));  // prepared early: the frame lies in the queue
  clip.reset();
  EXPECT_EQ(told(), std::vector{What::closed});
}

TEST_F(GuardTest, TheSameAssetOpenTwiceStaysNotedUntilBothAreClosed) {
  clear();
  auto first = open();
  auto second = open();
  first.reset();
  EXPECT_EQ(note().assets, std::vector{id_});
  second.reset();
  EXPECT_TRUE(note().assets.empty());
}

}  // namespace
}  // namespace kepu::player
