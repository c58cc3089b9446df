// Any bytes as player.json: settings or faults, never both, never neither.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "config/log.h"
#include "config/settings.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  const auto reading = kepu::config::read_settings(json);
  KEPU_CHECK(reading.settings.has_value() == reading.faults.empty());
  return 0;
}
