// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/round_trips.h"

#include <array>
#include <cstdint>

#include "bpf/map.h"

namespace haguard {
namespace {

constexpr std::array<const char*, HG_TRIP_KINDS> kTripNames = {"arp", "neighbour", "echo",
                                                               "tcp_open", "ike"};

}  // namespace

const char* trip_name(hg_trip_kind kind) {
  return kind < kTripNames.size() ? kTripNames.at(kind) : "unknown";
}

Result<hg_histogram> read_round_trips(const Link& link, std::size_t asker, std::size_t answerer,
                                      hg_trip_kind kind) {
  const auto index = HG_TRIP_INDEX(link.ports().size(), asker, answerer, kind);
  HG_TRY(const auto slot,
         read_locked<hg_round_trips>(link.maps.round_trips, static_cast<std::uint32_t>(index)));
  return slot.trips;
}

}  // namespace haguard
