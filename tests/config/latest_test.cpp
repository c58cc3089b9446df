#include "config/latest.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

namespace kepu {
namespace {

TEST(Latest, IsNullUntilTheFirstValue) {
  const Latest<int> mailbox;
  EXPECT_EQ(mailbox.get(), nullptr);
}

TEST(Latest, TheNewestWins) {
  Latest<int> mailbox;
  mailbox.set(std::make_shared<const int>(1));
  mailbox.set(std::make_shared<const int>(2));
  EXPECT_EQ(*mailbox.get(), 2);
  EXPECT_EQ(*mailbox.get(), 2) << "reading takes nothing away";
}

TEST(Latest, WhoReadAValueKeepsItWhenANewOneComes) {
  Latest<int> mailbox;
  mailbox.set(std::make_shared<const int>(1));
  const auto read = mailbox.get();
  mailbox.set(std::make_shared<const int>(2));
  EXPECT_EQ(*read, 1);
}

// Asks its mailbox when it dies: if that happened under the lock, it would never end.
struct Mourner {
  explicit Mourner(Latest<Mourner>& where, int& count) : mailbox(&where), deaths(&count) {}
  Mourner(const Mourner&) = delete;
  Mourner& operator=(const Mourner&) = delete;
  ~Mourner() {
    if (mailbox->get() != nullptr) ++*deaths;
  }
  Latest<Mourner>* mailbox;
  int* deaths;
};

TEST(Latest, WhatIsReplacedDiesOutsideTheLock) {
  int deaths = 0;
  Latest<Mourner> mailbox;
  mailbox.set(std::make_shared<const Mourner>(mailbox, deaths));
  mailbox.set(std::make_shared<const Mourner>(mailbox, deaths));
  EXPECT_EQ(deaths, 1);
  mailbox.set(nullptr);
}

TEST(Latest, AReaderNeverSeesAnOlderValueAfterANewerOne) {
  Latest<int> mailbox;
  mailbox.set(std::make_shared<const int>(0));
  std::thread writer([&mailbox] {
    for (int i = 1; i <= 10'000; ++i) mailbox.set(std::make_shared<const int>(i));
  });
  int last = 0;
  bool went_back = false;
  while (last < 10'000) {
    const int now = *mailbox.get();
    went_back = went_back || now < last;
    last = now;
  }
  writer.join();
  EXPECT_FALSE(went_back);
}

}  // namespace
}  // namespace kepu
