#include "player/screenshot.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/fakes/temp_folder.h"

namespace kepu::player {
namespace {

TEST(Screenshot, APngIsWritten) {
  const fakes::TempFolder folder;
  const Screenshot shot{std::vector<std::uint8_t>(8 * 4 * 4, 0), 32, 8, 4};
  ASSERT_TRUE(write_png(shot, folder / "a.png"));
  std::ifstream in(folder / "a.png", std::ios::binary);
  std::string head(8, '\0');
  in.read(head.data(), 8);
  EXPECT_EQ(head, "\x89PNG\r\n\x1a\n");
}

TEST(Screenshot, AFolderThatIsMissingIsNamed) {
  const Screenshot shot{std::vector<std::uint8_t>(4, 0), 4, 1, 1};
  const auto written = write_png(shot, "/nowhere/a.png");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message.substr(0, 35), "/nowhere/a.png: cannot be written: ");
}

}  // namespace
}  // namespace kepu::player
