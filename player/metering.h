// player/metering.h: what may be downloaded over the network that the screen is on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/clock.h"
#include "config/settings.h"
#include "content/allowance.h"

namespace kepu::player {

// The interface of the default route with the smallest metric, of /proc/net/route or, if that has none, of
// /proc/net/ipv6_route; empty: there is no route. Pure.
std::string default_interface(std::string_view route, std::string_view ipv6_route);

// By the first rule whose interface matches; none does: everything is allowed. Any thread.
content::Allowance allowance(const std::vector<config::MeterRule>& rules, const std::string& interface,
                             Wall now, const std::string& zone);

// The same for the machine as it is. Reads two files of /proc.
content::Allowance allowance_here(const std::vector<config::MeterRule>& rules, Wall now,
                                  const std::string& zone);

}  // namespace kepu::player
