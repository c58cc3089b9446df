#include "content/root.h"

#include <gtest/gtest.h>

#include "content/base64.h"
#include "tests/content/trusted.h"

namespace kepu::content {
namespace {

TEST(Root, ComesBackAsItWasWritten) {
  Root root = sample_root(7);
  root.epoch = 3;
  root.persons["li"].push_back(people().at("eve").key());
  root.feeds = {1, {"chen"}};
  root.persons["zhao"] = {people().at("zhao").key()};
  root.beacons = {1, {"zhao"}};
  for (const RootReading reading : {RootReading::trusting, RootReading::writing}) {
    const auto read = read_root(write_root(root), "root.json", reading);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, root);
  }
}

std::string key_text(const char* name) { return to_base64(people().at(name).key().bytes); }

std::string draft(const std::string& persons, const std::string& roles, const std::string& more = "") {
  return R"({"format": "kepu-root/1", "feed": "f", )" + more + R"("persons": {)" + persons +
         R"(}, "roles": {)" + roles + "}}";
}

std::string person(const std::string& name, const char* key_of, const char* alg = "ed25519") {
  return '"' + name + R"(": [{"alg": ")" + alg + R"(", "key": ")" + key_text(key_of) + R"("}])";
}

const std::string kRoles =
    R"("root": {"threshold": 1, "persons": ["li"]}, "feed": {"threshold": 1, "persons": ["li"]})";

std::string fault(const std::string& text, RootReading reading = RootReading::writing) {
  const auto read = read_root(text, "root.json", reading);
  return read ? "read" : read.error().message.substr(0, read.error().message.size() - 1);
}

TEST(Root, ADraftLeavesItsNumberAndDatesToTheCommand) {
  EXPECT_EQ(fault(draft(person("li", "li"), kRoles)), "read");
  EXPECT_NE(fault(draft(person("li", "li"), kRoles), RootReading::trusting), "read");
}

TEST(Root, NobodySignsForTwo) {
  EXPECT_EQ(fault(draft(person("li", "li") + ", " + person("wang", "li"), kRoles)),
            "root.json: /persons/wang/0: is in this document already: each key is one person's");
  EXPECT_EQ(
      fault(draft(
          person("li", "li"),
          R"("root": {"threshold": 2, "persons": ["li", "li"]}, "feed": {"threshold": 1, "persons": ["li"]})")),
      "root.json: /roles/root/threshold: is more than the 1 persons there are\n"
      "root.json: /roles/root/persons/1: is listed twice");
}

TEST(Root, WhoSignsMustBeKnownAndEnough) {
  EXPECT_EQ(
      fault(draft(
          person("li", "li"),
          R"("root": {"threshold": 1, "persons": ["wang"]}, "feed": {"threshold": 0, "persons": ["li"]})")),
      "root.json: /roles/root/persons/0: is none of \"persons\"\n"
      "root.json: /roles/feed/threshold: 0 is not an integer from 1 to 100");
}

TEST(Root, WhoSignsBeaconsOnAServerSignsNothingElse) {
  const std::string persons = person("li", "li") + ", " + person("headend", "wang");
  const auto beacon = [&](const char* name) {
    return draft(persons, kRoles + R"(, "beacon": {"threshold": 1, "persons": [")" + name + R"("]})");
  };
  EXPECT_EQ(fault(beacon("headend")), "read");
  EXPECT_EQ(
      fault(beacon("li")),
      "root.json: /roles/beacon: names li, who signs other documents: the beacon's key lies on a server, "
      "give it a person of its own");
}

TEST(Root, AnAlgorithmOfTheFutureIsPassedOverByScreensAlone) {
  const std::string future = draft(
      person("li", "li") + R"(, "wang": [{"alg": "sm2", "key": "eA=="}])", kRoles,
      R"("version": 1, "epoch": 1, "issued": "2026-11-23T00:00:00Z", "expires": "2028-11-23T00:00:00Z", "new": 1, )");
  EXPECT_EQ(fault(future, RootReading::trusting), "read");
  EXPECT_NE(fault(future), "read");
}

TEST(Root, AKeyHasItsLength) {
  EXPECT_EQ(fault(draft(R"("li": [{"alg": "ed25519", "key": "eA=="}])", kRoles)),
            "root.json: /persons/li/0/key: has 1 bytes, not 32");
}

Envelope signed_for_test(const Names& names) {
  Envelope envelope{std::string(kFeedType), "payload", {}};
  for (const std::string& name : names) people().at(name).sign(envelope);
  return envelope;
}

TEST(Signers, ArePersonsNotKeysAndNotSignatures) {
  Root root = sample_root();
  root.persons["li"].push_back(people().at("zhao").key());  // Li has two keys
  const auto who = [&](const Names& names) { return signers(root, root.feeds, signed_for_test(names)); };
  EXPECT_EQ(who({"li", "li", "li"}), (std::set<std::string>{"li"}));
  EXPECT_EQ(who({"li", "zhao"}), (std::set<std::string>{"li"}));
  EXPECT_EQ(who({"zhao", "chen"}), (std::set<std::string>{"chen", "li"}));
  EXPECT_EQ(who({"eve"}), std::set<std::string>{});
  EXPECT_EQ(who({}), std::set<std::string>{});
}

TEST(Signers, AreNamedByTheirKeyNotByWhatASignatureClaims) {
  const Root root = sample_root();
  Envelope envelope = signed_for_test({"eve"});
  envelope.signatures[0].key_id = people().at("li").key().id();
  EXPECT_TRUE(signers(root, root.feeds, envelope).empty());
}

TEST(Signers, OfTheSignaturesByOneKeyTheFirstIsLookedAt) {
  const Root root = sample_root();
  Envelope envelope = signed_for_test({"li", "wang"});
  envelope.signatures.insert(envelope.signatures.begin(), 62,
                             {people().at("li").key().id(), std::string(64, 'x')});
  EXPECT_EQ(signers(root, root.feeds, envelope), (std::set<std::string>{"wang"}));
}

// All subsets of five keys of four persons: Li has two.
TEST(Signers, OfAllSubsetsOfFiveKeysOfFourPersonsExactlyTheAllowedOnesPass) {
  Root root = sample_root();
  root.persons["zhao"] = {people().at("zhao").key()};
  root.persons["li"].push_back(people().at("eve").key());
  root.feeds = {3, {"li", "wang", "chen", "zhao"}};
  const Names keys{"li", "eve", "wang", "chen", "zhao"};
  for (unsigned subset = 0; subset < 32; ++subset) {
    Names names;
    std::set<std::string> persons;
    for (unsigned i = 0; i < 5; ++i) {
      if ((subset >> i & 1U) == 0) continue;
      names.push_back(keys[i]);
      persons.insert(keys[i] == "eve" ? "li" : keys[i]);
    }
    const auto checked = check_signed(root, root.feeds, signed_for_test(names), "feed.json");
    EXPECT_EQ(static_cast<bool>(checked), persons.size() >= 3) << subset;
  }
}

TEST(CheckSigned, SaysWhoDidAndHowManyAreNeeded) {
  const Root root = sample_root();
  EXPECT_EQ(check_signed(root, root.feeds, signed_for_test({"li"}), "feed.json").error().message,
            "feed.json: is signed by li alone; 2 persons are needed");
  EXPECT_EQ(check_signed(root, root.feeds, signed_for_test({"eve"}), "feed.json").error().message,
            "feed.json: is signed by nobody who may sign it; 2 persons are needed");
}

}  // namespace
}  // namespace kepu::content
