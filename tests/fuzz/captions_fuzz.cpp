// Any bytes as captions.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "config/captions.h"
#include "config/log.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kepu;
  const auto reading = config::read_captions({reinterpret_cast<const char*>(data), size});
  KEPU_CHECK(reading.captions.size() <= config::kCaptionsMax);
  KEPU_CHECK(reading.faults.size() <= config::kLineFaultsMax);
  milliseconds last{};
  for (const config::Caption& caption : reading.captions) {
    KEPU_CHECK(caption.start >= last && caption.end > caption.start);
    KEPU_CHECK(!caption.text.empty() && caption.text.size() <= config::kCaptionBytesMax);
    for (const char c : caption.text) KEPU_CHECK(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
    last = caption.start;
  }
  return 0;
}
