// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/drop_counts.h"

#include "link/counters.h"

namespace haguard {

Result<std::vector<DropCounts>> read_drops(const Link& link, hg_disposition disposition) {
  HG_TRY(const std::vector<PortCounters> ports, read_ports(link));
  std::vector<DropCounts> sides(ports.size());
  for (std::size_t side = 0; side < ports.size(); ++side)
    for (std::size_t reason = HG_REASON_FIRST_DROP; reason < HG_REASON_COUNT; ++reason)
      sides[side].at(reason) = ports[side].by.at(disposition).at(reason).frames;
  return sides;
}

}  // namespace haguard
