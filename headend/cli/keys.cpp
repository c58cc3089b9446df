#include "headend/cli/keys.h"

namespace kepu::headend::cli {
namespace {

constexpr std::size_t kKeyFileMax = 64U << 10U;

}  // namespace

Result<SigningKey> key_of(const std::string& file, World world) {
  const auto pem = world.files.read(tidy(file), kKeyFileMax);
  if (!pem) return pem.error();
  auto key = SigningKey::read(*pem);
  if (!key) return Error(key.error()).with(file);
  return key;
}

}  // namespace kepu::headend::cli
