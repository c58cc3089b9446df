#include "player/decode/sandbox.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>

#include "config/unique_fd.h"

namespace kepu::player::decode {
namespace {

Error refused(const char* what, int code) {
  return {Kind::broken, std::string("the sandbox cannot be closed: ") + what + ": " + std::strerror(code) +
                            "; the kernel must have seccomp filters"};
}

Result<void> limit(decltype(RLIMIT_DATA) resource, rlim_t most) {
  const rlimit value{most, most};
  if (setrlimit(resource, &value) == 0) return {};
  // The system may have set it lower already.
  return errno == EPERM ? Result<void>{} : refused("setrlimit", errno);
}

Result<void> limit_resources(const Sandbox& sandbox) {
  // poll(2) wants the limit to be no smaller than the number of descriptors that it is given: one.
#ifdef KEPU_SANITIZED
  constexpr bool kChecksThroughPipes = true;  // whether memory is there
#else
  constexpr bool kChecksThroughPipes = false;
#endif
  const bool opens = sandbox.network || sandbox.device || !sandbox.readable.empty();
  const rlim_t descriptors = opens || kChecksThroughPipes ? 256 : 1;
  if (auto done = limit(RLIMIT_NOFILE, descriptors); !done) return done;
  if (auto done = limit(RLIMIT_FSIZE, 0); !done) return done;
  if (auto done = limit(RLIMIT_CORE, 0); !done) return done;
#ifdef KEPU_SANITIZED
  return {};
#else
  return limit(RLIMIT_DATA, sandbox.memory_bytes);
#endif
}

// The kernel's struct, as far as ABI 6: Debian 12's header ends at ABI 1.
struct LandlockRules {
  std::uint64_t files = 0, network = 0, scope = 0;
};

// What each ABI can forbid; an older kernel refuses bits that it does not know.
LandlockRules all_rules(long abi, const Sandbox& sandbox) {
  constexpr std::array<unsigned, 6> kFileRights{0, 13, 14, 15, 15, 16};
  LandlockRules rules;
  rules.files = (std::uint64_t{1} << kFileRights[static_cast<std::size_t>(std::min(abi, 5L))]) - 1;
  if (abi >= 4 && !sandbox.network) rules.network = 3;  // bind and connect, TCP
  if (abi >= 6) rules.scope = 3;                        // abstract sockets and signals of others
  return rules;
}

constexpr int kVideoDevicesMax = 64;
constexpr std::uint64_t kReading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t kDevice = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;
constexpr std::uint64_t kDeviceControl = 1U << 15U;  // LANDLOCK_ACCESS_FS_IOCTL_DEV, from ABI 5 on

void allow(int ruleset, const std::string& path, std::uint64_t rights) {
  const UniqueFd at(open(path.c_str(), O_PATH | O_CLOEXEC));
  if (!at) return;
  landlock_path_beneath_attr rule{};
  rule.allowed_access = rights;
  rule.parent_fd = at.get();
  static_cast<void>(syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0));
}

// A wall of its own beside seccomp's; kernels before 5.13, or built without it, do not have it.
bool close_landlock(const Sandbox& sandbox) {
  const long abi =
      syscall(SYS_landlock_create_ruleset, nullptr, std::size_t{0}, LANDLOCK_CREATE_RULESET_VERSION);
  if (abi < 1) return false;
  const LandlockRules rules = all_rules(abi, sandbox);
  const std::size_t known = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
  const UniqueFd ruleset(static_cast<int>(syscall(SYS_landlock_create_ruleset, &rules, known, 0)));
  if (!ruleset) return false;
  if (sandbox.network) {
    // Not /usr/lib: nothing more is loaded.
    for (const char* folder : {"/etc", "/usr/share", "/run/systemd/resolve"})
      allow(ruleset.get(), folder, kReading);
  }
  for (const std::string& folder : sandbox.readable) allow(ruleset.get(), folder, kReading);
  if (sandbox.device) {
    // Decoders of V4L2 open their device themselves.
    for (int number = 0; number < kVideoDevicesMax; ++number)
      allow(ruleset.get(), "/dev/video" + std::to_string(number), kDevice | (abi >= 5 ? kDeviceControl : 0));
    allow(ruleset.get(), "/dev", LANDLOCK_ACCESS_FS_READ_DIR);
  }
  return syscall(SYS_landlock_restrict_self, ruleset.get(), 0) == 0;
}

struct FreeFilter {
  void operator()(void* filter) const { seccomp_release(filter); }
};

class Filter {
 public:
  explicit Filter(std::uint32_t otherwise) : filter_(seccomp_init(otherwise)) {
    note(filter_ ? seccomp_attr_set(filter_.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) : -ENOMEM);
  }
  void allow(std::span<const int> calls) {
    for (const int call : calls) rule(SCMP_ACT_ALLOW, call);
  }
  void allow_if(int call, const scmp_arg_cmp& condition) { rule(SCMP_ACT_ALLOW, call, &condition); }
  void fail(int call, std::uint16_t code) { rule(SCMP_ACT_ERRNO(code), call); }
  void fail_if(int call, const scmp_arg_cmp& condition, std::uint16_t code) {
    rule(SCMP_ACT_ERRNO(code), call, &condition);
  }
  Result<void> load() {
    if (code_ == 0) note(seccomp_load(filter_.get()));
    return code_ == 0 ? Result<void>{} : refused("seccomp", -code_);
  }

 private:
  void rule(std::uint32_t action, int call, const scmp_arg_cmp* condition = nullptr) {
    if (code_ == 0)
      note(seccomp_rule_add_array(filter_.get(), action, call, condition != nullptr ? 1 : 0, condition));
  }
  void note(int code) {
    if (code_ == 0) code_ = code;
  }
  std::unique_ptr<void, FreeFilter> filter_;
  int code_ = 0;
};

scmp_arg_cmp argument_is(unsigned index, std::uint64_t value) { return {index, SCMP_CMP_EQ, value, 0}; }
scmp_arg_cmp argument_has(unsigned index, std::uint64_t bits, std::uint64_t value) {
  return {index, SCMP_CMP_MASKED_EQ, bits, value};
}

// Memory, threads, clocks, its own descriptors: what decoding is made of.
constexpr std::array kDecoding{SCMP_SYS(read),
                               SCMP_SYS(pread64),
                               SCMP_SYS(readv),
                               SCMP_SYS(lseek),
                               SCMP_SYS(close),
                               SCMP_SYS(munmap),
                               SCMP_SYS(mremap),
                               SCMP_SYS(madvise),
                               SCMP_SYS(brk),
                               SCMP_SYS(futex),
                               SCMP_SYS(futex_waitv),
                               SCMP_SYS(set_robust_list),
                               SCMP_SYS(rseq),
                               SCMP_SYS(sched_yield),
                               SCMP_SYS(sched_getaffinity),
                               SCMP_SYS(sched_getparam),
                               SCMP_SYS(sched_getscheduler),
                               SCMP_SYS(getcpu),
                               SCMP_SYS(sendto),
                               SCMP_SYS(recvfrom),
                               SCMP_SYS(sendmsg),
                               SCMP_SYS(recvmsg),
                               SCMP_SYS(poll),
                               SCMP_SYS(ppoll),
                               SCMP_SYS(clock_gettime),
                               SCMP_SYS(clock_getres),
                               SCMP_SYS(clock_nanosleep),
                               SCMP_SYS(nanosleep),
                               SCMP_SYS(gettimeofday),
                               SCMP_SYS(time),
                               SCMP_SYS(getrandom),
                               SCMP_SYS(rt_sigaction),
                               SCMP_SYS(rt_sigprocmask),
                               SCMP_SYS(rt_sigreturn),
                               SCMP_SYS(sigaltstack),
                               SCMP_SYS(restart_syscall),
                               SCMP_SYS(getpid),
                               SCMP_SYS(gettid),
                               SCMP_SYS(sysinfo),
                               SCMP_SYS(exit),
                               SCMP_SYS(exit_group)};

// What libraries try and can do without.
constexpr std::array kFiles{SCMP_SYS(open),       SCMP_SYS(openat),    SCMP_SYS(stat),
                            SCMP_SYS(newfstatat), SCMP_SYS(statx),     SCMP_SYS(fstat),
                            SCMP_SYS(access),     SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
                            SCMP_SYS(readlink),   SCMP_SYS(readlinkat)};

constexpr std::array kNetwork{SCMP_SYS(socket),      SCMP_SYS(connect),     SCMP_SYS(bind),
                              SCMP_SYS(getsockname), SCMP_SYS(getpeername), SCMP_SYS(getsockopt),
                              SCMP_SYS(setsockopt),  SCMP_SYS(shutdown),    SCMP_SYS(sendmmsg),
                              SCMP_SYS(recvmmsg),    SCMP_SYS(uname),       SCMP_SYS(getuid),
                              SCMP_SYS(geteuid),     SCMP_SYS(getgid),      SCMP_SYS(getegid)};

// With files and devices that may be opened.
constexpr std::array kOpened{SCMP_SYS(write),         SCMP_SYS(writev),     SCMP_SYS(fcntl),
                             SCMP_SYS(ioctl),         SCMP_SYS(select),     SCMP_SYS(pselect6),
                             SCMP_SYS(stat),          SCMP_SYS(newfstatat), SCMP_SYS(statx),
                             SCMP_SYS(fstat),         SCMP_SYS(access),     SCMP_SYS(faccessat),
                             SCMP_SYS(faccessat2),    SCMP_SYS(readlink),   SCMP_SYS(readlinkat),
                             SCMP_SYS(getdents64),    SCMP_SYS(eventfd2),   SCMP_SYS(epoll_ctl),
                             SCMP_SYS(epoll_create1), SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait)};

void allow_memory(Filter& filter) {
  filter.allow_if(SCMP_SYS(mmap), argument_has(2, PROT_EXEC, 0));
  filter.allow_if(SCMP_SYS(mprotect), argument_has(2, PROT_EXEC, 0));
}

void allow_threads(Filter& filter) {
  // A filter cannot look into clone3's struct; without it the C library uses clone, whose flags it can see.
  filter.fail(SCMP_SYS(clone3), ENOSYS);
  filter.allow_if(SCMP_SYS(clone), argument_has(0, CLONE_THREAD, CLONE_THREAD));
  filter.allow_if(SCMP_SYS(prctl), argument_is(0, PR_SET_NAME));
  constexpr int kNameMemory = 0x53564d41;  // PR_SET_VMA: newer C libraries label their heaps
  filter.fail_if(SCMP_SYS(prctl), argument_is(0, kNameMemory), EINVAL);
  filter.allow_if(SCMP_SYS(prlimit64), argument_is(2, 0));  // asks and sets nothing
  // abort() sends a signal to its own thread.
  filter.allow_if(SCMP_SYS(tgkill), argument_is(0, static_cast<std::uint64_t>(getpid())));
}

// Only behind Landlock, which says which.
void allow_devices(Filter& filter) {
  filter.allow(kOpened);
  filter.allow(std::array{SCMP_SYS(open), SCMP_SYS(openat)});
}

void refuse_files(Filter& filter) {
  for (const int call : kFiles) filter.fail(call, EACCES);
  for (const int call : {SCMP_SYS(write), SCMP_SYS(writev)}) filter.fail(call, EACCES);
}

void allow_reading(Filter& filter) {
  filter.allow(kOpened);
  constexpr std::uint64_t kWriting = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
  filter.allow_if(SCMP_SYS(openat), argument_has(2, kWriting, 0));
  filter.allow_if(SCMP_SYS(open), argument_has(1, kWriting, 0));
}

void allow_network(Filter& filter) {
  filter.allow(kNetwork);
  allow_reading(filter);
}

[[maybe_unused]] Result<void> close_seccomp(const Sandbox& sandbox, bool behind_landlock) {
  const bool reads = !sandbox.readable.empty();
  Filter filter(reads ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_KILL_PROCESS);
  filter.allow(kDecoding);
  allow_memory(filter);
  allow_threads(filter);
  const bool opens_devices = sandbox.device && behind_landlock;
  if (opens_devices) {
    allow_devices(filter);
    if (sandbox.network) filter.allow(kNetwork);
  } else if (sandbox.network) {
    allow_network(filter);
  } else if (reads) {
    allow_reading(filter);
  } else {
    refuse_files(filter);
    if (sandbox.device) filter.allow(std::array{SCMP_SYS(ioctl)});
  }
  return filter.load();
}

}  // namespace

Result<void> enter_sandbox(const Sandbox& sandbox) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return refused("PR_SET_NO_NEW_PRIVS", errno);
  [[maybe_unused]] const bool behind_landlock =
      close_landlock(sandbox);  // needs descriptors: before the limits
  if (auto done = limit_resources(sandbox); !done) return done;
#ifdef KEPU_SANITIZED
  return {};  // sanitizers open files, map terabytes and start processes of their own
#else
  return close_seccomp(sandbox, behind_landlock);
#endif
}

}  // namespace kepu::player::decode
