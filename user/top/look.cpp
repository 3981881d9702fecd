// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "top/look.h"

#include "base/clock.h"
#include "link/forward.h"
#include "link/learning.h"

namespace haguard {
namespace {

Result<std::vector<PortLook>> look_at_ports(const Link& link) {
  HG_TRY(const std::vector<PortCounters> counters, read_ports(link));
  HG_TRY(const std::vector<hg_redirect_stats> redirects, read_redirect_stats(link));
  std::vector<PortLook> ports;
  for (std::size_t side = 0; side < counters.size(); ++side) {
    HG_TRY(const PortState state, read_port_state(link, side));
    const hg_redirect_stats& redirect = redirects.at(side);
    const std::uint64_t internal = counters[side].by[HG_PASSED][HG_REASON_INTERNAL].frames;
    ports.push_back({state.name, state.condition, state.signal, counters[side],
                     redirect.failed + redirect.no_partner + internal});
  }
  return ports;
}

Result<LearningLook> look_at_learning(const Link& link) {
  LearningLook learning;
  HG_TRY(learning.kinds, count_observations(link.maps.learned));
  HG_TRY(learning.not_recorded, read_stat(link, HG_STAT_LEARN_FULL));
  learning.capacity = link.info.learn_capacity;
  return learning;
}

}  // namespace

Result<LinkLook> look_at(const Link& link, std::shared_ptr<const PolicyLabels>& labels) {
  LinkLook look;
  look.name = link.name;
  HG_TRY(look.mode, read_mode(link.maps.control));
  HG_TRY(look.policy, read_policy(link, labels));
  look.hold_ns = hold_ns_of(link, *labels);
  // The names of a new policy took their time.
  look.at_ns = monotonic_ns();
  HG_TRY(look.ports, look_at_ports(link));
  if (look.mode.mode == HG_MODE_LEARN) {
    HG_TRY(look.learning, look_at_learning(link));
  }
  return look;
}

}  // namespace haguard
