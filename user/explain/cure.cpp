// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "explain/cure.h"

#include <fmt/format.h>

#include <algorithm>

#include "explain/nearest.h"
#include "explain/sender.h"
#include "explain/traffic.h"
#include "policy/address_book.h"
#include "policy/check.h"
#include "policy/datapath.h"
#include "policy/describe.h"

namespace haguard {
namespace {

constexpr std::size_t kLongestName = 64;
constexpr std::uint16_t kFirstEphemeral = 1024;
constexpr std::uint32_t kRoom = 4096;  // flows of a usual link

// The only address of a peer goes without saying.
void name_source(const Peer& from, Flow& entry) {
  entry.from = from.name;
  if (entry.source && from.addresses == std::vector{*entry.source}) entry.source.reset();
}

void name_destination(const Policy& policy, Flow& entry) {
  const AddressBook book(policy);
  const Peer* to = entry.destination ? book.owner(*entry.destination)
                                     : book.owner(entry.destination_mac.value_or(MacAddress{}));
  if (to == nullptr || to->name == entry.from) return;
  entry.to = to->name;
  if (entry.destination && to->addresses.size() == 1) entry.destination.reset();
  if (entry.destination_mac && to->macs.size() == 1) entry.destination_mac.reset();
}

std::string new_name(const Policy& policy, const Flow& entry) {
  const std::string base = fmt::format("{} from {}", describe_traffic(entry), entry.from);
  for (unsigned number = 1;; ++number) {
    const std::string end = number == 1 ? "" : fmt::format(" ({})", number);
    std::string name = base.substr(0, kLongestName - end.size()) + end;
    const bool is_taken = std::any_of(policy.flows.begin(), policy.flows.end(),
                                      [&](const Flow& flow) { return flow.name == name; });
    if (!is_taken) return name;
  }
}

std::vector<std::string> remarks_on(const Flow& entry, bool is_later) {
  std::vector<std::string> remarks;
  if (is_later && protocol_has_ports(entry.protocol) && entry.kind == FlowKind::kIp)
    remarks.push_back(fmt::format(
        "a later fragment has no ports: this entry allows every port of {}; add those that the "
        "first fragment has",
        name_of_traffic(entry)));
  if (entry.source_port.value_or(0) >= kFirstEphemeral &&
      entry.source_port != entry.destination_port)
    remarks.emplace_back(
        "leave source_port out where the sender takes another one each time, as most clients do");
  return remarks;
}

Cure new_flow(const Policy& policy, const Peer& from, const hg_packet& packet) {
  Cure cure;
  cure.entry = traffic_of(packet);
  name_source(from, cure.entry);
  name_destination(policy, cure.entry);
  cure.entry.name = new_name(policy, cure.entry);
  cure.remarks = remarks_on(cure.entry, (packet.flags & HG_PACKET_LATER) != 0);
  return cure;
}

// Put into the policy, it does what it is for.
bool is_cured(Policy policy, const Cure& cure, CompileOptions options, const hg_packet& packet) {
  if (cure.replaces)
    for (Flow& flow : policy.flows)
      if (flow.name == cure.entry.name) flow = cure.entry;
  if (!cure.replaces) policy.flows.push_back(cure.entry);
  if (has_errors(check_policy(policy, options.ports))) return false;
  options.flow_capacity = std::max(kRoom, static_cast<std::uint32_t>(policy.flows.size()));
  options.entries = options.flow_capacity * HG_ENTRIES_PER_FLOW;
  const Result<CompiledPolicy> compiled = compile_policy(policy, options, {});
  return compiled.ok() && decide(compiled->table, packet).reason == HG_REASON_FLOW;
}

}  // namespace

std::optional<Cure> cure_of(const Policy& policy, const CompileOptions& options,
                            const hg_packet& packet) {
  const std::string& port = options.ports.at(packet.key.side);
  const Peer* from = sending_peer(policy, packet, port);
  if (from == nullptr) return std::nullopt;
  Cure cure;
  const std::size_t unfragmented = flow_without_fragments(policy, packet, port);
  if (unfragmented < policy.flows.size()) {
    cure.entry = policy.flows[unfragmented];
    cure.entry.fragments = true;
    cure.replaces = true;
  } else {
    cure = new_flow(policy, *from, packet);
  }
  if (!is_cured(policy, cure, options, packet)) return std::nullopt;
  return cure;
}

}  // namespace haguard
