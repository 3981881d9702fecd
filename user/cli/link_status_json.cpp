// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/seconds.h"
#include "cli/link_status.h"
#include "link/stamping.h"

namespace haguard {
namespace {

nlohmann::ordered_json counter_json(const hg_counter& counter) {
  return {{"frames", counter.frames}, {"bytes", counter.bytes}};
}

nlohmann::ordered_json signal_json(const std::optional<PortSignal>& signal) {
  if (!signal) return nullptr;
  return signal_name(*signal);
}

}  // namespace

nlohmann::ordered_json link_status_json(const LinkStatus& status) {
  const std::uint64_t now = monotonic_ns();
  nlohmann::ordered_json json = {{"link", status.name},
                                 {"system", status.system},
                                 {"mode", mode_name(effective_mode(status.mode, now))},
                                 {"chosen_mode", mode_name(status.mode.mode)},
                                 {"scope", status.scope == HG_SCOPE_PEERS ? "peers" : "link"},
                                 {"generation", status.head.generation},
                                 {"peers", status.peers},
                                 {"flows", status.flows},
                                 {"flows_without_frames", status.flows_without_frames},
                                 {"candidate", status.has_candidate},
                                 {"learned",
                                  {{"flows", status.observations},
                                   {"capacity", status.learn_capacity},
                                   {"frames_not_recorded", status.not_recorded}}},
                                 {"memory_bytes", status.memory_bytes},
                                 {"attached_at", status.attached_at},
                                 {"latency", stamping_name(status.stamping)},
                                 {"forward", forward_name(status.forward)}};
  if (status.policy_error) json["policy_error"] = status.policy_error->message;
  if (status.vlan) json["vlan"] = status.vlan->ids;
  if (status.held_forward) json["forward_waits"] = forward_name(*status.held_forward);
  if (!status.mode.leased && status.mode.deadline_ns > now)
    json["seconds_left"] = to_seconds(status.mode.deadline_ns - now);
  for (const PortStatus& port : status.ports)
    json["ports"].push_back({{"port", port.state.name},
                             {"attached", is_attached(port.state.condition)},
                             {"condition", condition_name(port.state.condition)},
                             {"signal", signal_json(port.state.signal)},
                             {"xdp", port.generic ? "generic" : "native"},
                             {"verified_instructions", port.verified_instructions},
                             {"egress_program", port.egress},
                             {"metadata_refused", port.stamps.refused},
                             {"redirect_no_partner", port.redirect.no_partner},
                             {"redirect_not_sent", port.redirect.failed},
                             {"received", counter_json(port.counters.received())},
                             {"passed", counter_json(port.counters.total(HG_PASSED))},
                             {"would_drop", counter_json(port.counters.total(HG_WOULD_DROP))},
                             {"dropped", counter_json(port.counters.total(HG_DROPPED))}});
  return json;
}

}  // namespace haguard
