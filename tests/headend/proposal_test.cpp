#include "headend/proposal.h"

#include <gtest/gtest.h>

#include "content/posix_files.h"
#include "content/root_chain.h"
#include "tests/content/trusted.h"
#include "tests/fakes/temp_folder.h"

namespace kepu::headend {
namespace {

using content::people;
using content::sample_feed;
using content::sample_root;
using content::signed_root;

class ProposalTest : public testing::Test {
 protected:
  void have_root(std::int64_t version) {
    write(root_file(site_, version), signed_root(sample_root(version)));
  }
  void write(const std::filesystem::path& path, const std::string& bytes) {
    ASSERT_TRUE(files_.write_durably(path, bytes));
  }
  Proposal proposed(const config::Feed& feed) {
    write(pending_feed(site_), write_envelope(unsigned_feed(feed)));
    return *read_proposal(pending_feed(site_), site_, files_);
  }
  Proposal proposed(const content::Root& root) {
    write(pending_root(site_), write_envelope(unsigned_root(root)));
    return *read_proposal(pending_root(site_), site_, files_);
  }
  static void sign(Proposal& proposal, const char* person) {
    const content::Signer& signer = people().at(person);
    proposal.sign(signer.key().id(), signer.sign(content::signed_bytes(proposal.envelope)));
  }

  fakes::TempFolder folder_;
  std::filesystem::path site_ = folder_ / "site";
  content::PosixFiles files_;
};

TEST_F(ProposalTest, WaitsBesideTheSiteWhereNoWebServerShowsIt) {
  EXPECT_EQ(pending_feed("/srv/site"), "/srv/site.pending/feed.json");
  EXPECT_EQ(site_of_pending("/srv/site.pending/root.json"), "/srv/site");
  EXPECT_EQ(site_of_pending("/srv/.pending/root.json"), std::nullopt);
  EXPECT_EQ(site_of_pending("/srv/site/root.json"), std::nullopt);
}

TEST_F(ProposalTest, ASiteWithoutRootsIsNotSigned) {
  const auto none = newest_root(site_, files_);
  ASSERT_TRUE(none) << none.error().message;
  EXPECT_FALSE(*none);
}

TEST_F(ProposalTest, TheNewestRootIsTheEndOfAChain) {
  for (const std::int64_t version : {9, 10, 11}) have_root(version);
  write(site_ / "roots/readme.txt", "x");
  EXPECT_EQ((*newest_root(site_, files_))->version, 11);
  write(root_file(site_, 12), signed_root(sample_root(12), {"eve"}));
  EXPECT_FALSE(newest_root(site_, files_));
}

TEST_F(ProposalTest, AFeedIsCompleteWhenEnoughPersonsSigned) {
  have_root(1);
  Proposal proposal = proposed(sample_feed(7));
  EXPECT_EQ(proposal.flaw(), "");
  EXPECT_EQ(proposal.missing(), "2 more of chen, li, wang must sign");
  sign(proposal, "li");
  sign(proposal, "li");
  EXPECT_EQ(proposal.envelope.signatures.size(), 1U);
  EXPECT_EQ(proposal.missing(), "1 more of chen, wang must sign");
  sign(proposal, "eve");
  EXPECT_EQ(proposal.missing(), "1 more of chen, wang must sign");
  sign(proposal, "chen");
  EXPECT_EQ(proposal.missing(), "");
  EXPECT_EQ(proposal.signed_by(), (std::set<std::string>{"chen", "li"}));
  content::RootChain chain(content::pin_of(sample_root()));
  ASSERT_TRUE(chain.extend(signed_root(sample_root())));
  EXPECT_TRUE(chain.open_feed(content::write_envelope(proposal.envelope)));  // as a screen sees it
}

TEST_F(ProposalTest, KnowsWhoseKeyItIs) {
  have_root(1);
  const Proposal proposal = proposed(sample_feed(7));
  EXPECT_EQ(proposal.person_of(people().at("li").key()), "li");
  EXPECT_EQ(proposal.person_of(people().at("eve").key()), std::nullopt);
}

TEST_F(ProposalTest, TheFirstRootIsSignedByItself) {
  Proposal proposal = proposed(sample_root(1));
  EXPECT_EQ(proposal.flaw(), "");
  EXPECT_EQ(proposal.missing(), "2 more of chen, li, wang must sign");
  sign(proposal, "wang");
  sign(proposal, "chen");
  EXPECT_EQ(proposal.missing(), "");
}

TEST_F(ProposalTest, ALaterRootIsSignedByTheOneBeforeToo) {
  have_root(1);
  content::Root next = sample_root(2);
  next.persons.erase("chen");
  next.persons["zhao"] = {people().at("zhao").key()};
  next.root = next.feeds = {2, {"li", "zhao"}};
  Proposal proposal = proposed(next);
  EXPECT_EQ(proposal.person_of(people().at("zhao").key()), "zhao");
  EXPECT_EQ(proposal.person_of(people().at("chen").key()), "chen");
  sign(proposal, "li");
  sign(proposal, "zhao");
  EXPECT_EQ(proposal.missing(), "1 more of chen, wang must sign (the root before it asks for them)");
  sign(proposal, "chen");
  EXPECT_EQ(proposal.missing(), "");
}

TEST_F(ProposalTest, WhatEveryScreenWouldRefuseIsSaidBeforeAnybodySigns) {
  EXPECT_EQ(proposed(sample_feed(7)).flaw(), "the site has no root: make one with kepu root");
  EXPECT_EQ(proposed(sample_root(2)).flaw(), "is root 2, the next one is 1");
  have_root(1);
  EXPECT_EQ(proposed(sample_feed(7, 2)).flaw(), "its epoch is 2, the root says 1");
  EXPECT_EQ(proposed(sample_feed(7, 1, "nanning")).flaw(), "the root is for the feed \"liuzhou\"");
  EXPECT_EQ(proposed(sample_root(1)).flaw(), "is root 1, the next one is 2");
  content::Root other = sample_root(2);
  other.feed = "nanning";
  EXPECT_EQ(proposed(other).flaw(), "the root before it is for the feed \"liuzhou\"");
}

TEST_F(ProposalTest, NothingElseIsOne) {
  write(pending_feed(site_), config::write_feed(sample_feed(1)));
  EXPECT_FALSE(read_proposal(pending_feed(site_), site_, files_));
  EXPECT_FALSE(read_proposal(pending_folder(site_) / "none.json", site_, files_));
  write(pending_feed(site_), content::signed_by({}, "application/x", "{}"));
  EXPECT_FALSE(read_proposal(pending_feed(site_), site_, files_));
}

}  // namespace
}  // namespace kepu::headend
