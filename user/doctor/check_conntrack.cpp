// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// machine.conntrack: a full connection table drops new flows, whatever the rules say.
#include <fmt/format.h>

#include "base/units.h"
#include "doctor/checks.h"

namespace haguard {

Finding judge_conntrack(const MachineFacts& machine) {
  constexpr const char* kId = "machine.conntrack";
  constexpr std::uint64_t kFullPercent = 90;
  if (!machine.conntrack.ok()) return Finding::unchecked(kId, machine.conntrack.error());
  if (!*machine.conntrack) return Finding::ok(kId, "no connection tracking");
  const Conntrack& table = **machine.conntrack;
  const std::string use =
      fmt::format("{} of {} connections", format_count(table.entries), format_count(table.limit));
  if (table.limit == 0 || table.entries * 100 < table.limit * kFullPercent)
    return Finding::ok(kId, fmt::format("connection tracking: {}", use));
  return Finding::warning(
      kId, fmt::format("the connection table is nearly full: {}", use),
      "when it is full the kernel drops flows that are not in it yet: after a "
      "failover those are the flows of the pair",
      {fmt::format("sysctl -w net.netfilter.nf_conntrack_max={}", table.limit * 2)});
}

}  // namespace haguard
