// config/place_read.h: a place as documents write it: {"lat": 24.326, "lon": 109.412, "stop": "museum"}.
#pragma once

#include "config/json_reader.h"
#include "config/screen.h"

namespace kepu::config {

// Nowhere if `at` is missing. "lat" and "lon" go together.
Place read_place(json::Reader& in, json::Value at);

}  // namespace kepu::config
