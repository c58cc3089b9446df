// What is sealed is opened by openssl's own command.
#include "player/seal.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <ostream>
#include <sstream>

#include "config/unique_fd.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

class SealTest : public testing::Test {
 protected:
  int run(const std::string& command) {
    return std::system(("cd " + (folder_ / "").string() + " && " + command + " 2>/dev/null").c_str());
  }
  void make_key(const std::string& kind) {
    ASSERT_EQ(run("openssl req -x509 -newkey " + kind +
                  " -nodes -days 3650 -subj /CN=headend -keyout key.pem -out cert.pem"),
              0);
  }
  Result<void> seal_text(const std::string& text) {
    const UniqueFd fd(open((folder_ / "sealed").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    return seal(folder_ / "cert.pem", fd.get(), [&](std::ostream& out) -> Result<void> {
      out << text;
      return {};
    });
  }
  std::string read(const std::string& name) {
    std::ostringstream text;
    text << std::ifstream(folder_ / name, std::ios::binary).rdbuf();
    return text.str();
  }
  bool opens() {
    return run("openssl cms -decrypt -inform DER -binary -in sealed -inkey key.pem -out opened") == 0;
  }

  kepu::fakes::TempFolder folder_;
};

TEST_F(SealTest, OnlyTheKeyOpensIt) {
  for (const char* kind : {"rsa:3072", "ec -pkeyopt ec_paramgen_curve:prime256v1"}) {
    make_key(kind);
    std::string text;
    while (text.size() < 1'000'000) text += "photosynthesis aired\n";
    const auto sealed = seal_text(text);
    ASSERT_TRUE(sealed) << sealed.error().message;
    EXPECT_EQ(read("sealed").find("photosynthesis"), std::string::npos);
    EXPECT_TRUE(opens());
    EXPECT_EQ(read("opened"), text);
    make_key("rsa:3072");
    EXPECT_FALSE(opens());
  }
}

TEST_F(SealTest, ANewKeyIsUsedEachTime) {
  make_key("rsa:3072");
  ASSERT_TRUE(seal_text("a"));
  const std::string first = read("sealed");
  ASSERT_TRUE(seal_text("a"));
  EXPECT_NE(read("sealed"), first);
}

TEST_F(SealTest, WhatIsNoCertificateIsNamed) {
  EXPECT_EQ(seal_text("a").error().kind, Kind::not_found);
  std::ofstream(folder_ / "cert.pem") << "hello";
  const auto sealed = seal_text("a");
  EXPECT_EQ(sealed.error().kind, Kind::invalid);
  EXPECT_NE(sealed.error().message.find("cert.pem"), std::string::npos);
  make_key("ed25519");
  EXPECT_EQ(seal_text("a").error().kind, Kind::invalid);
}

TEST_F(SealTest, AFullDiskIsAnError) {
  make_key("rsa:3072");
  const UniqueFd full(open("/dev/full", O_WRONLY | O_CLOEXEC));
  const auto sealed = seal(folder_ / "cert.pem", full.get(), [](std::ostream& out) -> Result<void> {
    for (int i = 0; i < 100'000; ++i) out << "photosynthesis\n";
    return {};
  });
  ASSERT_FALSE(sealed);
  EXPECT_EQ(sealed.error().kind, Kind::full);
}

}  // namespace
}  // namespace kepu::player
