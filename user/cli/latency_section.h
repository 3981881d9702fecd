// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One part of what `haguard latency` shows: residence times, gaps, round trips. Each stands in a
// file of its own and gives rows of one kind; latency.cpp has the list, and prints them all alike.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/context.h"
#include "haguard/histogram.h"

namespace haguard {

// A line below a row's histogram.
struct LatencyNote {
  std::string text;
  bool warns = false;
};

// One histogram and what it is of.
struct LatencyRow {
  std::string what;                 // for people: "eth1 -> eth2, heartbeats"
  nlohmann::ordered_json identity;  // for programs: the keys in front of the numbers
  hg_histogram histogram{};
  nlohmann::ordered_json more = nlohmann::ordered_json::object();  // behind the numbers
  // What else there is to say, as of now: with --for too, it is of all the time.
  std::vector<LatencyNote> notes;
};

struct LatencySection {  // NOLINT(bugprone-exception-escape): of the library's move
  std::string key;       // of the JSON
  std::string title;     // "residence: ..."
  std::vector<LatencyRow> rows;
  nlohmann::ordered_json more;       // further keys of the JSON, beside "rows"
  std::vector<std::string> remarks;  // why something is missing, one line each
};

// Read as it is now: the rows of two readings are the same ones, as long as the policy is.
Result<LatencySection> residence_section(const Context& context, const Link& link);
Result<LatencySection> heartbeat_section(const Context& context, const Link& link);
Result<LatencySection> round_trip_section(const Context& context, const Link& link);

}  // namespace haguard
