#include "content/root_chain.h"

#include <gtest/gtest.h>

#include "tests/content/trusted.h"

namespace kepu::content {
namespace {

// Pinned at `sample_root()`, which has come.
RootChain begun() {
  RootChain chain(pin_of(sample_root()));
  EXPECT_TRUE(chain.extend(signed_root(sample_root())));
  return chain;
}

std::string refusal(const Result<void>& result) {
  if (result) return "believed";
  EXPECT_TRUE(result.error().kind == Kind::refused || result.error().kind == Kind::invalid);
  return result.error().message;
}

TEST(RootChain, WithoutAPinAsksNobody) {
  const RootChain chain;
  EXPECT_FALSE(chain.is_pinned());
  EXPECT_EQ(chain.root(), nullptr);
}

TEST(RootChain, BeginsWithThePinnedBytesAlone) {
  RootChain chain(pin_of(sample_root()));
  EXPECT_EQ(chain.wanted(), 1);
  Root other = sample_root();
  other.persons["eve"] = {people().at("eve").key()};
  EXPECT_EQ(refusal(chain.extend(signed_root(other))),
            "roots/1.json: is not the root that the settings name by its SHA-256");
  EXPECT_EQ(chain.root(), nullptr);
  EXPECT_EQ(refusal(chain.extend(signed_root(sample_root()))), "believed");
  EXPECT_EQ(chain.root()->version, 1);
  EXPECT_EQ(chain.wanted(), 2);
}

TEST(RootChain, ThePinnedRootIsSignedByItself) {
  RootChain chain(pin_of(sample_root()));
  EXPECT_EQ(refusal(chain.extend(signed_root(sample_root(), {"li"}))),
            "roots/1.json: is signed by li alone; 2 persons are needed");
}

TEST(RootChain, MayBeginInTheMiddle) {
  RootChain chain(pin_of(sample_root(7)));
  EXPECT_EQ(chain.wanted(), 7);
  EXPECT_EQ(refusal(chain.extend(signed_root(sample_root(7)))), "believed");
  EXPECT_EQ(chain.wanted(), 8);
}

// Zhao takes Chen's place.
Root successor() {
  Root next = sample_root(2);
  next.persons.erase("chen");
  next.persons["zhao"] = {people().at("zhao").key()};
  next.root = next.feeds = {2, {"li", "wang", "zhao"}};
  return next;
}

TEST(RootChain, TheNextIsSignedByTheOneBeforeAndByItself) {
  const auto after = [](const Names& names) {
    RootChain chain = begun();
    return refusal(chain.extend(signed_root(successor(), names)));
  };
  EXPECT_EQ(after({"li", "wang"}), "believed");
  EXPECT_EQ(after({"li", "chen", "zhao"}), "believed");
  EXPECT_EQ(after({"li", "zhao"}),
            "roots/2.json: is signed by li alone; 2 persons are needed");  // old root: Li alone
  EXPECT_EQ(after({"li", "chen"}),
            "roots/2.json: is signed by li alone; 2 persons are needed");  // new root: Li alone
  EXPECT_EQ(after({"zhao", "eve"}),
            "roots/2.json: is signed by nobody who may sign it; 2 persons are needed");
  EXPECT_EQ(after({}), "roots/2.json: is signed by nobody who may sign it; 2 persons are needed");
}

TEST(RootChain, IsOneVersionAfterTheOtherAndNoneTwice) {
  for (const std::int64_t version : {1, 3}) {
    RootChain chain = begun();
    EXPECT_EQ(refusal(chain.extend(signed_root(sample_root(version)))),
              "roots/2.json: says that it is version " + std::to_string(version));
    EXPECT_EQ(chain.root()->version, 1);
  }
}

TEST(RootChain, AnotherFleetsRootIsNone) {
  Root other = sample_root(2);
  other.feed = "nanning";
  RootChain chain = begun();
  EXPECT_EQ(refusal(chain.extend(signed_root(other))),
            "roots/2.json: is for the feed \"nanning\", not \"liuzhou\"");
}

TEST(RootChain, ItsEpochNeverGoesBack) {
  Root three = sample_root(2);
  three.epoch = 3;
  RootChain chain = begun();
  EXPECT_EQ(refusal(chain.extend(signed_root(three))), "believed");
  Root two = sample_root(3);
  two.epoch = 2;
  EXPECT_EQ(refusal(chain.extend(signed_root(two))), "roots/3.json: its epoch is lower than before");
}

TEST(RootChain, AFeedThatSomebodySignedIsNoRoot) {
  RootChain chain = begun();
  const std::string as_feed = signed_by({"li", "wang"}, kFeedType, write_root(sample_root(2)));
  EXPECT_NE(refusal(chain.extend(as_feed)), "believed");
  // Nor if its type is changed afterwards: the type is signed, too.
  auto forged = *read_envelope(as_feed, "x");
  forged.type = kRootType;
  EXPECT_EQ(refusal(chain.extend(write_envelope(forged))),
            "roots/2.json: is signed by nobody who may sign it; 2 persons are needed");
}

TEST(RootChain, WhatIsTooLongIsNotRead) {
  RootChain chain = begun();
  EXPECT_EQ(refusal(chain.extend(std::string(kRootBytesMax + 1, ' '))),
            "roots/2.json: is longer than a root may be");
}

TEST(RootChain, NothingIsReadThatIsNotVouchedFor) {
  RootChain chain = begun();
  EXPECT_EQ(refusal(chain.extend(signed_by({"eve"}, kRootType, "{\"format\": \"nonsense\""))),
            "roots/2.json: is signed by nobody who may sign it; 2 persons are needed");
  EXPECT_NE(refusal(chain.extend(signed_by({"li", "wang"}, kRootType, "{\"format\": \"nonsense\""))),
            "believed");
}

TEST(RootChain, OpensFeedsThatEnoughPersonsSigned) {
  const RootChain chain = begun();
  const std::string feed = config::write_feed(sample_feed(1));
  EXPECT_EQ(*chain.open_feed(signed_feed(sample_feed(1))), feed);
  const auto why = [&](const std::string& bytes) { return chain.open_feed(bytes).error().message; };
  EXPECT_EQ(why(signed_feed(sample_feed(1), {"li"})),
            "feed.json: is signed by li alone; 2 persons are needed");
  EXPECT_EQ(why(signed_feed(sample_feed(1), {"li", "li"})),
            "feed.json: is signed by li alone; 2 persons are needed");
  EXPECT_EQ(why(feed), "feed.json: is not signed, and this screen begins with a root of trust");
  EXPECT_NE(why(signed_by({"li", "wang"}, kRootType, feed)).find("/payloadType"), std::string::npos);
  EXPECT_NE(RootChain(pin_of(sample_root()))
                .open_feed(signed_feed(sample_feed(1)))
                .error()
                .message.find("has not come yet"),
            std::string::npos);
}

TEST(RootChain, ARevokedKeySignsNothingAnyMore) {
  RootChain chain = begun();
  ASSERT_TRUE(chain.extend(signed_root(successor())));
  EXPECT_FALSE(chain.open_feed(signed_feed(sample_feed(2), {"li", "chen"})));
  EXPECT_TRUE(chain.open_feed(signed_feed(sample_feed(2), {"li", "zhao"})));
}

// Any flipped bit of a signed feed: in the envelope, the payload or a signature.
TEST(RootChain, AFlippedBitIsNeverBelieved) {
  const RootChain chain = begun();
  const std::string whole = signed_feed(sample_feed(1));
  const std::string payload = config::write_feed(sample_feed(1));
  for (std::size_t byte = 0; byte < whole.size(); ++byte) {
    std::string flipped = whole;
    flipped[byte] = static_cast<char>(flipped[byte] ^ (1 << byte % 8));
    const auto opened = chain.open_feed(flipped);
    EXPECT_TRUE(!opened || *opened == payload) << byte;  // a space, a field's name that is not known
  }
}

}  // namespace
}  // namespace kepu::content
