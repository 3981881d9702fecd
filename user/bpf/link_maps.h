// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The maps of one link, by the names of bpf/maps.h.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "bpf/map.h"
#include "bpf/pins.h"
#include "haguard/abi.h"

namespace haguard {

inline constexpr std::size_t kMapCount = 17;
inline constexpr std::array<const char*, kMapCount> kMapNames = {
    "control",        "policy",        "flow_stats", "port_stats",  "link_stats", "learned",
    "samples",        "sample_budget", "residence",  "forwarding",  "partners",   "redirect_stats",
    "redirect_ports", "heartbeats",    "waiting",    "round_trips", "link_info"};

struct LinkMaps {
  Map control, policy, flow_stats, port_stats, link_stats, learned, samples, sample_budget,
      residence, forwarding, partners, redirect_stats, redirect_ports, heartbeats, waiting,
      round_trips, link_info;

  // In the order of kMapNames.
  std::array<Map*, kMapCount> all();
  std::array<const Map*, kMapCount> all() const;

  // Opens every pin. kNotFound when one is missing.
  static Result<LinkMaps> open(const Pins& pins, const std::string& link);
  Status pin(const Pins& pins, const std::string& link) const;
};

// An inner map of `entries` entries, empty; also the template of the outer map.
Result<Fd> create_table_map(std::uint32_t entries);

// A fresh inner map with these entries (policy/compile.h), not yet in force. The kernel refuses
// any change of it from now on: a policy changes by a swap alone.
Result<Map> create_table(const std::vector<hg_entry>& table);

// Puts it in force by one update. When it returns, no frame is judged by the old table any more.
Status swap_table(const Map& policy, const Map& table);

// Both: for programs whose table nobody else needs to find.
Status install_table(const Map& policy, const std::vector<hg_entry>& table);

// Kernel id of the inner map in force.
Result<std::uint32_t> table_id(const Map& policy);

}  // namespace haguard
