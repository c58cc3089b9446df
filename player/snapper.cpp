#include "player/snapper.h"

#include <algorithm>

namespace kepu::player {

std::optional<std::filesystem::path> Snapper::before_draw(std::uint64_t items) {
  if (items == item_ || !due_) return std::nullopt;
  due_.reset();
  return file_;
}

std::optional<std::filesystem::path> Snapper::visible(Steady now, std::uint64_t items,
                                                      const std::string& asset) {
  if (folder_.empty() || items == 0) return std::nullopt;
  if (items != item_) {
    item_ = items;
    due_ = now + kAfter;
    std::string name = std::to_string(items);
    name.insert(0, 4 - std::min<std::size_t>(name.size(), 4), '0');
    name += "-" + (asset.empty() ? std::string("card") : asset) + ".png";
    std::replace(name.begin(), name.end(), '/', '_');
    file_ = folder_ / name;
  }
  if (!due_ || now < *due_) return std::nullopt;
  due_.reset();
  return file_;
}

}  // namespace kepu::player
