// Any bytes as notices.json: what is read is read again from what is written of it.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "config/log.h"
#include "config/notices.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kepu::config;
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  const NoticesReading reading = read_notices(json, Reading::playing);
  KEPU_CHECK(reading.notices.has_value() == reading.faults.empty());
  if (!reading.notices) return 0;
  const NoticesReading again = read_notices(write_notices(*reading.notices), Reading::publishing);
  KEPU_CHECK(again.notices && *again.notices == *reading.notices);
  return 0;
}
