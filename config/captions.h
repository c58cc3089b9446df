// config/captions.h: the words that go with a clip, as SubRip (.srt) and WebVTT (.vtt,
// https://www.w3.org/TR/webvtt1) files have them: when, and what. Pure; any bytes may come.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/clock.h"

namespace kepu::config {

// Half-open, media time: [start, end).
struct Caption {
  milliseconds start{}, end{};
  std::string text;  // UTF-8, a line or more with '\n' between them; no markup, no other control characters
  bool operator==(const Caption&) const = default;
};

struct LineFault {
  std::size_t line = 0;  // from 1 on
  std::string message;   // what is wrong and what would be right
  bool operator==(const LineFault&) const = default;
};

struct CaptionsReading {
  std::vector<Caption> captions;  // by start; end after start, text never empty. What is at fault is left out
  std::vector<LineFault> faults;  // in the order of the file; kLineFaultsMax at most
};

constexpr std::size_t kCaptionsBytesMax = 1U << 20U;
constexpr std::size_t kCaptionsMax = 10'000;
constexpr std::size_t kCaptionBytesMax = 1000;  // of one text
constexpr std::size_t kLineFaultsMax = 20;

// WebVTT if the first word is WEBVTT, else SubRip. Markup (<i>, <v Li>, {\an8}) and positions are passed
// over, as are WebVTT's notes and styles. Cost: linear in the bytes.
CaptionsReading read_captions(std::string_view bytes);

// "line 2: ends before it begins; line 6: has no words".
std::string describe(const std::vector<LineFault>& faults);

}  // namespace kepu::config
