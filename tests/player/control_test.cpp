#include "player/control.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <thread>

#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

class ControlTest : public ::testing::Test {
 protected:
  UniqueFd client() {
    UniqueFd fd(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path_.native().begin(), path_.native().end(), address.sun_path);
    EXPECT_EQ(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    return fd;
  }
  static std::string heard(int fd) {
    std::string text(kAnswerBytesMax, '\0');
    const ssize_t n = ::recv(fd, text.data(), text.size(), MSG_DONTWAIT);
    return n < 0 ? "nothing" : n == 0 ? "end" : text.substr(0, static_cast<std::size_t>(n));
  }
  static void say(int fd, const std::string& text) {
    EXPECT_EQ(::send(fd, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
  }
  static std::string echo(std::string_view request) { return "<" + std::string(request) + ">"; }

  fakes::TempFolder folder_;
  std::filesystem::path path_ = folder_ / "control";
  Wakeup news_;
};

TEST_F(ControlTest, AnswersWhoAsksAndIsHeardThroughTheWakeup) {
  auto control = Control::open(path_, news_);
  ASSERT_TRUE(control) << control.error().message;
  std::thread asker([&] {
    const auto answer = ask_player(path_, "hello");
    EXPECT_EQ(answer ? *answer : answer.error().message, "<hello>");
  });
  bool answered = false;
  while (!answered) {
    pollfd news{news_.fd(), POLLIN, 0};
    ASSERT_EQ(poll(&news, 1, 5000), 1);
    control->serve([&](std::string_view request) {
      answered = true;
      return echo(request);
    });
  }
  asker.join();
}

TEST_F(ControlTest, TheSocketIsForItsUserAndGroupAlone) {
  const auto control = Control::open(path_, news_);
  struct stat info {};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07, 0U);
  EXPECT_TRUE(may_control(0, 1000));
  EXPECT_TRUE(may_control(1000, 1000));
  EXPECT_FALSE(may_control(1001, 1000));
  EXPECT_FALSE(may_control(1000, 0));
}

TEST_F(ControlTest, WhoAsksTooMuchIsHungUpOn) {
  auto control = Control::open(path_, news_);
  const UniqueFd greedy = client();
  say(greedy.get(), std::string(kRequestBytesMax + 1, 'x'));
  control->serve(echo);
  EXPECT_EQ(heard(greedy.get()), "end");
  const UniqueFd modest = client();
  say(modest.get(), std::string(kRequestBytesMax, 'x'));
  control->serve(echo);
  EXPECT_EQ(heard(modest.get()).size(), kRequestBytesMax + 2);
}

TEST_F(ControlTest, ClientsThatNeverReadOrAskDoNotKeepOthersOut) {
  auto control = Control::open(path_, news_);
  std::vector<UniqueFd> silent;
  for (std::size_t i = 0; i < 3 * kClientsMax; ++i) {
    silent.push_back(client());
    control->serve(echo);
  }
  const UniqueFd deaf = client();
  for (int i = 0; i < 1000; ++i) {
    if (::send(deaf.get(), "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) break;
    control->serve([](auto) { return std::string(kAnswerBytesMax, 'y'); });
  }
  const UniqueFd late = client();
  say(late.get(), "hello");
  control->serve(echo);
  EXPECT_EQ(heard(late.get()), "<hello>");
  EXPECT_EQ(heard(silent[0].get()), "end");
}

TEST_F(ControlTest, ASecondPlayerIsToldAndALeftoverSocketIsReplaced) {
  {
    auto control = Control::open(path_, news_);
    ASSERT_TRUE(control);
    const auto second = Control::open(path_, news_);
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().message.find("another player listens there"), std::string::npos);
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
  {
    const UniqueFd left(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path_.native().begin(), path_.native().end(), address.sun_path);
    ASSERT_EQ(::bind(left.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  EXPECT_TRUE(Control::open(path_, news_));
}

TEST_F(ControlTest, AFolderThatIsNotThereAndAPathTooLongAreErrors) {
  const auto nowhere = Control::open(folder_ / "none/control", news_);
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().kind, Kind::unavailable);
  EXPECT_FALSE(Control::open(folder_ / std::string(200, 'x'), news_));
  EXPECT_FALSE(ask_player(path_, "hello"));
}

}  // namespace
}  // namespace kepu::player
