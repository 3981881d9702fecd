// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What one scrape takes from a link: its maps, its pins and its files, as they are at that moment.
// Nothing is counted here, so nothing is lost when a process ends.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "bpf/run_stats.h"
#include "haguard/round_trip.h"
#include "link/control.h"
#include "link/counters.h"
#include "link/event_counts.h"
#include "link/link.h"
#include "link/policy_reading.h"
#include "link/ports.h"
#include "link/stamping.h"

namespace haguard {

struct PortReading {
  PortState state;
  bool generic = false;
  PortCounters counters;
  std::uint32_t program_id = 0;  // 0: its program cannot be opened
  RunStats run;
  hg_stamp_stats stamps{};
};

// Of frames that came in on one side and left by another, by class.
struct ResidenceReading {
  std::size_t from = 0;
  std::size_t to = 0;
  hg_stamp_class kind = HG_CLASS_OTHER;
  hg_histogram histogram{};
};

// The gaps of a heartbeat flow that the kernel times.
struct GapReading {
  FlowLabels flow;
  hg_histogram gaps{};
  GapFacts facts;
  std::uint64_t missed = 0;  // never goes back, as facts.missed may
};

// Of requests that came in on one side and answers on another.
struct TripReading {
  std::size_t asker = 0;
  std::size_t answerer = 0;
  hg_trip_kind kind = HG_TRIP_ARP;
  hg_histogram trips{};
};

struct LinkReading {
  std::string name;
  bool up = false;  // attached, and its maps could be read; everything below is empty otherwise
  std::string system;
  hg_scope scope = HG_SCOPE_LINK;
  std::optional<VlanTags> vlan;    // that it is confined to
  std::uint64_t hold_ns = 0;       // configured, or else the system's default; 0: nobody says
  std::uint64_t monotonic_ns = 0;  // when it was read,
  std::int64_t wall_ms = 0;        // and the same moment since the epoch
  ModeState mode;
  std::uint32_t generation = 0;
  std::vector<PortReading> ports;
  std::shared_ptr<const PolicyLabels> policy;
  std::vector<hg_flow_stats> flows;  // by id, below policy->id_limit
  std::uint32_t flow_capacity = 0;
  std::size_t learned = 0;
  std::uint32_t learn_capacity = 0;
  std::uint64_t learn_full = 0;
  std::uint64_t samples_lost = 0;
  std::vector<MapMemory> memory;
  EventCounts events;
  std::vector<ResidenceReading> residence;
  std::vector<GapReading> heartbeats;
  std::size_t untimed = 0;               // heartbeat flows that found no slot
  std::vector<TripReading> round_trips;  // those that there were
};

// `labels`: those of the last reading of this link, replaced where another policy is in force.
Result<LinkReading> read_link(const Link& link, std::shared_ptr<const PolicyLabels>& labels);

}  // namespace haguard
