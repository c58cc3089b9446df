#include "player/screenshot.h"

#include <png.h>

#include <string>

namespace kepu::player {

Result<void> write_png(const Screenshot& screenshot, const std::filesystem::path& file) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(screenshot.width);
  image.height = static_cast<png_uint_32>(screenshot.height);
  image.format = PNG_FORMAT_BGRA;
  image.flags = PNG_IMAGE_FLAG_FAST;
  // What X11 leaves in the fourth byte would be read as transparency.
  std::vector<std::uint8_t> opaque = screenshot.pixels;
  for (std::size_t i = 3; i < opaque.size(); i += 4) opaque[i] = 255;
  if (png_image_write_to_file(&image, file.c_str(), 0, opaque.data(), screenshot.stride, nullptr) != 0)
    return {};
  return Error{Kind::broken, file.string() + ": cannot be written: " + image.message};
}

}  // namespace kepu::player
