// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// port.rp_filter: a routed link whose way back is another interface loses every frame.
#include <fmt/format.h>

#include "doctor/checks.h"
#include "doctor/path.h"

namespace haguard {

Finding judge_rp_filter(const MachineFacts& machine, const LinkFacts& /*link*/,
                        const PortFacts& port) {
  constexpr const char* kId = "port.rp_filter";
  constexpr unsigned kStrict = 1;
  if (bridge_of(machine, port) != nullptr)
    return Finding::ok(kId, "bridged: the reverse path filter does not look");
  if (!port.rp_filter.ok()) return Finding::unchecked(kId, port.rp_filter.error());
  if (*port.rp_filter != kStrict) return Finding::ok(kId, "no strict reverse path filter");
  return Finding::warning(
      kId, fmt::format("strict reverse path filter on {} (rp_filter 1)", port.name),
      "the host drops IPv4 frames whose source it would not reach through this very port, after "
      "haguard let them pass",
      {"sysctl -w net.ipv4.conf.all.rp_filter=2",
       fmt::format("sysctl -w net/ipv4/conf/{}/rp_filter=2", port.name)});
}

}  // namespace haguard
