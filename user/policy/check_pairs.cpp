// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>

#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/ip_protocol.h"
#include "policy/address_book.h"
#include "policy/check_parts.h"

namespace haguard {
namespace {

constexpr std::uint8_t kSolicit = 135;
constexpr std::uint8_t kAdvert = 136;

using Pair = std::pair<const Peer*, const Peer*>;  // sender, receiver
// Sender, receiver, kind, protocol and number: what should come back as well.
using Talk = std::tuple<const Peer*, const Peer*, FlowKind, std::uint8_t, std::uint16_t>;

// What the flows of a policy say about who talks to whom.
struct Talks {
  std::set<Pair> ipv4;  // unicast, ARP aside
  std::set<Pair> arp;
  std::set<Pair> ipv6;
  std::set<const Peer*> solicits;  // sends neighbour solicitations
  std::set<const Peer*> adverts;
  std::set<Talk> all;                 // unicast, ARP aside
  std::map<Talk, const Flow*> first;  // of those, the ones that ask for an answer
};

bool has_family(const std::vector<IpAddress>& addresses, Family family) {
  for (const IpAddress& address : addresses)
    if (address.family == family) return true;
  return false;
}

bool uses(const Flow& flow, const Pair& pair, Family family) {
  const bool sends =
      flow.source ? flow.source->family == family : has_family(pair.first->addresses, family);
  const bool receives = flow.destination ? flow.destination->family == family
                                         : has_family(pair.second->addresses, family);
  return sends && receives;
}

void note_discovery(const Flow& flow, const Peer* from, Talks& talks) {
  if (flow.kind != FlowKind::kIp || flow.protocol != kIcmpv6) return;
  if (flow.icmp_type.value_or(kSolicit) == kSolicit) talks.solicits.insert(from);
  if (flow.icmp_type.value_or(kAdvert) == kAdvert) talks.adverts.insert(from);
}

// Of any type: at least discovery, which is looked at by itself.
bool is_discovery(const Flow& flow) {
  const std::uint8_t type = flow.icmp_type.value_or(kSolicit);
  return flow.kind == FlowKind::kIp && flow.protocol == kIcmpv6 && type >= 133 && type <= 137;
}

void note(const Flow& flow, const AddressBook& book, Talks& talks) {
  const Peer* from = book.named(flow.from);
  const Peer* to = book.receiver(flow);
  if (from == nullptr) return;
  note_discovery(flow, from, talks);
  if (to == nullptr || from == to) return;
  const Pair pair{from, to};
  if (flow.kind == FlowKind::kArp) {
    talks.arp.insert(pair);
    return;
  }
  const Talk talk{from, to, flow.kind, flow.protocol, flow.number};
  talks.all.insert(talk);
  if (is_discovery(flow)) return;
  if (flow.kind == FlowKind::kIp && flow.protocol != kIcmpv6 && uses(flow, pair, Family::kIpv4))
    talks.ipv4.insert(pair);
  if (flow.kind == FlowKind::kIp && flow.protocol != 1 && uses(flow, pair, Family::kIpv6))
    talks.ipv6.insert(pair);
  talks.first.try_emplace(talk, &flow);
}

// Both ends must be able to ask and to answer, or the pair falls silent when an entry expires.
std::set<Pair> both_ways(const std::set<Pair>& pairs) {
  std::set<Pair> both = pairs;
  for (const auto& [from, to] : pairs)
    both.insert({to, from});
  return both;
}

void warn_of_missing_arp(const Policy& policy, const Talks& talks, Problems& problems) {
  const std::set<Pair> needed = both_ways(talks.ipv4);
  for (const Peer& from : policy.peers)
    for (const Peer& to : policy.peers)
      if (needed.count({&from, &to}) != 0 && talks.arp.count({&from, &to}) == 0)
        problems.warning(from,
                         fmt::format("may send no ARP to \"{}\", though they talk IPv4", to.name),
                         "add a flow with protocol = \"arp\", or the pair falls silent when the "
                         "ARP entry expires");
}

void warn_of_missing_discovery(const Policy& policy, const Talks& talks, Problems& problems) {
  std::set<const Peer*> needed;
  for (const auto& [from, to] : talks.ipv6)
    needed.insert({from, to});
  for (const Peer& peer : policy.peers) {
    if (needed.count(&peer) == 0) continue;
    if (talks.solicits.count(&peer) != 0 && talks.adverts.count(&peer) != 0) continue;
    problems.warning(peer,
                     "talks IPv6, but may not send neighbour solicitations and advertisements",
                     "add flows with protocol = \"icmpv6\" and icmp_type 135 and 136");
  }
}

void warn_of_one_way(const Talks& talks, Problems& problems) {
  for (const auto& [talk, flow] : talks.first) {
    const auto& [from, to, kind, protocol, number] = talk;
    if (talks.all.count({to, from, kind, protocol, number}) == 0)
      problems.warning(*flow,
                       fmt::format("no flow lets \"{}\" answer \"{}\" by the same protocol",
                                   to->name, from->name),
                       "add the way back, unless this traffic is one-way");
  }
}

}  // namespace

void check_pairs(const Policy& policy, Problems& problems) {
  const AddressBook book(policy);
  Talks talks;
  for (const Flow& flow : policy.flows)
    note(flow, book, talks);
  warn_of_missing_arp(policy, talks, problems);
  warn_of_missing_discovery(policy, talks, problems);
  warn_of_one_way(talks, problems);
}

}  // namespace haguard
