#include "player/assignment.h"

#include <gtest/gtest.h>

namespace kepu::player {
namespace {

TEST(Assignment, ComesBackFromItsWordsAsItWas) {
  Assignment full;
  full.source = "/media/a b=c.mp4";
  full.id = config::AssetId::parse(std::string(64, 'a'));
  full.purpose = Purpose::vet;
  full.box_width = 1920;
  full.box_height = 1080;
  full.cover = true;
  full.start = std::chrono::seconds(90);
  full.decoders = "vaapi,software";
  Assignment stream;
  stream.source = "https://example.org/live.m3u8";
  stream.purpose = Purpose::stream;
  Assignment plain;
  plain.source = "x";
  for (const Assignment& assignment : {full, stream, plain}) {
    const auto read = parse_assignment(words_of(assignment));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, assignment);
  }
}

TEST(Assignment, SaysOnlyWhatIsNotUsual) {
  Assignment plain;
  plain.source = "x";
  EXPECT_EQ(words_of(plain), std::vector<std::string>{"source=x"});
}

TEST(Assignment, AnyOtherWordIsRefused) {
  for (const char* word :
       {"", "source", "source=", "box=1920", "box=-1x5", "box=1x2x3", "start_ns=-1", "start_ns=1s",
        "sha256=abc", "purpose=play", "cover=no", "decoders=", "colour=red"}) {
    EXPECT_FALSE(parse_assignment({"source=x", word})) << word;
  }
  EXPECT_FALSE(parse_assignment({}));
  EXPECT_EQ(parse_assignment({"source=x", "box=big"}).error().message,
            "\"box=big\" is not a word of an assignment");
}

}  // namespace
}  // namespace kepu::player
