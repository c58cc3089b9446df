#include "config/place_read.h"

#include <array>
#include <string_view>

namespace kepu::config {
Place read_place(json::Reader& in, json::Value at) {
  constexpr std::array<std::string_view, 3> kPlaceFields{"lat", "lon", "stop"};
  Place place;
  if (!at) return place;
  const json::Fields fields(in, at, kPlaceFields);
  const json::Value lat = fields.optional("lat"), lon = fields.optional("lon"),
                    stop = fields.optional("stop");
  const auto north = in.number(lat, -90, 90);
  const auto east = in.number(lon, -180, 180);
  if (north && east) place.position = Position{*north, *east};
  if (static_cast<bool>(lat) != static_cast<bool>(lon))
    in.fault(at, "needs both \"lat\" and \"lon\", or neither");
  place.stop = in.line(stop, kStopBytesMax).value_or("");
  return place;
}

}  // namespace kepu::config
