#include "scheduler/item.h"

#include <variant>

namespace kepu::scheduler {

milliseconds duration_of(const config::Item& item) {
  if (const auto* asset = std::get_if<config::AssetItem>(&item)) return asset->duration;
  return std::get<config::TextItem>(item).duration;
}

bool shows_the_same(const config::Item& a, const config::Item& b) {
  if (a.index() != b.index()) return false;
  if (const auto* asset = std::get_if<config::AssetItem>(&a))
    return asset->asset == std::get<config::AssetItem>(b).asset;
  if (const auto* card = std::get_if<config::TextItem>(&a))
    return card->text == std::get<config::TextItem>(b).text;
  return a == b;
}

}  // namespace kepu::scheduler
