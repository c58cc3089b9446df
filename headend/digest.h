// headend/digest.h: the SHA-256 and the length of an open file.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "config/feed.h"
#include "config/result.h"

namespace kepu::headend {

struct Digest {
  config::AssetId id;
  std::uint64_t bytes = 0;
  bool operator==(const Digest&) const = default;
};

// Reads the file open at `fd` from its first byte to its end, whatever its offset, which stays as it is. Each
// piece goes to `sink` too, if there is one; its error ends the reading. broken: cannot be read.
Result<Digest> digest_of(int fd, const std::function<Result<void>(std::string_view)>& sink = {});

}  // namespace kepu::headend
