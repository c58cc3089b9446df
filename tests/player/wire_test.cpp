#include "player/wire.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

namespace kepu::player::wire {
namespace {

Report good() {
  Report r{};
  r.kind = ReportKind::frame;
  r.slot = 3;
  r.format = Format::i420;
  r.width = 1921;
  r.height = 1081;
  r.shape_width = 1921;
  r.shape_height = 1081;
  r.stride = {1984, 992, 992};
  r.offset = {kPicturesOffset, kPicturesOffset + 1984 * 1081, kPicturesOffset + 1984 * 1081 + 992 * 541};
  r.duration_ns = 40'000'000;
  return r;
}

TEST(Wire, AFrameInsideTheMemoryIsAccepted) { EXPECT_TRUE(check(good())); }

TEST(Wire, ColourPlanesOfOddPicturesRoundUp) {
  EXPECT_EQ(plane_shape(Format::i420, 1921, 1081, 1).row_bytes, 961U);
  EXPECT_EQ(plane_shape(Format::i420, 1921, 1081, 2).rows, 541U);
  EXPECT_EQ(plane_shape(Format::i422, 1921, 1081, 1).row_bytes, 961U);
  EXPECT_EQ(plane_shape(Format::i422, 1921, 1081, 1).rows, 1081U);
  EXPECT_EQ(plane_shape(Format::i444, 1921, 1081, 2).row_bytes, 1921U);
  EXPECT_EQ(plane_shape(Format::i010, 1921, 1081, 0).row_bytes, 3842U);
  EXPECT_EQ(plane_shape(Format::i010, 1921, 1081, 1).row_bytes, 1922U);
  EXPECT_EQ(plane_shape(Format::i010, 1921, 1081, 1).rows, 541U);
  EXPECT_EQ(plane_shape(Format::i210, 1921, 1081, 1).rows, 1081U);
  EXPECT_EQ(plane_shape(Format::i410, 1921, 1081, 1).row_bytes, 3842U);
  EXPECT_EQ(plane_shape(Format::bgra, 10, 4, 0).row_bytes, 40U);
  EXPECT_EQ(plane_shape(Format::bgra, 10, 4, 1).rows, 0U);
}

TEST(Wire, EachFieldOutOfRangeIsRefused) {
  const auto refused = [](const auto& spoil) {
    Report r = good();
    spoil(r);
    return !check(r);
  };
  EXPECT_TRUE(refused([](Report& r) { r.slot = kSlotsMax; }));
  EXPECT_TRUE(refused([](Report& r) { r.format = static_cast<Format>(7); }));
  EXPECT_TRUE(refused([](Report& r) { r.format = Format::i444; }));  // planes too small for it
  EXPECT_TRUE(refused([](Report& r) { r.format = Format::i010; }));
  EXPECT_TRUE(refused([](Report& r) { r.matrix = static_cast<Matrix>(3); }));
  EXPECT_TRUE(refused([](Report& r) { r.full_range = 2; }));
  EXPECT_TRUE(refused([](Report& r) { r.width = 0; }));
  EXPECT_TRUE(refused([](Report& r) { r.height = kSideMax + 1; }));
  EXPECT_TRUE(refused([](Report& r) { r.shape_width = 0; }));
  EXPECT_TRUE(refused([](Report& r) { r.rotate = 45; }));
  EXPECT_TRUE(refused([](Report& r) { r.rotate = 360; }));
  EXPECT_TRUE(refused([](Report& r) { r.stride[1] = 960; }));
  EXPECT_TRUE(refused([](Report& r) { r.offset[0] = kPicturesOffset - 1; }));
  EXPECT_TRUE(refused([](Report& r) { r.offset[2] = kMemoryBytes - 10; }));
  EXPECT_TRUE(refused([](Report& r) { r.offset[2] = ~std::uint64_t{0}; }));
  EXPECT_TRUE(refused([](Report& r) { r.pts_ns = -1; }));
  EXPECT_TRUE(refused([](Report& r) { r.duration_ns = 0; }));
  EXPECT_TRUE(refused([](Report& r) { r.kind = ReportKind::end; }));
}

TEST(Wire, SamplesOf16BitsLieOnEvenAddresses) {
  Report r = good();
  r.format = Format::i010;
  r.stride = {4096, 2048, 2048};
  r.offset = {kPicturesOffset, kPicturesOffset + 4096 * 1081, kPicturesOffset + 4096 * 1081 + 2048 * 541};
  EXPECT_TRUE(check(r));
  r.offset[1] += 1;
  EXPECT_FALSE(check(r));
  r.offset[1] -= 1;
  r.stride[2] += 1;
  EXPECT_FALSE(check(r));
}

// The properties that the painter relies on, for records of random bytes and for good ones with a few bytes
// flipped.
TEST(Wire, WhateverIsAcceptedLiesInsideThePictures) {
  std::mt19937_64 random(20261123);
  int accepted = 0;
  for (int round = 0; round < 200'000; ++round) {
    Report r = good();
    auto* bytes = reinterpret_cast<unsigned char*>(&r);
    const int flips = round % 4 == 0 ? static_cast<int>(sizeof r) : 1 + static_cast<int>(random() % 4);
    for (int i = 0; i < flips; ++i) bytes[random() % sizeof r] = static_cast<unsigned char>(random());
    if (!check(r)) continue;
    ++accepted;
    for (std::size_t i = 0; i < 3; ++i) {
      const PlaneShape shape = plane_shape(r.format, r.width, r.height, i);
      if (shape.rows == 0) continue;
      ASSERT_GE(r.offset[i], kPicturesOffset);
      ASSERT_LE(r.offset[i] + std::uint64_t{r.stride[i]} * (shape.rows - 1) + shape.row_bytes, kMemoryBytes);
      ASSERT_GE(r.stride[i], shape.row_bytes);
    }
  }
  EXPECT_GT(accepted, 1000);
}

TEST(Wire, AReasonIsPrintableWhateverItsBytes) {
  Report r{};
  r.reason.fill('x');
  EXPECT_EQ(reason_text(r).size(), r.reason.size());
  std::memcpy(r.reason.data(), "a\nb\x1b[31m", 9);
  EXPECT_EQ(reason_text(r), "a?b?[31m");
}

}  // namespace
}  // namespace kepu::player::wire
