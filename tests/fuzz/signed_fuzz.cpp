// Any bytes from a server to a screen with a pinned root. The first byte says how they come: as they are
// (then nothing of them may be believed), or as what two of three persons have signed (then the readers
// behind the signatures see them).
#include <cstddef>
#include <cstdint>
#include <string>

#include "config/log.h"
#include "content/beacon.h"
#include "content/trust.h"
#include "tests/content/trusted.h"

namespace {

using namespace kepu;
using namespace kepu::content;

const std::string kNonce(32, '0');

RootChain begun() {
  Root root = root_with_notices();
  root.persons["eve"] = {people().at("eve").key()};
  root.beacons = {1, {"eve"}};
  RootChain chain(pin_of(root));
  KEPU_CHECK(chain.extend(signed_root(root)));
  return chain;
}

void as_they_are(const std::string& bytes) {
  static const RootChain kBegun = begun();
  RootChain chain = kBegun;
  KEPU_CHECK(!chain.extend(bytes));
  KEPU_CHECK(!verify(bytes, {"", 0, 0}, chain));
  KEPU_CHECK(!verify_notices(bytes, "", chain));
  KEPU_CHECK(!verify_beacon(bytes, kNonce, chain));
  static_cast<void>(verify(bytes, {"", 0, 0}, RootChain()));
}

void signed_by_two(const std::string& payload) {
  static const RootChain kBegun = begun();
  RootChain chain = kBegun;
  if (chain.extend(signed_by({"li", "wang"}, kRootType, payload))) {
    KEPU_CHECK(chain.root()->version == 2 && chain.root()->feed == "liuzhou");
    const auto again = read_root(write_root(*chain.root()), "again", RootReading::writing);
    KEPU_CHECK(again);
  }
  const auto feed = verify(signed_by({"li", "wang"}, kFeedType, payload), {"", 0, 0}, kBegun);
  if (feed) KEPU_CHECK((*feed)->name == "liuzhou" && (*feed)->epoch == 1);
  const auto notices = verify_notices(signed_by({"li", "wang"}, kNoticesType, payload), "", kBegun);
  const auto beacon = verify_beacon(signed_by({"eve"}, kBeaconType, payload), kNonce, kBegun);
  if (beacon) KEPU_CHECK(beacon->feed == "liuzhou" && beacon->nonce == kNonce);
  if (notices) KEPU_CHECK(notices->whole && notices->notices.feed == "liuzhou");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  data[0] % 2 == 0 ? as_they_are(bytes) : signed_by_two(bytes);
  return 0;
}
