#include "player/desk.h"

#include <algorithm>

#include "config/log.h"

namespace kepu::player {

Desk::Desk(const std::filesystem::path& socket, const Wakeup& news) {
  if (socket.empty()) return;
  auto control = Control::open(socket, news);
  if (control) {
    control_.emplace(std::move(*control));
  } else {
    log(Level::notice, control.error().message);
  }
}

void Desk::count(const std::vector<Aired>& rows) {
  for (const Aired& row : rows) dropped_ += static_cast<std::uint64_t>(row.frames_dropped);
}

void Desk::count(const std::vector<Experience>& experiences) {
  deaths_ += static_cast<std::uint64_t>(std::ranges::count_if(experiences, [](const Experience& each) {
    return each.what == Experience::What::crashed || each.what == Experience::What::hung;
  }));
}

void Desk::serve(const Fill& fill, const std::function<void()>& release_log) {
  if (!control_) return;
  control_->serve([&](std::string_view request) { return answer(request, fill, release_log); });
}

std::string Desk::answer(std::string_view request, const Fill& fill,
                         const std::function<void()>& release_log) {
  const auto order = parse_order(request);
  if (!order) return print_error(order.error().message);
  if (order->what == Order::Do::duck) ducked_ = order->on;
  if (order->what == Order::Do::place) places_.push_back(*order);
  if (order->what == Order::Do::release_log) release_log();
  if (order->what == Order::Do::import) import_ = order->folder;
  Status status;
  fill(status);
  status.decoder_deaths = deaths_;
  status.frames_dropped = dropped_;
  status.ducked = ducked_;
  return print_status(status);
}

}  // namespace kepu::player
