#include "content/public_key.h"

#include <gtest/gtest.h>

#include "tests/content/signer.h"

namespace kepu::content {
namespace {

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return bytes;
}

// RFC 8032, section 7.1, tests 1 and 3.
TEST(PublicKey, VerifiesAsInRfc8032) {
  const PublicKey first{"ed25519",
                        from_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")};
  const std::string of_nothing = from_hex(
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5"
      "f0595b"
      "be24655141438e7a100b");
  EXPECT_TRUE(verifies(first, "", of_nothing));
  EXPECT_FALSE(verifies(first, "x", of_nothing));
  const PublicKey third{"ed25519",
                        from_hex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")};
  EXPECT_TRUE(
      verifies(third, from_hex("af82"),
               from_hex("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae"
                        "67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")));
}

TEST(PublicKey, NothingElseVerifies) {
  const Signer li(1), wang(2);
  const std::string signature = li.sign("message");
  EXPECT_TRUE(verifies(li.key(), "message", signature));
  EXPECT_FALSE(verifies(wang.key(), "message", signature));
  EXPECT_FALSE(verifies(li.key(), "massage", signature));
  EXPECT_FALSE(verifies(li.key(), "message", signature.substr(1)));
  EXPECT_FALSE(verifies(li.key(), "message", ""));
  EXPECT_FALSE(verifies({"sm2", li.key().bytes}, "message", signature));
  EXPECT_FALSE(verifies({"ed25519", li.key().bytes.substr(1)}, "message", signature));
  EXPECT_FALSE(verifies({"ed25519", ""}, "message", signature));
  for (std::size_t bit = 0; bit < 8 * signature.size(); ++bit) {
    std::string flipped = signature;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(verifies(li.key(), "message", flipped)) << bit;
  }
}

TEST(PublicKey, IsNamedByItsHash) {
  EXPECT_EQ(Signer(1).key().id(), Signer(1).key().id());
  EXPECT_NE(Signer(1).key().id(), Signer(2).key().id());
  EXPECT_EQ(Signer(1).key().id().size(), 64U);
  EXPECT_NE((PublicKey{"sm2", Signer(1).key().bytes}).id(), Signer(1).key().id());
}

}  // namespace
}  // namespace kepu::content
