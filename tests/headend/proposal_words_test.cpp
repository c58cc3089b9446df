#include "headend/proposal_words.h"

#include <gtest/gtest.h>

#include "headend/guessed_fleet.h"
#include "tests/content/trusted.h"

namespace kepu::headend {
namespace {

using content::people;
using content::sample_feed;
using content::sample_root;

TEST(ProposalWords, OfARootAreTheKeysThatComeAndGoAndWhoMaySign) {
  content::Root next = sample_root(2);
  next.persons.erase("chen");
  next.persons["zhao"] = {people().at("zhao").key()};
  next.root = {2, {"li", "wang"}};
  next.feeds = {1, {"zhao"}};
  const Proposal proposal{"/site", {}, sample_root(1), next, {}};
  EXPECT_EQ(proposal_words(proposal, {}, {}, content::issue_day()),
            "Root 2 of liuzhou, epoch 1\n"
            "  - chen: key " +
                people().at("chen").key().id().substr(0, 16) +
                "\n"
                "  + zhao: key " +
                people().at("zhao").key().id().substr(0, 16) +
                "\n"
                "  roots: 2 of li, wang\n"
                "  feeds: 1 of zhao\n");
}

TEST(ProposalWords, OfAFeedAreWhatItChangesOnTheScreens) {
  config::Feed feed = sample_feed(2);
  config::Entry dark;
  dark.id.name = "night";
  dark.mode = config::Mode::dark;
  feed.entries = {dark};
  const Proposal proposal{"/site", {}, sample_root(), {}, feed};
  const std::string first = proposal_words(proposal, {}, guessed_fleet(feed), content::issue_day());
  EXPECT_NE(first.find("  + entry night: mode dark\n"), std::string::npos) << first;
  EXPECT_NE(first.find("every day     all day      + night\n"), std::string::npos) << first;
  const std::string same = proposal_words(proposal, feed, guessed_fleet(feed), content::issue_day());
  EXPECT_NE(same.find("1 screen shows the same as before\n"), std::string::npos) << same;
}

}  // namespace
}  // namespace kepu::headend
