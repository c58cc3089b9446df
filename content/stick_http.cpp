#include "content/stick_http.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace kepu::content {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{1} << 20U;
constexpr TransferId kOurs = TransferId{1} << 63U;  // the network's ids are small
constexpr std::string_view kPrefix = "http://stick.invalid/";
static_assert(StickHttp::kFeedUrl.starts_with(kPrefix));

Error stick_error(const std::string& name, int code) {
  const bool missing = code == ENOENT || code == ENOTDIR;
  const bool outside = code == ELOOP || code == EXDEV;  // a link, or a way out of the folder
  return {missing   ? Kind::not_found
          : outside ? Kind::refused
                    : Kind::broken,
          "stick: " + name + ": " + (outside ? "is a link" : std::strerror(code))};
}

// First only a handle: to open a device or a pipe can do things.
Result<UniqueFd> open_beneath(int folder, const std::string& name) {
  open_how how{};
  how.flags = O_PATH | O_CLOEXEC | O_NOFOLLOW;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
  const UniqueFd handle(static_cast<int>(syscall(SYS_openat2, folder, name.c_str(), &how, sizeof how)));
  if (!handle) return stick_error(name, errno);
  struct stat about {};
  if (fstat(handle.get(), &about) != 0) return stick_error(name, errno);
  if (!S_ISREG(about.st_mode)) return Error{Kind::refused, "stick: " + name + ": is not a regular file"};
  UniqueFd file(::open(("/proc/self/fd/" + std::to_string(handle.get())).c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return stick_error(name, errno);
  return file;
}

}  // namespace

Result<void> StickHttp::insert(const std::filesystem::path& folder) {
  UniqueFd opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened) {
    folder_ = std::move(opened);
    return {};
  }
  const int code = errno;
  const Kind kind = code == ENOENT || code == ENOTDIR ? Kind::not_found : Kind::refused;
  return Error{
      kind, folder.string() + ": cannot be opened as a folder by the player's user: " + std::strerror(code)};
}

TransferId StickHttp::start(const Request& request, Sink& sink) {
  if (!request.url.starts_with(kPrefix)) return network_->start(request, sink);
  readings_.push_back({kOurs | ++last_, request, &sink});
  return readings_.back().id;
}

void StickHttp::cancel(TransferId id) {
  if ((id & kOurs) == 0) return network_->cancel(id);
  std::erase_if(readings_, [id](const Reading& reading) { return reading.id == id; });
}

StickHttp::Reading* StickHttp::find(TransferId id) {
  const auto found = std::ranges::find(readings_, id, &Reading::id);
  return found == readings_.end() ? nullptr : &*found;
}

void StickHttp::wait(std::optional<Steady> deadline) {
  if (readings_.empty()) return network_->wait(deadline);
  std::vector<TransferId> ids;
  for (const Reading& reading : readings_) ids.push_back(reading.id);
  for (const TransferId id : ids) read_on(id);
  network_->wait(Steady{});  // what there is, without waiting
}

// A sink may cancel any transfer, its own too.
void StickHttp::read_on(TransferId id) {
  Reading* reading = find(id);
  if (reading == nullptr) return;
  if (!reading->file) {
    if (auto opened = open(*reading); !opened) return end(id, std::move(opened));
    const Head head{reading->request.from > 0 ? 206 : 200, ""};
    if (auto taken = reading->sink->on_head(head); !taken) return end(id, std::move(taken));
    reading = find(id);
    if (reading == nullptr) return;
  }
  const std::string& url = reading->request.url;
  if (!folder_) return end(id, Error{Kind::unavailable, url + ": the stick was pulled out"});
  piece_.resize(kPieceBytes);
  const ssize_t n = pread(reading->file.get(), piece_.data(), piece_.size(), static_cast<off_t>(reading->at));
  if (n < 0 && errno == EINTR) return;
  if (n < 0) return end(id, stick_error(url, errno));
  if (n == 0) return end(id, {});
  piece_.resize(static_cast<std::size_t>(n));
  reading->at += piece_.size();
  if (reading->at - reading->request.from > reading->request.bytes_max)
    return end(id, Error{Kind::refused, url + ": is longer than it may be"});
  if (auto taken = reading->sink->on_bytes(piece_); !taken) end(id, std::move(taken));
}

Result<void> StickHttp::open(Reading& reading) const {
  if (!folder_) return Error{Kind::unavailable, reading.request.url + ": no stick is in"};
  auto file = open_beneath(folder_.get(), reading.request.url.substr(kPrefix.size()));
  if (!file) return file.error();
  reading.file = *std::move(file);
  reading.at = reading.request.from;
  return {};
}

void StickHttp::end(TransferId id, Result<void> result) {
  const Reading* reading = find(id);
  if (reading == nullptr) return;
  Sink* sink = reading->sink;
  cancel(id);
  sink->on_end(std::move(result));
}

}  // namespace kepu::content
