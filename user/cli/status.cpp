// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// status: one look at every link, or at one of them.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/units.h"
#include "cli/commands.h"
#include "cli/forward_words.h"
#include "cli/latency_remarks.h"
#include "cli/table.h"
#include "link/control.h"
#include "link/counters.h"
#include "link/egress.h"
#include "link/forward.h"
#include "link/learning.h"
#include "link/policy_summary.h"
#include "link/ports.h"
#include "link/stamping.h"
#include "link/store.h"
#include "policy/reason_words.h"

namespace haguard {
namespace {

struct PortStatus {
  PortState state;
  bool generic = false;
  bool egress = false;
  hg_stamp_stats stamps{};
  hg_redirect_stats redirect{};
  std::uint32_t verified_instructions = 0;
  PortCounters counters;
};

struct LinkStatus {
  std::string name;
  std::string system;
  ModeState mode;
  hg_head head{};
  std::vector<PortStatus> ports;
  std::size_t peers = 0;
  std::size_t flows = 0;
  std::size_t flows_without_frames = 0;
  std::size_t observations = 0;
  std::uint32_t learn_capacity = 0;
  std::uint64_t not_recorded = 0;
  std::uint64_t memory_bytes = 0;
  std::int64_t attached_at = 0;
  hg_scope scope = HG_SCOPE_LINK;
  std::optional<VlanTags> vlan;  // that it is confined to
  bool has_candidate = false;
  hg_stamping stamping = HG_STAMP_OFF;
  hg_forward forward = HG_FORWARD_KERNEL;
  std::optional<hg_forward> held_forward;
  bool failures_counted = false;  // of redirect
  std::vector<std::string> latency_remarks;
};

Result<std::vector<PortStatus>> read_port_status(const Link& link) {
  std::vector<PortStatus> ports;
  HG_TRY(const auto counters, read_ports(link));
  HG_TRY(const auto stamps, read_stamp_stats(link));
  HG_TRY(const auto redirects, read_redirect_stats(link));
  for (std::size_t side = 0; side < counters.size(); ++side) {
    PortStatus port;
    HG_TRY(port.state, read_port_state(link, side));
    port.generic = (link.info.ports[side].flags & HG_PORT_GENERIC) != 0;
    port.egress = has_egress(link, side);
    port.stamps = stamps[side];
    port.redirect = redirects[side];
    port.counters = counters[side];
    if (const Result<Program> program = program_of(link, side); program.ok())
      port.verified_instructions = program->verified_instructions;
    ports.push_back(std::move(port));
  }
  return ports;
}

// How many of these flows never had a frame. `ids` ascend.
Result<std::size_t> count_silent(const Link& link, const std::vector<std::uint32_t>& ids) {
  HG_TRY(const auto flows, read_flows(link, ids.empty() ? 0 : ids.back() + 1));
  return static_cast<std::size_t>(std::count_if(
      ids.begin(), ids.end(), [&flows](std::uint32_t id) { return flows[id].frames == 0; }));
}

Result<LinkStatus> read_status(const Link& link) {
  LinkStatus status;
  status.name = link.name;
  status.attached_at = link.info.attached_at;
  status.learn_capacity = link.info.learn_capacity;
  status.vlan = link.scope_vlan();
  status.scope = link.info.scope == HG_SCOPE_PEERS ? HG_SCOPE_PEERS : HG_SCOPE_LINK;
  HG_TRY(status.mode, read_mode(link.maps.control));
  HG_TRY(status.head, read_head(link));
  HG_TRY(status.ports, read_port_status(link));
  HG_TRY(const PolicySummary policy, read_summary(link));
  status.system = policy.system.empty() ? link.system() : policy.system;
  status.peers = policy.peers;
  status.flows = policy.flow_ids.size();
  HG_TRY(status.flows_without_frames, count_silent(link, policy.flow_ids));
  HG_TRY(status.observations, count_observations(link.maps.learned));
  HG_TRY(status.not_recorded, read_stat(link, HG_STAT_LEARN_FULL));
  HG_TRY(status.memory_bytes, memory_of(link));
  HG_TRY(status.stamping, read_stamping(link.maps.control));
  HG_TRY(status.forward, read_forward(link));
  HG_TRY(status.held_forward, held_forward(link));
  status.failures_counted = counts_failed_redirects(link);
  HG_TRY(status.latency_remarks, latency_remarks(link));
  status.has_candidate = Store(link.place, link.name).has_candidate();
  return status;
}

std::string mode_text(const LinkStatus& status, bool colour) {
  const std::uint64_t now = monotonic_ns();
  const hg_mode effective = effective_mode(status.mode, now);
  if (effective != status.mode.mode)
    return paint("audit", Tone::kWarn, colour) + (status.mode.leased
                                                      ? ": the daemon that keeps enforce up is gone"
                                                      : ": the confirm deadline passed");
  std::string text =
      paint(mode_name(effective), effective == HG_MODE_ENFORCE ? Tone::kGood : Tone::kWarn, colour);
  if (status.mode.leased)
    text += ", while the daemon runs";
  else if (effective == HG_MODE_ENFORCE && status.mode.deadline_ns != 0)
    text += fmt::format(", back to audit in {} unless confirmed",
                        format_duration(status.mode.deadline_ns - now));
  return text;
}

std::string policy_text(const LinkStatus& status) {
  if (status.head.generation == 0) return "none yet";
  return fmt::format(
      "generation {}: {} peers, {} flows{}", status.head.generation, status.peers, status.flows,
      status.flows_without_frames == 0
          ? std::string()
          : fmt::format(" ({} without a frame so far)", status.flows_without_frames));
}

std::string stamping_text(hg_stamping stamping) {
  switch (stamping) {
    case HG_STAMP_OFF:
      return "residence is not measured";
    case HG_STAMP_HEARTBEATS:
      return "residence of heartbeats";
    case HG_STAMP_SAMPLED:
      break;
  }
  return fmt::format("residence of heartbeats, and of one in {} other frames",
                     HG_DEFAULT_STAMP_MASK + 1);
}

Cell condition_cell(const PortStatus& port) {
  switch (port.state.condition) {
    case PortCondition::kLive:
      return {port.generic ? "generic" : "native", Tone::kGood};
    case PortCondition::kRenamed:
      return {"on a renamed interface", Tone::kWarn};
    case PortCondition::kReturned:
      return {"not attached", Tone::kBad};
    case PortCondition::kElsewhere:
      return {"on another interface", Tone::kBad};
    case PortCondition::kAbsent:
      break;
  }
  return {"no such interface", Tone::kBad};
}

void print_drops(const LinkStatus& status, bool colour) {
  TextTable table({{"PORT"}, {"REASON"}, {"FRAMES", Align::kRight}, {"WHAT HAPPENED"}, {"REMEDY"}},
                  2);
  for (const PortStatus& port : status.ports)
    for (std::uint32_t reason = HG_REASON_FIRST_DROP; reason < HG_REASON_COUNT; ++reason) {
      const std::uint64_t dropped = port.counters.by[HG_DROPPED][reason].frames;
      const std::uint64_t would = port.counters.by[HG_WOULD_DROP][reason].frames;
      if (dropped + would == 0) continue;
      std::string frames = format_count(dropped);
      if (would != 0)
        frames = dropped == 0 ? fmt::format("{} in audit", format_count(would))
                              : fmt::format("{} + {} in audit", frames, format_count(would));
      table.add({printable(port.state.name),
                 {reason_name(reason), Tone::kBad},
                 frames,
                 reason_text(reason),
                 {reason_remedy(reason), Tone::kDim}});
    }
  if (!table.empty()) fmt::print("\n{}", table.to_string(colour));
}

void print_forward(const LinkStatus& status, bool colour) {
  if (status.held_forward)
    fmt::print("  forward  {}\n",
               paint(waits_words(status.name, *status.held_forward), Tone::kWarn, colour));
  if (status.forward == HG_FORWARD_KERNEL) return;
  std::uint64_t failed = 0;
  std::uint64_t no_partner = 0;
  for (const PortStatus& port : status.ports) {
    failed += port.redirect.failed;
    no_partner += port.redirect.no_partner;
  }
  fmt::print("  forward  redirect: straight out of the other port\n");
  if (failed + no_partner != 0)
    fmt::print("           {}\n",
               paint(fmt::format("{} frames not sent, {} left to the kernel for want of a partner: "
                                 "haguard forward {}",
                                 format_count(failed), format_count(no_partner), status.name),
                     Tone::kBad, colour));
  if (!status.failures_counted)
    fmt::print("           {}\n", paint("what a driver refuses to send is not counted (needs "
                                        "CAP_PERFMON): haguard forward --set redirect, as root",
                                        Tone::kWarn, colour));
}

void print_vlan(const LinkStatus& status) {
  if (!status.vlan) return;
  if (status.vlan->ids.empty()) return fmt::print("  vlan     only untagged frames are judged\n");
  fmt::print("  vlan     only frames of VLAN {} are judged\n", fmt::join(status.vlan->ids, "/"));
}

void print_status(const LinkStatus& status) {
  const bool colour = use_colour();
  char since[32];
  fmt::print("{}  {}\n", status.name, mode_text(status, colour));
  if (!status.system.empty()) fmt::print("  system   {}\n", printable(status.system));
  fmt::print("  policy   {}{}\n", policy_text(status),
             status.scope == HG_SCOPE_PEERS ? "; only frames of the peers are judged" : "");
  print_vlan(status);
  if (status.has_candidate) fmt::print("  waiting  a candidate: haguard review {}\n", status.name);
  fmt::print("  learned  {} flows seen, room for {}{}\n", format_count(status.observations),
             format_count(status.learn_capacity),
             status.not_recorded == 0
                 ? std::string()
                 : fmt::format(", {} frames found it full", format_count(status.not_recorded)));
  print_forward(status, colour);
  fmt::print("  latency  {}\n", stamping_text(status.stamping));
  for (const std::string& remark : status.latency_remarks)
    fmt::print("           {}\n", paint(printable(remark), Tone::kWarn, colour));
  fmt::print("  memory   {} of kernel maps; attached since {}\n\n",
             format_bytes(status.memory_bytes), format_wall(status.attached_at, since));
  TextTable table({{"PORT"},
                   {"XDP"},
                   {"RECEIVED", Align::kRight},
                   {"PASSED", Align::kRight},
                   {"WOULD DROP", Align::kRight},
                   {"DROPPED", Align::kRight}},
                  2);
  for (const PortStatus& port : status.ports) {
    table.add({printable(port.state.name), condition_cell(port),
               format_count(port.counters.received().frames),
               format_count(port.counters.total(HG_PASSED).frames),
               format_count(port.counters.total(HG_WOULD_DROP).frames),
               format_count(port.counters.total(HG_DROPPED).frames)});
  }
  fmt::print("{}", table.to_string(colour));
  print_drops(status, colour);
}

nlohmann::ordered_json counter_json(const hg_counter& counter) {
  return {{"frames", counter.frames}, {"bytes", counter.bytes}};
}

nlohmann::ordered_json status_json(const LinkStatus& status) {
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
  if (status.vlan) json["vlan"] = status.vlan->ids;
  if (status.held_forward) json["forward_waits"] = forward_name(*status.held_forward);
  if (!status.mode.leased && status.mode.deadline_ns > now)
    json["seconds_left"] = static_cast<double>(status.mode.deadline_ns - now) / 1e9;
  for (const PortStatus& port : status.ports)
    json["ports"].push_back({{"port", port.state.name},
                             {"attached", is_attached(port.state.condition)},
                             {"condition", condition_name(port.state.condition)},
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

}  // namespace

Status run_status(const Context& context, const LinkArguments& arguments) {
  std::vector<std::string> names = {arguments.link};
  if (arguments.link.empty()) {
    HG_TRY(names, context.place.pins.links());
  }
  if (names.empty() && !arguments.json) {
    fmt::print("no link is attached; haguard attach NAME --ports eth1,eth2\n");
    return Done{};
  }
  nlohmann::ordered_json json = {{"schema", 1}, {"links", nlohmann::ordered_json::array()}};
  for (const std::string& name : names) {
    HG_TRY(const Link link, open_link(context.place, name));
    HG_TRY(const LinkStatus status, read_status(link));
    if (arguments.json)
      json["links"].push_back(status_json(status));
    else
      print_status(status);
    if (!arguments.json && name != names.back()) fmt::print("\n");
  }
  if (arguments.json) fmt::print("{}\n", json.dump(2));
  return Done{};
}

}  // namespace haguard
