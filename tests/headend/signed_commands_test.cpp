// What is signed, by the built command, run as people run it.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/headend/media.h"

namespace kepu::headend {
namespace {

using testing::MediaFolder;
using testing::Ran;
using testing::write_all;

Ran kepu(const MediaFolder& folder, const std::string& words) {
  return folder.run(testing::quoted(KEPU_COMMAND) + " " + words);
}

constexpr const char* kDraft = R"({
  "format": "kepu-feed/1", "feed": "liuzhou", "timezone": "Asia/Shanghai",
  "assets": {"mars": {"type": "video", "file": "mars.mp4"}},
  "playlists": {"all": {"items": [{"asset": "mars"}]}},
  "entries": [{"id": "loop", "playlist": "all", "mode": "loop"}]
})";

// Three persons with keys of their own, two of whom must sign.
class KepuSigned : public ::testing::Test {
 protected:
  KepuSigned() {
    std::string persons, names;
    for (const char* person : {"li", "wang", "chen"}) {
      const std::string out = kepu(folder_, std::string("keygen ") + person).out;
      const std::size_t at = out.find(std::string("\"") + person + '"');
      persons += (persons.empty() ? "" : ", ") + out.substr(at, out.size() - at - 1);
      names += std::string(names.empty() ? "" : ", ") + '"' + person + '"';
    }
    const std::string role = R"({"threshold": 2, "persons": [)" + names + "]}";
    write_all(folder_ / "root.json", R"({"format": "kepu-root/1", "feed": "liuzhou", "persons": {)" +
                                         persons + R"(}, "roles": {"root": )" + role + R"(, "feed": )" +
                                         role + R"(, "notice": )" + role +
                                         R"(}, "notice": {"hours": 6, "tags": ["bus"]}})");
    folder_.clip("mars.mp4", 25);
    write_all(folder_ / "draft.json", kDraft);
  }
  Ran run(const std::string& words) { return kepu(folder_, words); }
  Ran sign(const std::string& document, const std::string& person) {
    return run("sign site.pending/" + document + " --key " + person + ".key --yes");
  }
  void have_root() {
    ASSERT_EQ(run("root root.json --out site").code, 0);
    ASSERT_EQ(sign("root.json", "li").code, 0);
    ASSERT_EQ(sign("root.json", "wang").code, 0);
    ASSERT_EQ(run("publish --signed site.pending/root.json --out site").code, 0);
  }

  MediaFolder folder_;
};

TEST_F(KepuSigned, AFeedIsServedWhenTwoHaveSignedIt) {
  have_root();
  const Ran proposed = run("publish --feed draft.json --out site");
  EXPECT_EQ(proposed.code, 0) << proposed.err;
  EXPECT_NE(proposed.out.find("Proposed liuzhou 1.1 in site.pending/feed.json: 1 asset, "), std::string::npos)
      << proposed.out;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "site/feed.json"));
  EXPECT_NE(sign("feed.json", "chen").out.find("Signed. 1 more of li, wang must sign.\n"), std::string::npos);
  const Ran early = run("publish --signed site.pending/feed.json --out site");
  EXPECT_EQ(early.code, 1);
  EXPECT_NE(early.err.find("1 more of li, wang must sign: nothing was published\n"), std::string::npos)
      << early.err;
  EXPECT_EQ(run("verify site.pending/feed.json").out, "signed by chen\n1 more of li, wang must sign\n");
  EXPECT_NE(sign("feed.json", "li").out.find("Signed, and complete: kepu publish --signed "),
            std::string::npos);
  const Ran published = run("publish --signed site.pending/feed.json --out site");
  EXPECT_EQ(published.code, 0) << published.err;
  EXPECT_TRUE(published.out.starts_with("Published liuzhou 1.1 in site: 1 asset")) << published.out;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "site.pending/feed.json"));
  const Ran verified = run("verify site");
  EXPECT_EQ(verified.code, 0) << verified.err;
  EXPECT_NE(verified.out.find("liuzhou 1.1: signed by enough persons\n1 asset, 0 not as they should be\n"),
            std::string::npos)
      << verified.out;
  EXPECT_EQ(run("rundown --feed site/feed.json --screen x --from 12:00 --to 12:01").code, 0);
  EXPECT_NE(run("publish --feed draft.json --out site").out.find("Nothing changed"), std::string::npos);
}

// Run from cron, say.
TEST_F(KepuSigned, WhatWaitsIsNotProposedAgainAndKeepsItsSignatures) {
  have_root();
  ASSERT_EQ(run("publish --feed draft.json --out site").code, 0);
  ASSERT_EQ(sign("feed.json", "chen").code, 0);
  const Ran again = run("publish --feed draft.json --out site");
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_TRUE(again.out.find("liuzhou 1.1 waits in site.pending/feed.json already") != std::string::npos)
      << again.out;
  EXPECT_EQ(run("verify site.pending/feed.json").out, "signed by chen\n1 more of li, wang must sign\n");
  write_all(folder_ / "draft.json",
            std::string(kDraft).replace(std::string(kDraft).find("\"loop\""), 6, "\"lop\""));
  EXPECT_NE(run("publish --feed draft.json --out site").out.find("Proposed liuzhou 1.1"), std::string::npos);
  EXPECT_EQ(run("verify site.pending/feed.json").out,
            "signed by nobody\n2 more of chen, li, wang must sign\n");
}

TEST_F(KepuSigned, ADraftOfARootThatNobodyCouldUseLeavesTheOneThatWaits) {
  ASSERT_EQ(run("root root.json --out site").code, 0);
  ASSERT_EQ(sign("root.json", "li").code, 0);
  std::string other = testing::read_all(folder_ / "root.json");
  ASSERT_EQ(sign("root.json", "wang").code, 0);
  ASSERT_EQ(run("publish --signed site.pending/root.json --out site").code, 0);
  ASSERT_EQ(run("root root.json --out site").code, 0);
  ASSERT_EQ(sign("root.json", "li").code, 0);
  write_all(folder_ / "other.json", other.replace(other.find("liuzhou"), 7, "nanning"));
  EXPECT_EQ(run("root other.json --out site").code, 1);
  EXPECT_EQ(run("verify site.pending/root.json").out, "signed by li\n1 more of chen, wang must sign\n");
}

TEST_F(KepuSigned, WhatScreensWouldRefuseIsNotServed) {
  have_root();
  ASSERT_EQ(run("publish --feed draft.json --out site").code, 0);
  ASSERT_EQ(sign("feed.json", "li").code, 0);
  ASSERT_EQ(sign("feed.json", "wang").code, 0);
  std::filesystem::copy(folder_ / "site.pending/feed.json", folder_ / "old.json");
  ASSERT_EQ(run("publish --signed site.pending/feed.json --out site").code, 0);
  const Ran old = run("publish --signed old.json --out site");
  EXPECT_EQ(old.code, 1);
  EXPECT_NE(old.err.find("is 1.1, and 1.1 is served already"), std::string::npos) << old.err;
  write_all(folder_ / "draft.json",
            std::string(kDraft).replace(std::string(kDraft).find("\"loop\""), 6, "\"lop\""));
  ASSERT_EQ(run("publish --feed draft.json --out site").code, 0);
  ASSERT_EQ(sign("feed.json", "li").code, 0);
  ASSERT_EQ(sign("feed.json", "wang").code, 0);
  std::filesystem::remove_all(folder_ / "site/media");
  const Ran empty = run("publish --signed site.pending/feed.json --out site");
  EXPECT_EQ(empty.code, 1);
  EXPECT_NE(empty.err.find("mars: "), std::string::npos) << empty.err;
  EXPECT_EQ(run("verify site").code, 1);
}

TEST_F(KepuSigned, NobodySignsWhatHeHasNotGot) {
  have_root();
  ASSERT_EQ(run("publish --feed draft.json --out site").code, 0);
  const auto media = std::filesystem::recursive_directory_iterator(folder_ / "site/media");
  for (const auto& file : media)
    if (file.is_regular_file()) write_all(file.path(), "another picture");
  const Ran ran = sign("feed.json", "li");
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("Not signed: its media are not what it says.\n"), std::string::npos) << ran.err;
  EXPECT_EQ(run("verify site.pending/feed.json").out,
            "signed by nobody\n2 more of chen, li, wang must sign\n");
}

TEST_F(KepuSigned, NobodySignsWithoutAYesOrWithAStrangersKey) {
  have_root();
  ASSERT_EQ(run("publish --feed draft.json --out site").code, 0);
  const Ran silent = run("sign site.pending/feed.json --key li.key");
  EXPECT_EQ(silent.code, 1);
  EXPECT_EQ(silent.err, "Not signed.\n");
  EXPECT_NE(silent.out.find("  + entry loop: playlist all\n"), std::string::npos) << silent.out;
  ASSERT_EQ(run("keygen eve").code, 0);
  const Ran eve = sign("feed.json", "eve");
  EXPECT_EQ(eve.code, 1);
  EXPECT_EQ(eve.err, "eve.key: is the key of nobody who may sign this\n");
}

TEST_F(KepuSigned, AKeyIsNeverOverwrittenAndForItsOwnerAlone) {
  const Ran again = run("keygen li");
  EXPECT_EQ(again.code, 1);
  EXPECT_EQ(again.err, "li.key: is there already: a key is never overwritten\n");
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(folder_ / "li.key").permissions(),
            perms::owner_read | perms::owner_write);
}

TEST_F(KepuSigned, ASiteThatWasTamperedWithIsNotVerified) {
  have_root();
  ASSERT_EQ(run("publish --feed draft.json --out site").code, 0);
  ASSERT_EQ(sign("feed.json", "li").code, 0);
  ASSERT_EQ(sign("feed.json", "wang").code, 0);
  ASSERT_EQ(run("publish --signed site.pending/feed.json --out site").code, 0);
  EXPECT_EQ(run("verify site --pin 1:" + std::string(64, '0')).code, 1);
  const std::string served = testing::read_all(folder_ / "site/feed.json");
  std::string forged = served;
  const std::size_t payload = forged.find("\"payload\": \"") + 20;
  forged[payload] = forged[payload] == 'A' ? 'B' : 'A';
  write_all(folder_ / "site/feed.json", forged);
  EXPECT_EQ(run("verify site").code, 1);
}

TEST_F(KepuSigned, ADraftOfARootIsReadStrictly) {
  write_all(folder_ / "bad.json", R"({"format": "kepu-root/1", "feed": "f", "person": {}})");
  const Ran ran = run("root bad.json --out site");
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("bad.json: /person: unknown field \"person\"; did you mean \"persons\"?"),
            std::string::npos)
      << ran.err;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "site.pending/root.json"));
}

// ---- notices

class KepuNotices : public KepuSigned {
 protected:
  KepuNotices() {
    have_root();
    EXPECT_EQ(run("publish --feed draft.json --out site").code, 0);
    EXPECT_EQ(sign("feed.json", "li").code, 0);
    EXPECT_EQ(sign("feed.json", "wang").code, 0);
    EXPECT_EQ(run("publish --signed site.pending/feed.json --out site").code, 0);
    notice(R"("text": {"en": "Storm"}, "screens": {"all": ["bus"]})");
  }
  void notice(const std::string& what, const std::string& until = "2026-11-28T10:00:00Z") {
    write_all(folder_ / "notice.json", R"({"format": "kepu-notices/1", "feed": "liuzhou", "notices": [
      {"id": "storm", )" + what + R"(, "from": "2026-11-28T08:00:00Z", "until": ")" +
                                           until + "\"}]}");
  }
};

TEST_F(KepuNotices, WaitForTwoAndAreServed) {
  const Ran proposed = run("notice notice.json --out site --key li.key");
  EXPECT_EQ(proposed.code, 0) << proposed.err;
  EXPECT_NE(
      proposed.out.find("storm, 2026-11-28T16:00:00+08:00 to 2026-11-28T18:00:00+08:00, on screens with all "
                        "of bus:\n    \"Storm\"\n"),
      std::string::npos)
      << proposed.out;
  EXPECT_NE(proposed.out.find("1 more of chen, wang must sign"), std::string::npos) << proposed.out;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "site/notices.json"));
  EXPECT_NE(sign("notices.json", "wang").out.find("Signed, and complete"), std::string::npos);
  EXPECT_EQ(run("publish --signed site.pending/notices.json --out site").code, 0);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "site/notices.json"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "site.pending/notices.json"));
}

TEST_F(KepuNotices, ANoticeThatOneHasSignedIsNotServed) {
  ASSERT_EQ(run("notice notice.json --out site --key li.key").code, 0);
  const Ran early = run("publish --signed site.pending/notices.json --out site");
  EXPECT_EQ(early.code, 1);
  EXPECT_NE(early.err.find("1 more of chen, wang must sign: nothing was published"), std::string::npos)
      << early.err;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "site/notices.json"));
}

TEST_F(KepuNotices, OnePersonRecallsAtOnce) {
  const Ran recalled = run("recall mars --out site --key chen.key");
  EXPECT_EQ(recalled.code, 0) << recalled.err;
  EXPECT_NE(recalled.out.find(": mars\n"), std::string::npos) << recalled.out;
  EXPECT_NE(recalled.out.find("Published notices 1.1 in site."), std::string::npos) << recalled.out;
  EXPECT_TRUE(std::filesystem::exists(folder_ / "site/notices.json"));
}

TEST_F(KepuNotices, ARecallLeavesTheNoticesThatStand) {
  ASSERT_EQ(run("notice notice.json --out site --key li.key").code, 0);
  ASSERT_EQ(sign("notices.json", "wang").code, 0);
  ASSERT_EQ(run("publish --signed site.pending/notices.json --out site").code, 0);
  const Ran recalled = run("recall mars --out site --key chen.key");
  EXPECT_EQ(recalled.code, 0) << recalled.err;
  const Ran again = run("notice notice.json --out site");
  EXPECT_NE(again.out.find("recalled: "), std::string::npos) << again.out;
}

TEST_F(KepuNotices, OverTheLimitsOfTheRootNothingIsProposed) {
  notice(R"("text": {"en": "Storm"}, "screens": {"all": ["bus"]})", "2026-11-28T20:00:00Z");
  EXPECT_NE(run("notice notice.json --out site").err.find("is on for more than 6 hours"), std::string::npos);
  notice(R"("text": {"en": "Storm"})");
  EXPECT_NE(run("notice notice.json --out site").err.find("one of the tags bus"), std::string::npos);
  notice(R"("assets": ["mars"], "screens": {"all": ["bus"]})");
  EXPECT_NE(run("notice notice.json --out site").err.find("mars is none of the feed's notice_assets"),
            std::string::npos);
}

TEST_F(KepuNotices, AStrangerSignsNothing) {
  ASSERT_EQ(run("keygen eve").code, 0);
  EXPECT_NE(run("recall mars --out site --key eve.key").err.find("the key of nobody who may sign this"),
            std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "site/notices.json"));
}

TEST_F(KepuNotices, AnAssetThatIsNotThereIsNotRecalled) {
  EXPECT_NE(run("recall venus --out site").err.find("venus: is neither a SHA-256 nor an asset of the feed"),
            std::string::npos);
}

// A site that nobody signs.
TEST(KepuUnsigned, NoticesAreServedAtOnce) {
  MediaFolder folder;
  folder.clip("mars.mp4", 25);
  write_all(folder / "draft.json", kDraft);
  ASSERT_EQ(kepu(folder, "publish --feed draft.json --out site").code, 0);
  EXPECT_EQ(kepu(folder, "recall mars --out site").code, 0);
  const std::string first = testing::read_all(folder / "site/notices.json");
  EXPECT_NE(first.find("\"version\": 1"), std::string::npos) << first;
  EXPECT_EQ(kepu(folder, "recall mars --out site").code, 0);
  EXPECT_NE(testing::read_all(folder / "site/notices.json").find("\"version\": 2"), std::string::npos);
}

}  // namespace
}  // namespace kepu::headend
