#include "headend/beacon_signer.h"

#include <gtest/gtest.h>

#include "content/beacon.h"
#include "content/posix_files.h"
#include "headend/proposal.h"
#include "tests/content/trusted.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::headend {
namespace {

using content::Root;
using content::sample_feed;
using content::sample_root;
using content::signed_feed;
using content::signed_root;

const std::string kNonce = "00112233445566778899aabbccddeeff";

class BeaconSignerTest : public testing::Test {
 protected:
  BeaconSignerTest() {
    have_root(named());
    have_feed(7);
  }

  // A root that names the key for beacons.
  Root named(std::int64_t version = 1) {
    Root root = sample_root(version);
    root.persons["headend"] = {key_.public_key()};
    root.beacons = {1, {"headend"}};
    return root;
  }
  void have_root(const Root& root) {
    ASSERT_TRUE(files_.write_durably(root_file(site_, root.version), signed_root(root)));
  }
  void have_feed(const std::string& bytes) { ASSERT_TRUE(files_.write_durably(site_ / "feed.json", bytes)); }
  void have_feed(std::int64_t version) { have_feed(signed_feed(sample_feed(version))); }
  Result<BeaconSigner> open() { return BeaconSigner::open(site_, key_copy(), files_); }
  SigningKey key_copy() {
    return *SigningKey::read(key_.pem(""), [] { return std::nullopt; });
  }
  std::string refusal() {
    const auto signer = open();
    return signer ? "opens" : signer.error().message;
  }

  SigningKey key_ = SigningKey::generate();
  fakes::TempFolder folder_;
  std::filesystem::path site_ = folder_ / "site";
  content::PosixFiles files_;
};

TEST_F(BeaconSignerTest, SaysWhatAScreenBelieves) {
  const auto signer = open();
  ASSERT_TRUE(signer) << signer.error().message;
  const Wall now = content::issue_day() + std::chrono::milliseconds(1234);
  const auto answer = signer->answer(kNonce, now);
  ASSERT_TRUE(answer);
  content::RootChain chain(content::pin_of(named()));
  ASSERT_TRUE(chain.extend(signed_root(named())));
  const auto beacon = content::verify_beacon(*answer, kNonce, chain);
  ASSERT_TRUE(beacon) << beacon.error().message;
  EXPECT_EQ(*beacon, (content::Beacon{"liuzhou", {1, 7}, now, kNonce}));
}

TEST_F(BeaconSignerTest, AnswersNoncesAlone) {
  const auto signer = open();
  EXPECT_EQ(signer->answer("", Wall{}).error().message, "nonce: 32 to 64 digits of 0-9 and a-f are needed");
  EXPECT_FALSE(signer->answer(std::string(32, '"'), Wall{}));
}

TEST_F(BeaconSignerTest, SeesWhatIsPublishedMeanwhile) {
  auto signer = *open();
  have_feed(8);
  EXPECT_EQ(signer.newest(), content::Number(1, 7));
  ASSERT_TRUE(signer.look());
  EXPECT_EQ(signer.newest(), content::Number(1, 8));
  ASSERT_TRUE(signer.look());
}

TEST_F(BeaconSignerTest, AnswersNothingWhileTheFeedIsNotWhatAScreenWouldBelieve) {
  auto signer = *open();
  have_feed(signed_feed(sample_feed(8), {"li"}));
  EXPECT_EQ(signer.look().error().message,
            site_.string() + ": feed.json: is signed by li alone; 2 persons are needed");
  EXPECT_FALSE(signer.look());
  ASSERT_TRUE(files_.remove(site_ / "feed.json"));
  EXPECT_EQ(signer.look().error().kind, Kind::not_found);
  have_feed(8);
  EXPECT_TRUE(signer.look());
}

TEST_F(BeaconSignerTest, StopsWhenTheRootTakesTheKeyBack) {
  auto signer = *open();
  have_root(sample_root(2));
  EXPECT_EQ(
      signer.look().error().message,
      site_.string() + ": root 2 does not name this key for beacons: its role \"beacon\" must (kepu root)");
}

TEST_F(BeaconSignerTest, IsForSignedSitesAndTheKeyThatTheirRootNames) {
  Root root = named();
  root.persons["wei"] = {content::people().at("zhao").key()};
  root.beacons = {2, {"headend", "wei"}};
  have_root(root);
  EXPECT_EQ(refusal(), site_.string() + ": root 1 wants 2 signatures of a beacon: one key cannot answer");
  key_ = SigningKey::generate();
  EXPECT_EQ(
      refusal(),
      site_.string() + ": root 1 does not name this key for beacons: its role \"beacon\" must (kepu root)");
  std::filesystem::remove_all(site_ / "roots");
  EXPECT_EQ(refusal(),
            site_.string() + ": is not signed, and a beacon is for screens with a root: kepu root");
}

}  // namespace
}  // namespace kepu::headend
