#include "content/base64.h"

#include <gtest/gtest.h>

#include <random>

namespace kepu::content {
namespace {

TEST(Base64, IsThatOfRfc4648) {
  for (const auto& [bytes, text] : {std::pair{"", ""},
                                    {"f", "Zg=="},
                                    {"fo", "Zm8="},
                                    {"foo", "Zm9v"},
                                    {"foob", "Zm9vYg=="},
                                    {"fooba", "Zm9vYmE="},
                                    {"foobar", "Zm9vYmFy"}}) {
    EXPECT_EQ(to_base64(bytes), text);
    EXPECT_EQ(from_base64(text), bytes);
  }
}

TEST(Base64, OneTextAloneStandsForSomeBytes) {
  for (const char* wrong : {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", " Zg==", "Zg== ", "Zg==\n", "Zm9v\nYmFy",
                            "Z-9v", "Z_9v", "====", "Zg==Zg==", "=Zg=", "Zm\0v"})
    EXPECT_FALSE(from_base64(wrong)) << wrong;
}

TEST(Base64, OfAnyLengthComesBack) {
  std::mt19937 random(7);
  for (const std::size_t size : {1U, 2U, 3U, 1000U, 3U << 20U, (3U << 20U) + 1, (6U << 20U) - 1}) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    EXPECT_TRUE(from_base64(to_base64(bytes)) == bytes) << size;
  }
}

}  // namespace
}  // namespace kepu::content
