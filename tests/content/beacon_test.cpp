#include "content/beacon.h"

#include <gtest/gtest.h>

#include "tests/content/trusted.h"

namespace kepu::content {
namespace {

const std::string kNonce = "00112233445566778899aabbccddeeff";

Beacon sample_beacon() { return {"liuzhou", {1, 7}, issue_day() + std::chrono::hours(1), kNonce}; }

std::string signed_beacon(const Beacon& beacon, const Names& names = {"eve"}) {
  return signed_by(names, kBeaconType, write_beacon(beacon));
}

RootChain chain_of(const Root& root) {
  RootChain chain(pin_of(root));
  EXPECT_TRUE(chain.extend(signed_root(root)));
  return chain;
}

std::string refusal(const std::string& bytes, const Root& root = root_with_beacon()) {
  const auto beacon = verify_beacon(bytes, kNonce, chain_of(root));
  return beacon ? "believed" : beacon.error().message;
}

TEST(Beacon, ComesBackAsItWasWritten) {
  const auto read = read_beacon(write_beacon(sample_beacon()));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, sample_beacon());
}

TEST(Beacon, NamesEachFault) {
  EXPECT_EQ(read_beacon(R"({"format": "kepu-beacon/2", "feed": "f", "epoch": 1, "version": -1, "time": "now",
                            "nonce": "00"})")
                .error()
                .message,
            "beacon: /format: \"kepu-beacon/2\" is not \"kepu-beacon/1\"\n"
            "beacon: /version: -1 is not an integer from 0 to 9007199254740992\n"
            "beacon: /time: \"now\" is not an instant (RFC 3339)\n");
  EXPECT_FALSE(read_beacon("[]"));
  EXPECT_FALSE(read_beacon(""));
}

TEST(Beacon, ANonceIsLongEnoughAndFitsAUrl) {
  EXPECT_TRUE(is_nonce(kNonce));
  EXPECT_TRUE(is_nonce(kNonce + kNonce));
  for (const std::string& wrong :
       {kNonce.substr(1), kNonce + kNonce + "0", "G" + kNonce, std::string(), kNonce + "\n"})
    EXPECT_FALSE(is_nonce(wrong)) << wrong;
}

TEST(VerifyBeacon, BelievesWhoTheRootNamesForIt) {
  const auto beacon = verify_beacon(signed_beacon(sample_beacon()), kNonce, chain_of(root_with_beacon()));
  ASSERT_TRUE(beacon) << beacon.error().message;
  EXPECT_EQ(*beacon, sample_beacon());
}

TEST(VerifyBeacon, BelievesNobodyElse) {
  EXPECT_EQ(refusal(signed_beacon(sample_beacon(), {"li", "wang"})),
            "beacon: is signed by nobody who may sign it; 1 persons are needed");
  EXPECT_EQ(refusal(signed_beacon(sample_beacon(), {})),
            "beacon: is signed by nobody who may sign it; 1 persons are needed");
  EXPECT_EQ(refusal(write_beacon(sample_beacon())),
            "beacon: is not signed, and this screen begins with a root of trust");
  EXPECT_EQ(refusal(signed_beacon(sample_beacon()), sample_root()),
            "beacon: the root names nobody who may sign beacons");
}

TEST(VerifyBeacon, BelievesNoOtherDocumentAndNoOtherFeed) {
  EXPECT_EQ(refusal(signed_by({"eve"}, kFeedType, write_beacon(sample_beacon()))),
            "beacon: /payloadType: is \"application/vnd.kepu.feed.v1+json\", not "
            "\"application/vnd.kepu.beacon.v1+json\"");
  Beacon foreign = sample_beacon();
  foreign.feed = "nanning";
  EXPECT_EQ(refusal(signed_beacon(foreign)),
            "beacon: /feed: this is \"nanning\", the root is for \"liuzhou\"");
}

TEST(VerifyBeacon, AnOldAnswerIsNoAnswer) {
  Beacon old = sample_beacon();
  old.nonce[0] = 'f';
  EXPECT_EQ(refusal(signed_beacon(old)),
            "beacon: /nonce: is not the one that was asked with: an old answer, or another screen's");
}

TEST(VerifyBeacon, ASignerOfBeaconsSignsNothingElse) {
  const RootChain chain = chain_of(root_with_beacon());
  EXPECT_FALSE(verify(signed_feed(sample_feed(7), {"eve"}), {}, chain));
  EXPECT_FALSE(
      verify_notices(signed_by({"eve"}, kNoticesType, config::write_notices(sample_notices(1))), "", chain));
  RootChain longer = chain;
  EXPECT_FALSE(longer.extend(signed_root(root_with_beacon(2), {"eve"})));
}

}  // namespace
}  // namespace kepu::content
