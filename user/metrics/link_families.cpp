// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/seconds.h"
#include "link/event_kind.h"
#include "metrics/families.h"

namespace haguard {
namespace {

using prometheus::MetricType;

constexpr MetricKind kBuild = {"haguard_build_info",
                               "The version of haguard that exports these metrics, and of its maps",
                               MetricType::Gauge};
constexpr MetricKind kUp = {
    "haguard_link_up", "Whether the link is attached and its maps can be read", MetricType::Gauge};
constexpr MetricKind kInfo = {"haguard_link_info",
                              "What the pair on the link is, and which frames are judged",
                              MetricType::Gauge};
constexpr MetricKind kMode = {"haguard_link_mode",
                              "1 for the mode that the data path is in now, 0 for the others",
                              MetricType::Gauge};
constexpr MetricKind kChosenMode = {"haguard_link_chosen_mode",
                                    "1 for the mode that was asked for; the data path leaves "
                                    "enforce for audit when its deadline passes",
                                    MetricType::Gauge};
constexpr MetricKind kDeadline = {
    "haguard_link_deadline_remaining_seconds",
    "Time until enforce falls back to audit, unless confirmed (confirm) or renewed by the daemon "
    "(lease); absent without a deadline",
    MetricType::Gauge};
constexpr MetricKind kHold = {
    "haguard_link_hold_time_seconds",
    "After this silence the pair reacts: configured, or the default of its "
    "system; absent where nobody says",
    MetricType::Gauge};
constexpr MetricKind kGeneration = {"haguard_policy_generation",
                                    "Number of the policy in force, 0 for none yet",
                                    MetricType::Gauge};
constexpr MetricKind kFlows = {"haguard_policy_flows", "Flows of the policy in force",
                               MetricType::Gauge};
constexpr MetricKind kFlowCapacity = {"haguard_policy_flows_capacity",
                                      "Flows that the link has counters for", MetricType::Gauge};
constexpr MetricKind kPeers = {"haguard_policy_peers", "Peers of the policy in force",
                               MetricType::Gauge};
constexpr MetricKind kLearned = {"haguard_learned_flows", "Flows in the learning table",
                                 MetricType::Gauge};
constexpr MetricKind kLearnCapacity = {"haguard_learned_flows_capacity",
                                       "Flows that the learning table has room for",
                                       MetricType::Gauge};
constexpr MetricKind kLearnFull = {"haguard_learn_overflow_frames_total",
                                   "Frames of new flows that found the learning table full",
                                   MetricType::Counter};
constexpr MetricKind kSamplesLost = {
    "haguard_samples_lost_total", "Drop samples that found their buffer full or their rate used up",
    MetricType::Counter};
constexpr MetricKind kEvents = {"haguard_events_total", "Events of the link by kind",
                                MetricType::Counter};
constexpr MetricKind kMemory = {"haguard_map_memory_bytes",
                                "Kernel memory of each map, by the kernel's own account",
                                MetricType::Gauge};

constexpr std::array<hg_mode, 4> kModes = {HG_MODE_BYPASS, HG_MODE_LEARN, HG_MODE_AUDIT,
                                           HG_MODE_ENFORCE};

// Empty: the link is confined to none. To Prometheus that is no label.
std::string vlan_label(const std::optional<VlanTags>& vlan) {
  if (!vlan) return "";
  if (vlan->ids.empty()) return "untagged";
  return fmt::format("{}", fmt::join(vlan->ids, "/"));
}

void add_mode(FamilySet& families, const MetricKind& kind, const std::string& link, hg_mode mode) {
  for (const hg_mode one : kModes)
    families.gauge(kind, metric_labels({{"link", link}, {"mode", mode_name(one)}}),
                   one == mode ? 1 : 0);
}

void add_deadline(FamilySet& families, const LinkReading& link) {
  if (link.mode.mode != HG_MODE_ENFORCE || link.mode.deadline_ns == 0) return;
  const std::uint64_t deadline = std::max(link.mode.deadline_ns, link.monotonic_ns);
  families.gauge(
      kDeadline,
      metric_labels({{"link", link.name}, {"kind", link.mode.leased ? "lease" : "confirm"}}),
      to_seconds(deadline - link.monotonic_ns));
}

// Also kinds that did not occur yet: an increase from nothing is none to Prometheus.
void add_events(FamilySet& families, const LinkReading& link) {
  EventCounts counts = link.events;
  for (const std::string_view kind : kEventKinds)
    counts.try_emplace(std::string(kind), 0);
  for (const auto& [kind, count] : counts)
    families.counter(kEvents, metric_labels({{"link", link.name}, {"kind", kind}}),
                     static_cast<double>(count));
}

}  // namespace

void add_build_family(FamilySet& families, std::string_view version) {
  families.gauge(kBuild,
                 metric_labels({{"version", version}, {"abi", std::to_string(HG_ABI_VERSION)}}), 1);
}

void add_link_families(FamilySet& families, const LinkReading& link) {
  const auto labels = [&] { return metric_labels({{"link", link.name}}); };
  families.gauge(kUp, labels(), link.up ? 1 : 0);
  if (!link.up) return;
  families.gauge(kInfo,
                 metric_labels({{"link", link.name},
                                {"system", link.system},
                                {"scope", link.scope == HG_SCOPE_PEERS ? "peers" : "link"},
                                {"vlan", vlan_label(link.vlan)}}),
                 1);
  add_mode(families, kMode, link.name, effective_mode(link.mode, link.monotonic_ns));
  add_mode(families, kChosenMode, link.name, link.mode.mode);
  add_deadline(families, link);
  if (link.hold_ns != 0) families.gauge(kHold, labels(), to_seconds(link.hold_ns));
  families.gauge(kGeneration, labels(), link.generation);
  families.gauge(kFlows, labels(), static_cast<double>(link.policy->flows.size()));
  families.gauge(kFlowCapacity, labels(), link.flow_capacity);
  families.gauge(kPeers, labels(), static_cast<double>(link.policy->peers.size()));
  families.gauge(kLearned, labels(), static_cast<double>(link.learned));
  families.gauge(kLearnCapacity, labels(), link.learn_capacity);
  families.counter(kLearnFull, labels(), static_cast<double>(link.learn_full));
  families.counter(kSamplesLost, labels(), static_cast<double>(link.samples_lost));
  add_events(families, link);
  for (const MapMemory& memory : link.memory)
    families.gauge(kMemory, metric_labels({{"link", link.name}, {"map", memory.map}}),
                   static_cast<double>(memory.bytes));
}

}  // namespace haguard
