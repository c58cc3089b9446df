// headend/forecast_words.h: a forecast, for people and for programs. Pure.
#pragma once

#include <string>

#include "config/feed.h"
#include "headend/forecast.h"

namespace kepu::headend {

// Airtime and plays by entry, by asset and by district, the most first; then what is overbooked.
std::string forecast_words(const config::Feed& feed, const Forecast& forecast);

// One JSON object: "screens", "time_ms", "entries", "assets", "districts" (each with its own entries and
// assets) and "findings".
std::string forecast_json(const config::Feed& feed, const Forecast& forecast);

}  // namespace kepu::headend
