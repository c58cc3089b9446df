#include "content/sha256.h"

#include <gtest/gtest.h>

#include <string>

namespace kepu::content {
namespace {

// FIPS 180-4's examples.
constexpr const char* kOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr const char* kOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Sha256, GivesTheStandardsExamples) {
  EXPECT_EQ(sha256("").hex(), kOfNothing);
  EXPECT_EQ(sha256("abc").hex(), kOfAbc);
}

TEST(Sha256, PiecesGiveTheSameAsTheWhole) {
  Sha256 hasher;
  hasher.update("a");
  hasher.update("");
  hasher.update("bc");
  EXPECT_EQ(hasher.finish().hex(), kOfAbc);
}

TEST(Sha256, BeginsAnewAfterItFinished) {
  Sha256 hasher;
  hasher.update("something else");
  hasher.finish();
  EXPECT_EQ(hasher.finish().hex(), kOfNothing);
  hasher.update("abc");
  EXPECT_EQ(hasher.finish().hex(), kOfAbc);
}

}  // namespace
}  // namespace kepu::content
