#include "headend/signing_key.h"

#include <gtest/gtest.h>

namespace kepu::headend {
namespace {

TEST(SigningKey, SignsWhatItsPublicKeyVerifies) {
  const SigningKey key = SigningKey::generate();
  const std::string signature = key.sign("message");
  EXPECT_TRUE(content::verifies(key.public_key(), "message", signature));
  EXPECT_FALSE(content::verifies(key.public_key(), "massage", signature));
  EXPECT_FALSE(content::verifies(SigningKey::generate().public_key(), "message", signature));
}

TEST(SigningKey, ComesBackFromItsFile) {
  const SigningKey key = SigningKey::generate();
  const auto read = SigningKey::read(key.pem());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->public_key(), key.public_key());
  EXPECT_EQ(read->sign("x"), key.sign("x"));
}

TEST(SigningKey, NothingElseIsOne) {
  EXPECT_FALSE(SigningKey::read(""));
  EXPECT_FALSE(SigningKey::read("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));
  // openssl genpkey -algorithm X25519
  EXPECT_FALSE(
      SigningKey::read("-----BEGIN PRIVATE KEY-----\n"
                       "MC4CAQAwBQYDK2VuBCIEIMjgE1kFyrkq0kUWkAVVY4zxIZ8JXXyGUnVhU7bUjqhd\n"
                       "-----END PRIVATE KEY-----\n"));
}

}  // namespace
}  // namespace kepu::headend
