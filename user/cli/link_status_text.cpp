// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/clock.h"
#include "base/units.h"
#include "cli/forward_words.h"
#include "cli/link_status.h"
#include "cli/table.h"
#include "policy/reason_words.h"

namespace haguard {
namespace {

std::string mode_text(const LinkStatus& status, bool colour) {
  const std::uint64_t now = monotonic_ns();
  const hg_mode effective = effective_mode(status.mode, now);
  return paint(mode_name(effective), effective == HG_MODE_ENFORCE ? Tone::kGood : Tone::kWarn,
               colour) +
         mode_remark(status.mode, now);
}

std::string policy_text(const LinkStatus& status) {
  if (status.head.generation == 0) return "none yet";
  if (status.policy_error) return fmt::format("generation {}", status.head.generation);
  return fmt::format("generation {}: {}, {}{}", status.head.generation,
                     format_counted(status.peers, "peer"), format_counted(status.flows, "flow"),
                     status.flows_without_frames == 0 ? std::string()
                                                      : fmt::format(" ({} without a frame so far)",
                                                                    status.flows_without_frames));
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
  return fmt::format("residence of heartbeats, and of one in {} frames of each other flow",
                     HG_DEFAULT_STAMP_MASK + 1);
}

Cell live_cell(const PortStatus& port) {
  const std::string xdp = port.generic ? "generic" : "native";
  const PortSignal signal = port.state.signal.value_or(PortSignal::kCarrier);
  if (signal == PortSignal::kCarrier) return {xdp, Tone::kGood};
  return {fmt::format("{}, {}", xdp, signal_name(signal)), Tone::kBad};
}

Cell condition_cell(const PortStatus& port) {
  switch (port.state.condition) {
    case PortCondition::kLive:
      return live_cell(port);
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
    fmt::print(
        "           {}\n",
        paint(fmt::format("{} not sent, {} left to the kernel for want of a partner: "
                          "haguard forward {}",
                          format_counted(failed, "frame"), format_count(no_partner), status.name),
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

}  // namespace

void print_link_status(const LinkStatus& status) {
  const bool colour = use_colour();
  char since[32];
  fmt::print("{}  {}\n", status.name, mode_text(status, colour));
  if (!status.system.empty()) fmt::print("  system   {}\n", printable(status.system));
  fmt::print("  policy   {}{}\n", policy_text(status),
             status.scope == HG_SCOPE_PEERS ? "; only frames of the peers are judged" : "");
  if (status.policy_error)
    fmt::print("           {}\n",
               paint(printable(status.policy_error->message), Tone::kBad, colour));
  print_vlan(status);
  if (status.has_candidate) fmt::print("  waiting  a candidate: haguard review {}\n", status.name);
  fmt::print("  learned  {} seen, room for {}{}\n", format_counted(status.observations, "flow"),
             format_count(status.learn_capacity),
             status.not_recorded == 0
                 ? std::string()
                 : fmt::format(", {} found it full", format_counted(status.not_recorded, "frame")));
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

}  // namespace haguard
