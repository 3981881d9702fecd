// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "policy/address_book.h"
#include "policy/check_parts.h"
#include "policy/hash_index.h"
#include "policy/vlan_pairs.h"

namespace haguard {
namespace {

bool is_shared_by(const Peer& peer, const IpAddress& address) {
  return std::find(peer.shared_addresses.begin(), peer.shared_addresses.end(), address) !=
         peer.shared_addresses.end();
}

void check_ends(const Flow& flow, const AddressBook& book, Problems& problems) {
  const Peer* from = book.named(flow.from);
  const Peer* to = book.receiver(flow);
  if (from == nullptr)
    problems.error(flow, fmt::format("there is no peer \"{}\" to send it", flow.from));
  if (to == nullptr && !flow.to.empty())
    problems.error(flow, fmt::format("there is no peer \"{}\" to receive it", flow.to));
  if (flow.to.empty() && !flow.destination && !flow.destination_mac)
    problems.error(flow, "it has no receiver", "set to, destination or destination_mac");
  if (from == nullptr || to == nullptr) return;
  if (from == to && flow.kind != FlowKind::kArp)
    problems.error(flow, fmt::format("\"{}\" sends to itself", from->name),
                   "only ARP announces an address that way");
  else if (from != to && from->port == to->port)
    problems.error(flow,
                   fmt::format("\"{}\" and \"{}\" are both behind {}, so no frame of it crosses "
                               "the firewall",
                               from->name, to->name, from->port),
                   "remove the flow, or correct the port of a peer");
}

void check_source(const Flow& flow, const AddressBook& book, Problems& problems) {
  if (!flow.source || flow.source->is_unspecified()) return;
  const Peer* from = book.named(flow.from);
  if (from == nullptr) return;
  const Peer* owner = book.owner(*flow.source);
  if (owner == from || is_shared_by(*from, *flow.source)) return;
  if (owner != nullptr)
    problems.error(
        flow, fmt::format("its source {} is peer \"{}\"'s", flow.source->to_string(), owner->name),
        fmt::format("correct source, or from = \"{}\"", owner->name));
  else
    problems.warning(
        flow,
        fmt::format("its source {} is no address of \"{}\"", flow.source->to_string(), from->name),
        "list it in addresses or shared_addresses of the peer");
}

void check_destination(const Flow& flow, const AddressBook& book, Problems& problems) {
  if (!flow.destination || flow.to.empty()) return;
  const Peer* owner = book.owner(*flow.destination);
  if (owner != nullptr && owner->name != flow.to)
    problems.error(flow,
                   fmt::format("it goes to \"{}\", but its destination {} is peer \"{}\"'s",
                               flow.to, flow.destination->to_string(), owner->name),
                   "correct to or destination");
}

// The first flow of each name, and of each identity.
void check_identities(const std::vector<Flow>& flows, Problems& problems) {
  constexpr std::hash<std::string> kHash;
  HashIndex names(flows.size());
  HashIndex identities(flows.size());
  for (std::uint32_t i = 0; i < flows.size(); ++i) {
    const Flow& flow = flows[i];
    const std::string identity = flow_identity(flow);
    const auto has_name = [&](std::uint32_t other) { return flows[other].name == flow.name; };
    const auto is_same = [&](std::uint32_t other) {
      return flow_identity(flows[other]) == identity;
    };
    if (names.add(kHash(flow.name), i, has_name) != i)
      problems.error(flow, "two flows have this name", "rename one of them");
    const std::uint32_t first = identities.add(kHash(identity), i, is_same);
    if (first != i)
      problems.error(flow, fmt::format("is the same as flow \"{}\"", flows[first].name),
                     "remove one of them");
  }
}

void check_vlans(const std::vector<Flow>& flows, Problems& problems) {
  VlanPairs pairs;
  for (const Flow& flow : flows) {
    const auto bit = pairs.bit_of(flow.vlan);
    if (!bit) {
      problems.error(flow, bit.error().message, bit.error().hint);
      return;
    }
  }
}

}  // namespace

void check_flows(const Policy& policy, Problems& problems) {
  const AddressBook book(policy);
  for (const Flow& flow : policy.flows) {
    check_ends(flow, book, problems);
    check_source(flow, book, problems);
    check_destination(flow, book, problems);
  }
  check_identities(policy.flows, problems);
  check_vlans(policy.flows, problems);
}

}  // namespace haguard
