// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/counter_rows.h"

#include <array>

#include "base/units.h"
#include "cli/table.h"
#include "policy/reason_words.h"

namespace haguard {
namespace {

constexpr std::array<const char*, HG_DISPOSITIONS> kDispositions = {"passed", "would_drop",
                                                                    "dropped"};
constexpr std::array<Tone, HG_DISPOSITIONS> kTones = {Tone::kPlain, Tone::kWarn, Tone::kBad};

bool is_shown(const hg_counter& counter, std::uint32_t d, std::uint32_t reason, bool all) {
  if (counter.frames != 0) return true;
  const bool possible = is_drop_reason(reason) == (d != HG_PASSED);
  return all && possible && reason != HG_REASON_NONE;
}

void add_port(TextTable& table, const std::string& port, const PortCounters& counters, bool all) {
  for (std::uint32_t d = 0; d < HG_DISPOSITIONS; ++d)
    for (std::uint32_t reason = 0; reason < HG_REASON_COUNT; ++reason) {
      const hg_counter& counter = counters.by.at(d).at(reason);
      if (!is_shown(counter, d, reason, all)) continue;
      table.add({printable(port),
                 {d == HG_WOULD_DROP ? "would drop" : kDispositions.at(d), kTones.at(d)},
                 reason_name(reason),
                 format_count(counter.frames),
                 format_bytes(counter.bytes),
                 {reason_text(reason), Tone::kDim}});
    }
  const hg_counter received = counters.received();
  table.add({printable(port),
             "received",
             "",
             format_count(received.frames),
             format_bytes(received.bytes),
             {"the sum of the above", Tone::kDim}});
}

nlohmann::ordered_json port_json(const std::string& port, const PortCounters& counters) {
  const hg_counter received = counters.received();
  nlohmann::ordered_json json = {
      {"port", port}, {"received", {{"frames", received.frames}, {"bytes", received.bytes}}}};
  json["reasons"] = nlohmann::ordered_json::array();
  for (std::uint32_t d = 0; d < HG_DISPOSITIONS; ++d)
    for (std::uint32_t reason = 0; reason < HG_REASON_COUNT; ++reason) {
      const hg_counter& counter = counters.by.at(d).at(reason);
      if (counter.frames == 0) continue;
      json["reasons"].push_back({{"disposition", kDispositions.at(d)},
                                 {"reason", reason_name(reason)},
                                 {"frames", counter.frames},
                                 {"bytes", counter.bytes}});
    }
  return json;
}

}  // namespace

std::string counter_table(const std::vector<std::string>& ports,
                          const std::vector<PortCounters>& counters, bool all) {
  TextTable table({{"PORT"},
                   {"VERDICT"},
                   {"REASON"},
                   {"FRAMES", Align::kRight},
                   {"BYTES", Align::kRight},
                   {"WHAT IT MEANS"}});
  for (std::size_t side = 0; side < ports.size(); ++side)
    add_port(table, ports[side], counters.at(side), all);
  return table.to_string(use_colour());
}

nlohmann::ordered_json counter_json(const std::vector<std::string>& ports,
                                    const std::vector<PortCounters>& counters) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (std::size_t side = 0; side < ports.size(); ++side)
    json.push_back(port_json(ports[side], counters.at(side)));
  return json;
}

}  // namespace haguard
