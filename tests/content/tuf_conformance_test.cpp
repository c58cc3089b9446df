// The cases of TUF's public conformance suite (https://github.com/theupdateframework/tuf-conformance) that
// have a counterpart here, by their names there. A key is a person's; "snapshot", "targets" and "timestamp"
// are the feed and the notices here, of which each says all that is signed. Delegations and path patterns
// have no counterpart.
#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/content/trusting_courier.h"

namespace kepu::content {
namespace {

std::string person(int key) { return "p" + std::to_string(key); }
Signer signer(int key) { return Signer(static_cast<std::uint8_t>(100 + key)); }

Role role_of(const std::vector<int>& keys, std::size_t threshold) {
  Role role{threshold, {}};
  for (const int key : keys) role.persons.insert(person(key));
  return role;
}

std::string signed_with(const std::vector<int>& keys, std::string_view type, const std::string& payload) {
  Envelope envelope{std::string(type), payload, {}};
  for (const int key : keys) signer(key).sign(envelope);
  return write_envelope(envelope);
}

// Keys 0 to 9; who is in no role may sign nothing.
Root root_for(std::int64_t version, const Role& roots, const Role& others) {
  Root root = sample_root(version);
  root.persons.clear();
  for (int key = 0; key < 10; ++key) root.persons[person(key)] = {signer(key).key()};
  root.root = roots;
  root.feeds = root.notices = others;
  return root;
}

struct Version {
  std::vector<int> keys;
  std::size_t threshold;
  std::vector<int> sigs;
  bool res = true;
};

// ---- test_root_rotation

struct Rotation {
  const char* name;
  std::vector<Version> roots;
};

void PrintTo(const Rotation& rotation, std::ostream* out) { *out << rotation.name; }

class RootRotation : public testing::TestWithParam<Rotation> {};

TEST_P(RootRotation, EndsAtTheLastRootThatHolds) {
  std::optional<RootChain> chain;
  std::int64_t version = 0, expected = 0;
  for (const Version& one : GetParam().roots) {
    const Root root = root_for(++version, role_of(one.keys, one.threshold), role_of({0}, 1));
    if (!chain) chain.emplace(pin_of(root));
    const auto taken = chain->extend(signed_with(one.sigs, kRootType, write_root(root)));
    EXPECT_EQ(static_cast<bool>(taken), one.res) << "version " << version;
    if (one.res) expected = version;
  }
  ASSERT_NE(chain->root(), nullptr);
  EXPECT_EQ(chain->root()->version, expected);
}

INSTANTIATE_TEST_SUITE_P(
    Tuf, RootRotation,
    testing::Values(
        Rotation{"OneOfOneKeyRotation", {{{1}, 1, {1}}, {{2}, 1, {2, 1}}, {{2}, 1, {2}}}},
        Rotation{"OneOfOneKeyRotationUnusedSignatures",
                 {{{1}, 1, {3, 1, 4}}, {{2}, 1, {3, 2, 1, 4}}, {{2}, 1, {3, 2, 4}}}},
        Rotation{"ThreeOfFiveSignWithDifferentKeycombos",
                 {{{0, 1, 2, 3, 4}, 3, {0, 2, 4}},
                  {{0, 1, 2, 3, 4}, 3, {0, 4, 1}},
                  {{0, 1, 2, 3, 4}, 3, {0, 1, 3}},
                  {{0, 1, 2, 3, 4}, 3, {0, 1, 3}}}},
        Rotation{"ThreeOfFiveOneKeyRotated",
                 {{{0, 1, 2, 3, 4}, 3, {0, 2, 4}}, {{0, 1, 3, 4, 5}, 3, {0, 4, 1}}}},
        Rotation{"ThreeOfFiveOneKeyRotatedWithIntermediateStep",
                 {{{0, 1, 2, 3, 4}, 3, {0, 2, 4}},
                  {{0, 1, 3, 4, 5}, 3, {0, 2, 4, 5}},
                  {{0, 1, 3, 4, 5}, 3, {0, 4, 5}}}},
        Rotation{"ThreeOfFiveAllKeysRotatedWithIntermediateStep",
                 {{{0, 1, 2, 3, 4}, 3, {0, 2, 4}},
                  {{5, 6, 7, 8, 9}, 3, {0, 2, 4, 5, 6, 7}},
                  {{5, 6, 7, 8, 9}, 3, {5, 6, 7}}}},
        Rotation{"OneOfThreeThresholdIncreaseToTwoOfThree", {{{1, 2, 3}, 1, {1}}, {{1, 2, 3}, 2, {1, 2}}}},
        Rotation{"TwoOfThreeThresholdDecreaseToOneOfThree",
                 {{{1, 2, 3}, 2, {1, 2}}, {{1, 2, 3}, 1, {1, 2}}, {{1, 2, 3}, 1, {1}}}},
        Rotation{"OneOfTwoThresholdIncreaseToTwoOfTwo", {{{1}, 1, {1}}, {{1, 2}, 2, {1, 2}}}},
        Rotation{"OneOfOneKeyRotationFailNotSignedWithOldKey", {{{1}, 1, {1}}, {{2}, 1, {2, 3, 4}, false}}},
        Rotation{"OneOfOneKeyRotationFailNotSignedWithNewKey", {{{1}, 1, {1}}, {{2}, 1, {1, 3, 4}, false}}},
        Rotation{"ThreeOfFiveOneKeyRotateFailsNotSignedWithThreeNewKeys",
                 {{{0, 1, 2, 3, 4}, 3, {0, 2, 4}}, {{0, 1, 3, 4, 5}, 3, {0, 2, 4}, false}}},
        Rotation{"ThreeOfFiveOneKeyRotateFailsNotSignedWithThreeOldKeys",
                 {{{0, 1, 2, 3, 4}, 3, {0, 2, 4}}, {{0, 1, 3, 4, 5}, 3, {0, 4, 5}, false}}},
        Rotation{"OneOfThreeThresholdBumpToTwoOfThreeFailsNewThresholdNotReached",
                 {{{1, 2, 3}, 1, {1}}, {{1, 2, 3}, 2, {2}, false}}},
        Rotation{"TwoOfThreeThresholdDecrToOneOfThreeFailsOldThresholdNotReached",
                 {{{1, 2, 3}, 2, {1, 2}}, {{1, 2, 3}, 1, {1}, false}}}),
    [](const auto& each) { return each.param.name; });

// ---- test_non_root_rotations, for the feed and for notices

struct NonRoot {
  const char* name;
  Version version;
};

void PrintTo(const NonRoot& rotation, std::ostream* out) { *out << rotation.name; }

class NonRootRotation : public testing::TestWithParam<NonRoot> {
 protected:
  RootChain chain_ = [] {
    const Root root =
        root_for(1, role_of({0}, 1), role_of(GetParam().version.keys, GetParam().version.threshold));
    RootChain chain(pin_of(root));
    EXPECT_TRUE(chain.extend(signed_with({0}, kRootType, write_root(root))));
    return chain;
  }();
};

TEST_P(NonRootRotation, OfAFeed) {
  const auto feed =
      verify(signed_with(GetParam().version.sigs, kFeedType, config::write_feed(sample_feed(1))), {"", 0, 0},
             chain_);
  EXPECT_EQ(static_cast<bool>(feed), GetParam().version.res);
}

TEST_P(NonRootRotation, OfNotices) {
  const auto notices = verify_notices(
      signed_with(GetParam().version.sigs, kNoticesType, config::write_notices(sample_notices(1))), "",
      chain_);
  EXPECT_EQ(notices && notices->whole, GetParam().version.res);
}

INSTANTIATE_TEST_SUITE_P(
    Tuf, NonRootRotation,
    testing::Values(NonRoot{"OneOfOneKeyRotation", {{2}, 1, {2}}},
                    NonRoot{"OneOfOneKeyRotationUnusedSignatures", {{1}, 1, {3, 1, 4}}},
                    NonRoot{"OneOfOneKeyRotationFailNotSignedWithNewKey", {{2}, 1, {1, 3, 4}, false}},
                    NonRoot{"ThreeOfFiveOneKeySignatureWrongNotSignedWithThreeExpectedKeys",
                            {{0, 1, 3, 4, 5}, 3, {0, 2, 4}, false}},
                    NonRoot{"TwoOfFiveOneKeySignatureMissingThresholdNotReached",
                            {{0, 1, 3, 4, 5}, 3, {0, 4}, false}},
                    NonRoot{"ThreeOfFiveSignFirstCombo", {{0, 1, 2, 3, 4}, 3, {0, 2, 4}}},
                    NonRoot{"ThreeOfFiveSignSecondCombo", {{0, 1, 2, 3, 4}, 3, {0, 4, 1}}},
                    NonRoot{"ThreeOfFiveSignThirdCombo", {{0, 1, 2, 3, 4}, 3, {0, 1, 3}}},
                    NonRoot{"ThreeOfFiveSignFourthCombo", {{0, 1, 2, 3, 4}, 3, {1, 2, 3}}},
                    NonRoot{"ThreeOfFiveSignFifthCombo", {{0, 1, 2, 3, 4}, 3, {2, 3, 4}}}),
    [](const auto& each) { return each.param.name; });

// ---- test_basic, test_rollback, test_expiration, test_keys, test_file_download

class TufConformance : public TrustingCourier {
 protected:
  TufConformance() {
    options_.root = pin_of(root_with_notices());
    serve_root(1, signed_root(root_with_notices()));
    restart();
    serve(sample_feed(1));
    EXPECT_EQ(believed(), "1.1");
  }
  std::int64_t notices_version() {
    run_for(61s);
    return courier_->notices() ? courier_->notices()->version : 0;
  }
};

TEST_F(TufConformance, BasicInitAndRefresh) {
  EXPECT_EQ(courier_->root()->version, 1);
  EXPECT_GE(count(root_url(2)), 1);
  EXPECT_EQ(count(root_url(1)), 1);
}

TEST_F(TufConformance, TimestampContentChanges) {
  config::Feed changed = sample_feed(1);
  changed.timezone = "UTC";
  serve(changed);
  EXPECT_EQ(believed(), "1.1");
  EXPECT_EQ(courier_->feeds().front()->timezone, "Asia/Shanghai");
}

TEST_F(TufConformance, TimestampEqVersionsCheck) {
  serve_notices(sample_notices(1, "storm"));
  EXPECT_EQ(notices_version(), 1);
  serve_notices(sample_notices(1, "flood"));
  EXPECT_EQ(notices_version(), 1);
  EXPECT_EQ(courier_->notices()->notices.front().id, "storm");
  restart();
  EXPECT_EQ(courier_->notices()->notices.front().id, "storm");
}

TEST_F(TufConformance, InvalidInitialRoot) {
  std::string json = write_root(sample_root());
  json.erase(json.find("\"version\""), json.find("\"epoch\"") - json.find("\"version\""));
  RootChain chain(config::RootPin{1, sha256(json)});
  EXPECT_FALSE(chain.extend(signed_by({"li", "wang"}, kRootType, json)));
  EXPECT_EQ(chain.root(), nullptr);
  EXPECT_FALSE(pin_of_carried(signed_by({"li", "wang"}, kRootType, json), "root.json"));
}

TEST_F(TufConformance, UnsignedInitialRoot) {
  RootChain chain(pin_of(sample_root()));
  EXPECT_FALSE(chain.extend(signed_root(sample_root(), {})));
  EXPECT_FALSE(chain.extend(signed_root(sample_root(), {"li", "eve"})));
  EXPECT_EQ(chain.root(), nullptr);
}

TEST_F(TufConformance, CustomFields) {
  std::string json = write_root(root_with_notices(2));
  json.insert(1, "\"custom-field\": \"value\",");
  json.insert(json.find("\"alg\""), "\"extra-field\": {\"a\": 1, \"b\": 2}, ");
  json.insert(json.find("\"threshold\""), "\"another-field\": \"value\", ");
  serve_root(2, signed_by({"li", "wang"}, kRootType, json));
  serve(sample_feed(2));
  EXPECT_EQ(believed(), "1.2");
  EXPECT_EQ(courier_->root()->version, 2);
}

TEST_F(TufConformance, NewTimestampVersionRollback) {
  serve_notices(sample_notices(2));
  EXPECT_EQ(notices_version(), 2);
  serve_notices(sample_notices(1));
  EXPECT_EQ(notices_version(), 2);
}

TEST_F(TufConformance, SnapshotRollback) {
  serve(sample_feed(2));
  EXPECT_EQ(believed(), "1.2");
  serve(sample_feed(1));
  EXPECT_EQ(believed(), "1.2");
}

TEST_F(TufConformance, TargetsRollbackAfterARestart) {
  serve(sample_feed(3));
  EXPECT_EQ(believed(), "1.3");
  restart();
  serve(sample_feed(2));
  EXPECT_EQ(believed(), "1.3");
}

TEST_F(TufConformance, NewTargetsFastForwardRecovery) {
  serve(sample_feed(100'000));
  EXPECT_EQ(believed(), "1.100000");
  Root next = root_with_notices(2);
  next.epoch = 2;
  serve_root(2, signed_root(next));
  serve(sample_feed(1, 2));
  EXPECT_EQ(believed(), "2.1");
}

TEST_F(TufConformance, NewTimestampFastForwardRecovery) {
  serve_notices(sample_notices(100'000));
  EXPECT_EQ(notices_version(), 100'000);
  Root next = root_with_notices(2);
  next.epoch = 2;
  serve_root(2, signed_root(next));
  config::Notices first = sample_notices(1);
  first.epoch = 2;
  serve_notices(first);
  EXPECT_EQ(notices_version(), 1);
}

TEST_F(TufConformance, NewSnapshotFastForwardOfMoreThanAMillionIsRefused) {
  serve(sample_feed(1'000'002));
  EXPECT_EQ(believed(), "1.1");
}

TEST_F(TufConformance, RootExpired) {
  Root next = root_with_notices(2);
  next.expires = issue_day() - 24h;
  next.issued = issue_day() - 48h;
  serve_root(2, signed_root(next));
  serve(sample_feed(2));
  EXPECT_EQ(believed(), "1.1");
  EXPECT_EQ(courier_->root()->version, 2);  // persisted, and nothing else
}

TEST_F(TufConformance, ExpiredMetadata) {
  clock_.advance(24h * 100);  // what is on disk has expired, what comes has not
  config::Feed next = sample_feed(2);
  next.expires += 24h * 365;
  serve(next);
  EXPECT_EQ(believed(), "1.2");
}

TEST_F(TufConformance, DuplicateKeysRoot) {
  Root twice = root_with_notices(2);
  twice.persons["wang"] = twice.persons["li"];  // one key, two persons
  serve_root(2, signed_root(twice, {"li", "wang"}));
  serve(sample_feed(2), {"li"});
  EXPECT_EQ(believed(), "1.1");
  EXPECT_EQ(courier_->root()->version, 1);
}

TEST_F(TufConformance, DuplicateSignatures) {
  serve(sample_feed(2), {"li", "li", "li"});
  EXPECT_EQ(believed(), "1.1");
}

TEST_F(TufConformance, SnapshotThreshold) {
  Root next = root_with_notices(2);
  next.feeds.threshold = 6;  // of three persons
  serve_root(2, signed_root(next));
  serve(sample_feed(2), {"li", "wang", "chen"});
  EXPECT_EQ(believed(), "1.1");
}

TEST_F(TufConformance, RootHasKeysButNotSnapshot) {
  Root next = root_with_notices(2);
  next.persons["eve"] = {people().at("eve").key()};  // known, and in no role
  serve_root(2, signed_root(next));
  serve(sample_feed(2), {"li", "eve"});
  EXPECT_EQ(believed(), "1.1");
  EXPECT_EQ(courier_->root()->version, 2);
}

TEST_F(TufConformance, WrongHashingAlgorithm) {
  std::string json = write_root(root_with_notices(2));
  json.insert(json.find("\"alg\""), "\"keyid_hash_algorithms\": [\"md5\"], ");
  serve_root(2, signed_by({"li", "wang"}, kRootType, json));
  serve(sample_feed(2));
  EXPECT_EQ(believed(), "1.2");
}

TEST_F(TufConformance, ClientDownloadsExpectedFile) {
  courier_->Courier::need({asset_of("a")});
  Couriered::serve("a");
  run_for(1s);
  EXPECT_TRUE(is_playable("a"));
}

TEST_F(TufConformance, RepositorySubstitutesTargetFile) {
  Couriered::serve("a");
  courier_->need({asset_of("a")});
  run_for(1s);
  http_.serve(url_of("a"), {.body = bytes_of("z")});
  http_.serve(url_of("b"), {.body = bytes_of("z")});
  courier_->need({asset_of("a"), asset_of("b")});
  run_for(600s);
  EXPECT_TRUE(is_playable("a"));
  EXPECT_FALSE(is_playable("b"));
  EXPECT_EQ(*files_.read(store_.playable()->path(asset_of("a").id), 1U << 20U), bytes_of("a"));
}

}  // namespace
}  // namespace kepu::content
