#include "config/screen.h"

#include <algorithm>

namespace kepu::config {

bool Screen::has_tag(const std::string& tag) const {
  return tag == id.name || std::find(tags.begin(), tags.end(), tag) != tags.end();
}

}  // namespace kepu::config
