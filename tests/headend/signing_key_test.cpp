#include "headend/signing_key.h"

#include <gtest/gtest.h>

namespace kepu::headend {
namespace {

const SigningKey::Passphrase nobody = [] { return std::nullopt; };

TEST(SigningKey, APassphraseIsAskedForAndMustBeTheRightOne) {
  const SigningKey key = SigningKey::generate();
  const std::string pem = key.pem("科普 42");
  const auto answering = [](const char* words) {
    return [words] { return std::optional<std::string>(words); };
  };
  const auto read = SigningKey::read(pem, answering("科普 42"));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->public_key(), key.public_key());
  for (const char* wrong : {"科普 43", ""}) {
    const auto other = SigningKey::read(pem, answering(wrong));
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().kind, Kind::refused);
  }
  EXPECT_EQ(SigningKey::read(pem, nobody).error().kind, Kind::refused);
  EXPECT_TRUE(SigningKey::read(key.pem(""), [] { return ADD_FAILURE(), std::nullopt; }));
}

TEST(SigningKey, SignsWhatItsPublicKeyVerifies) {
  const SigningKey key = SigningKey::generate();
  const std::string signature = key.sign("message");
  EXPECT_TRUE(content::verifies(key.public_key(), "message", signature));
  EXPECT_FALSE(content::verifies(key.public_key(), "massage", signature));
  EXPECT_FALSE(content::verifies(SigningKey::generate().public_key(), "message", signature));
}

TEST(SigningKey, ComesBackFromItsFile) {
  const SigningKey key = SigningKey::generate();
  const auto read = SigningKey::read(key.pem(""), nobody);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->public_key(), key.public_key());
  EXPECT_EQ(read->sign("x"), key.sign("x"));
}

TEST(SigningKey, NothingElseIsOne) {
  EXPECT_FALSE(SigningKey::read("", nobody));
  EXPECT_FALSE(SigningKey::read("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", nobody));
  // openssl genpkey -algorithm X25519
  EXPECT_FALSE(
      SigningKey::read("-----BEGIN PRIVATE KEY-----\n"
                       "MC4CAQAwBQYDK2VuBCIEIMjgE1kFyrkq0kUWkAVVY4zxIZ8JXXyGUnVhU7bUjqhd\n"
                       "-----END PRIVATE KEY-----\n",
                       nobody));
}

}  // namespace
}  // namespace kepu::headend
