#include "config/free.h"

#include <gtest/gtest.h>

#include <memory>

namespace kepu {
namespace {

void count(int* handle) { ++*handle; }

TEST(Free, CallsItsFunctionOnceAndCostsNothing) {
  int calls = 0;
  { const std::unique_ptr<int, Free<count>> handle(&calls); }
  EXPECT_EQ(calls, 1);
  static_assert(sizeof(std::unique_ptr<int, Free<count>>) == sizeof(int*));
}

TEST(Free, ANullHandleIsNotFreed) { const std::unique_ptr<int, Free<count>> nothing; }

}  // namespace
}  // namespace kepu
