// tests/config/feed_documents.h: feeds for tests, made of parts.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "config/feed.h"

namespace kepu::config {

inline constexpr std::string_view kHashA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

// A feed whose head is right; `rest` are its further fields.
inline std::string document(std::string_view rest) {
  return R"({"format": "kepu-feed/1", "feed": "liuzhou", "epoch": 1, "version": 1024,
"issued": "2026-11-23T08:00:00+08:00", "expires": "2027-02-23T08:00:00+08:00", "timezone": "Asia/Shanghai",
)" + std::string(rest) +
         "}";
}

inline std::string video(std::string_view rest = "") {
  return R"({"type": "video", "sha256": ")" + std::string(kHashA) +
         R"(", "bytes": 7340032, "url": "media/9f/clip.mp4", "duration_ms": 30000)" + std::string(rest) + "}";
}

inline std::string image(std::string_view rest = "") {
  return R"({"type": "image", "sha256": ")" + std::string(kHashA) +
         R"(", "bytes": 400000, "url": "media/poster.jpg")" + std::string(rest) + "}";
}

inline std::string captions() {
  return R"({"type": "captions", "sha256": ")" + std::string(kHashA) +
         R"(", "bytes": 9, "url": "media/zh.srt"})";
}

// A feed with a video "clip", an image "poster", captions "zh", a stream "live", a playlist "all" of the
// clip, and `entries`.
inline std::string with_entries(std::string_view entries) {
  return document(R"("assets": {"clip": )" + video() + R"(, "poster": )" + image() + R"(, "zh": )" +
                  captions() +
                  R"(, "live": {"type": "stream", "url": "rtsp://cam/1"}},
"playlists": {"all": {"items": [{"asset": "clip"}]}}, "entries": [)" +
                  std::string(entries) + "]");
}

// The same with a playlist "test" of `items`.
inline std::string with_items(std::string_view items) {
  return document(R"("assets": {"clip": )" + video() + R"(, "poster": )" + image() + R"(, "zh": )" +
                  captions() +
                  R"(, "live": {"type": "stream", "url": "rtsp://cam/1"}},
"playlists": {"all": {"items": [{"asset": "clip"}]}, "test": {"items": [)" +
                  std::string(items) + R"(]}}, "entries": [])");
}

// All faults as a user sees them; "" if there are none.
inline std::string faults_of(std::string_view text, Reading reading = Reading::publishing) {
  const FeedReading result = read_feed(text, reading);
  EXPECT_NE(result.feed.has_value(), !result.faults.empty());
  return describe("feed.json", result.faults);
}

// The feed of a text that must be good.
inline Feed feed_of(std::string_view text, Reading reading = Reading::publishing) {
  FeedReading result = read_feed(text, reading);
  EXPECT_EQ(describe("feed.json", result.faults), "");
  return result.feed.value_or(Feed{});
}

}  // namespace kepu::config
