// Attempts to get out of the decode process's sandbox, each in a process of its own.
#include "player/decode/sandbox.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <thread>

#include "config/unique_fd.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::player::decode {
namespace {

constexpr int kDone = 0;
constexpr int kNotClosed = 255;

// What becomes of `attempt` in a process inside the sandbox: "done", the name of its errno, or of the signal
// that ended the process. `attempt` returns 0 when it got what it wanted, else errno.
std::string outcome(const std::function<int()>& attempt, Sandbox sandbox = {}) {
  const pid_t pid = fork();
  if (pid == 0) _exit(enter_sandbox(sandbox) ? attempt() : kNotClosed);
  int status = 0;
  waitpid(pid, &status, 0);
  if (WIFSIGNALED(status)) return std::string("SIG") + sigabbrev_np(WTERMSIG(status));
  if (WEXITSTATUS(status) == kNotClosed) return "not closed";
  return WEXITSTATUS(status) == kDone ? "done" : strerrorname_np(WEXITSTATUS(status));
}

int error_of(long result) { return result >= 0 ? kDone : errno; }

class SandboxTest : public ::testing::Test {
 protected:
  void SetUp() override {
#ifdef KEPU_SANITIZED
    GTEST_SKIP() << "sanitizers need what the sandbox forbids: no seccomp in these builds";
#endif
  }
};

TEST_F(SandboxTest, NoFileCanBeOpenedOrMade) {
  EXPECT_EQ(outcome([] { return error_of(open("/etc/passwd", O_RDONLY)); }), "EACCES");
  EXPECT_EQ(outcome([] { return error_of(open("/dev/null", O_WRONLY)); }), "EACCES");
  const fakes::TempFolder folder;
  const std::string file = folder / "new";
  EXPECT_EQ(outcome([&] { return error_of(open(file.c_str(), O_WRONLY | O_CREAT, 0600)); }), "EACCES");
  EXPECT_EQ(access(file.c_str(), F_OK), -1);
}

TEST_F(SandboxTest, NoOpenFileCanBeWritten) {
  const fakes::TempFolder folder;
  const UniqueFd file(open((folder / "file").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  EXPECT_EQ(outcome([&] { return error_of(write(file.get(), "x", 1)); }), "EACCES");
  EXPECT_EQ(outcome([&] { return error_of(pwrite(file.get(), "x", 1, 0)); }), "SIGSYS");
  EXPECT_EQ(outcome([&] { return error_of(ftruncate(file.get(), 1)); }), "SIGSYS");
  EXPECT_EQ(lseek(file.get(), 0, SEEK_END), 0);
}

TEST_F(SandboxTest, NoFileCanBeRemovedRenamedOrChanged) {
  EXPECT_EQ(outcome([] { return error_of(unlink("/tmp/nothing")); }), "SIGSYS");
  EXPECT_EQ(outcome([] { return error_of(rename("/tmp/nothing", "/tmp/nowhere")); }), "SIGSYS");
  EXPECT_EQ(outcome([] { return error_of(chdir("/")); }), "SIGSYS");
}

TEST_F(SandboxTest, ThereIsNoNetwork) {
  EXPECT_EQ(outcome([] { return error_of(socket(AF_INET, SOCK_STREAM, 0)); }), "SIGSYS");
  EXPECT_EQ(outcome([] { return error_of(socket(AF_UNIX, SOCK_STREAM, 0)); }), "SIGSYS");
  const UniqueFd made_before(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto connecting = [&] {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(9);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return error_of(connect(made_before.get(), reinterpret_cast<sockaddr*>(&to), sizeof to));
  };
  EXPECT_EQ(outcome(connecting), "SIGSYS");
}

TEST_F(SandboxTest, NoProgramAndNoProcessCanBeStarted) {
  const auto executing = [] {
    std::string program = "/bin/true";
    std::array<char*, 2> words{program.data(), nullptr};
    return error_of(execve(program.c_str(), words.data(), nullptr));
  };
  EXPECT_EQ(outcome(executing), "SIGSYS");
  EXPECT_EQ(outcome([] { return error_of(fork()); }), "SIGSYS");
  EXPECT_EQ(outcome([] { return error_of(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)); }), "SIGSYS");
  EXPECT_EQ(outcome([] { return error_of(syscall(SYS_clone3, nullptr, 0)); }), "ENOSYS");
}

TEST_F(SandboxTest, OtherProcessesAreOutOfReach) {
  EXPECT_EQ(outcome([] { return error_of(kill(getppid(), SIGCONT)); }), "SIGSYS");
  const pid_t self = getpid();
  EXPECT_EQ(outcome([self] { return error_of(syscall(SYS_tgkill, self, self, SIGCONT)); }), "SIGSYS");
  EXPECT_EQ(outcome([self] { return error_of(ptrace(PTRACE_ATTACH, self, nullptr, nullptr)); }), "SIGSYS");
  EXPECT_EQ(outcome([self] { return error_of(syscall(SYS_process_vm_readv, self, 0, 0, 0, 0, 0)); }),
            "SIGSYS");
  EXPECT_EQ(outcome([self] { return error_of(syscall(SYS_pidfd_open, self, 0)); }), "SIGSYS");
}

TEST_F(SandboxTest, NoNewCodeCanBeRun) {
  const auto mapping = [] {
    void* at = mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at == MAP_FAILED ? errno : kDone;
  };
  EXPECT_EQ(outcome(mapping), "SIGSYS");
  const auto changing = [] {
    void* at = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return error_of(mprotect(at, 4096, PROT_READ | PROT_EXEC));
  };
  EXPECT_EQ(outcome(changing), "SIGSYS");
}

TEST_F(SandboxTest, TheKernelsBackDoorsAreShut) {
  constexpr int kIoUringSetup = 425;
  for (const long call : {long{kIoUringSetup}, long{SYS_bpf}, long{SYS_unshare}, long{SYS_mount},
                          long{SYS_userfaultfd}, long{SYS_memfd_create}, long{SYS_perf_event_open},
                          long{SYS_keyctl}, long{SYS_ioctl}, long{SYS_open_by_handle_at}}) {
    EXPECT_EQ(outcome([call] { return error_of(syscall(call, 0, 0, 0, 0, 0, 0)); }), "SIGSYS") << call;
  }
}

TEST_F(SandboxTest, LimitsHold) {
  const auto limits = [] {
    rlimit files{}, size{}, core{}, memory{};
    getrlimit(RLIMIT_NOFILE, &files);
    getrlimit(RLIMIT_FSIZE, &size);
    getrlimit(RLIMIT_CORE, &core);
    getrlimit(RLIMIT_DATA, &memory);
    const bool all =
        files.rlim_max == 1 && size.rlim_max == 0 && core.rlim_max == 0 && memory.rlim_max == 1U << 30U;
    return all ? kDone : ERANGE;
  };
  EXPECT_EQ(outcome(limits), "done");
  const auto hoarding = [] {
    for (int i = 0; i < 40; ++i) {
      if (mmap(nullptr, 100U << 20U, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
          MAP_FAILED)
        return errno;
    }
    return kDone;
  };
  EXPECT_EQ(outcome(hoarding), "ENOMEM");
}

TEST_F(SandboxTest, DecodingHasWhatItNeeds) {
  const unsigned cores = std::thread::hardware_concurrency();
  const auto threads = [cores] {
    int sum = 0;
    std::thread([&sum] { sum += 1; }).join();
    return sum == 1 && std::thread::hardware_concurrency() == cores ? kDone : ERANGE;
  };
  EXPECT_EQ(outcome(threads), "done");
  std::array<int, 2> pair{};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()), 0);
  const UniqueFd ours(pair[0]), theirs(pair[1]);
  const auto talking = [&] {
    pollfd wait{theirs.get(), POLLIN | POLLOUT, 0};
    if (poll(&wait, 1, 0) != 1) return errno;
    return error_of(send(theirs.get(), "x", 1, MSG_NOSIGNAL));
  };
  EXPECT_EQ(outcome(talking), "done");
  // A film's date makes the C library look for the time zone.
  const auto dating = [] {
    const std::time_t then = 86400;
    std::tm date{};
    return gmtime_r(&then, &date) != nullptr && localtime_r(&then, &date) != nullptr ? kDone : EINVAL;
  };
  EXPECT_EQ(outcome(dating), "done");
  EXPECT_EQ(outcome([]() -> int { abort(); }), "SIGABRT");
}

TEST_F(SandboxTest, AStreamMayUseTheNetworkAndReadWhatNamesNeedButWriteNothing) {
  const Sandbox network{.network = true, .device = false};
  EXPECT_EQ(outcome([] { return error_of(socket(AF_INET, SOCK_STREAM, 0)); }, network), "done");
  EXPECT_EQ(outcome([] { return error_of(open("/etc/hosts", O_RDONLY)); }, network), "done");
  EXPECT_EQ(outcome([] { return error_of(open("/tmp/kepu-new", O_WRONLY | O_CREAT, 0600)); }, network),
            "SIGSYS");
  EXPECT_EQ(outcome([] { return error_of(fork()); }, network), "SIGSYS");
}

TEST_F(SandboxTest, ADeviceMayBeSpokenTo) {
  const Sandbox device{.network = false, .device = true};
  EXPECT_EQ(outcome([] { return error_of(syscall(SYS_ioctl, -1, 0, 0)); }, device), "EBADF");
  EXPECT_EQ(outcome([] { return error_of(open("/etc/passwd", O_RDONLY)); }, device), "EACCES");
}

// It stands between the start of a decode process and its first picture.
TEST_F(SandboxTest, FontsMayBeReadAndNothingElseBeDone) {
  const fakes::TempFolder folder;
  const std::string file = folder / "font";
  { const UniqueFd made(open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)); }
  Sandbox fonts;
  fonts.readable = {folder.path().string()};
  EXPECT_EQ(outcome([&] { return error_of(open(file.c_str(), O_RDONLY)); }, fonts), "done");
  EXPECT_EQ(outcome([&] { return error_of(open(file.c_str(), O_WRONLY)); }, fonts), "EPERM");
  EXPECT_EQ(outcome([] { return error_of(socket(AF_INET, SOCK_STREAM, 0)); }, fonts), "EPERM");
  EXPECT_EQ(outcome([] { return error_of(fork()); }, fonts), "EPERM");
  EXPECT_EQ(outcome([] { return error_of(unlink("/tmp/nothing")); }, fonts), "EPERM");
}

TEST_F(SandboxTest, IsClosedWithinMilliseconds) {
  const auto timed = [] {
    timespec before{}, after{};
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &before);
    if (!enter_sandbox({})) return kNotClosed;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &after);
    const auto took = (after.tv_sec - before.tv_sec) * 1'000'000 + (after.tv_nsec - before.tv_nsec) / 1000;
    return static_cast<int>(std::min<long>(took / 100, 254));
  };
  const pid_t pid = fork();
  if (pid == 0) _exit(timed());
  int status = 0;
  waitpid(pid, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  RecordProperty("tenths_of_a_millisecond", WEXITSTATUS(status));
  EXPECT_LT(WEXITSTATUS(status), 200);
}

}  // namespace
}  // namespace kepu::player::decode
