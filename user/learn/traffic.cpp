// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "learn/traffic.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <set>

#include "base/contains.h"
#include "learn/key.h"

namespace haguard {
namespace {

constexpr std::size_t kTrafficShown = 3;  // of one stranger

bool is_own_mac(const Peer& peer, const MacAddress& mac) {
  return contains(peer.macs, mac) || contains(peer.shared_macs, mac);
}

class Sorter {
 public:
  explicit Sorter(Draft& draft) : draft_(draft) {}

  void sort(const Observation& observation) {
    const MacAddress mac = mac_of(observation.seen.source_mac);
    const auto host = draft_.hosts.find(observation.key.side, mac);
    const auto unit = unit_of(draft_, observation.key.side, mac);
    if (!host) return;
    if (!unit) return note_stranger(*host, observation);
    note_other_mac(*unit, *host, observation);
    if (observation.seen.flags & HG_SEEN_LLADDR_LIE) return note_lie(*host, observation);

    Traffic traffic;
    traffic.observed = &observation;
    traffic.from = *unit;
    if (!find_source(traffic)) return note_foreign_source(*host, observation);
    if (!find_receiver(traffic)) return note_unknown_receiver(*host, observation);
    draft_.traffic.push_back(traffic);
  }

  void finish() {
    for (auto& [host, doubt] : strangers_)
      draft_.doubts.add(std::move(doubt));
  }

 private:
  const Peer& peer(UnitIndex unit) const { return draft_.units[unit].peer; }

  // Own addresses stay unset; a shared one, and none (:: or 0.0.0.0), is said.
  bool find_source(Traffic& traffic) const {
    const auto source = source_of(traffic.observed->key);
    if (!source) return true;
    const Peer& sender = peer(traffic.from);
    if (contains(sender.addresses, *source)) return true;
    if (!source->is_unspecified() && !contains(sender.shared_addresses, *source)) return false;
    traffic.source = source;
    return true;
  }

  bool find_receiver(Traffic& traffic) const {
    const hg_flow_key& key = traffic.observed->key;
    const MacAddress mac = mac_of(traffic.observed->seen.destination_mac);
    const auto destination = destination_of(key);
    return destination ? find_ip_receiver(traffic, *destination, mac)
                       : find_mac_receiver(traffic, mac);
  }

  bool find_ip_receiver(Traffic& traffic, const IpAddress& destination,
                        const MacAddress& mac) const {
    for (UnitIndex i = 0; i < draft_.units.size(); ++i) {
      if (i == traffic.from || !contains(peer(i).addresses, destination)) continue;
      traffic.to = i;
      return true;
    }
    const Peer& sender = peer(traffic.from);
    const bool is_arp = traffic.observed->key.kind == HG_KIND_ARP;
    const bool own = is_arp && contains(sender.addresses, destination);  // gratuitous, or a probe
    const bool subnet_broadcast = !is_arp && destination.is_v4() && mac.is_broadcast();
    if (!own && !subnet_broadcast && !destination.is_multicast() &&
        !destination.is_limited_broadcast() && !contains(sender.shared_addresses, destination))
      return false;
    traffic.destination = destination;
    // A gratuitous ARP is about this one address.
    if (own && is_gratuitous_arp(traffic.observed->key)) traffic.source = destination;
    return true;
  }

  bool find_mac_receiver(Traffic& traffic, const MacAddress& mac) const {
    for (UnitIndex i = 0; i < draft_.units.size(); ++i) {
      if (i == traffic.from || !contains(peer(i).macs, mac)) continue;
      traffic.to = i;
      return true;
    }
    if (!mac.is_group() && !contains(peer(traffic.from).shared_macs, mac)) return false;
    traffic.destination_mac = mac;
    return true;
  }

  // An address of a unit that this host claims.
  std::optional<std::string> claimed_unit(const Observation& observation) const {
    const auto source = source_of(observation.key);
    if (!source) return std::nullopt;
    for (const Unit& unit : draft_.units)
      if (contains(unit.peer.addresses, *source)) return unit.peer.name;
    return std::nullopt;
  }

  void note_stranger(HostIndex host, const Observation& observation) {
    if (const auto claimed = claimed_unit(observation))
      return note_impostor(draft_.hosts[host], *claimed, observation);
    const auto [entry, fresh] = strangers_.try_emplace(host);
    Doubt& doubt = entry->second;
    if (fresh) {
      doubt = doubt_about(draft_, DoubtKind::kStranger, draft_.hosts[host], observation);
      doubt.reason = "this host is no peer";
      doubt.hint = "if it is a unit of the pair, name it: --peer NAME=ADDRESS@PORT";
      texts_[host].insert(doubt.traffic);
      return;
    }
    doubt.frames += observation.seen.frames;
    doubt.first_ns = std::min(doubt.first_ns, std::uint64_t{observation.seen.first_ns});
    doubt.last_ns = std::max(doubt.last_ns, std::uint64_t{observation.seen.last_ns});
    std::set<std::string>& texts = texts_[host];
    if (texts.size() >= kTrafficShown) return;
    const std::string text = describe_traffic(draft_, observation);
    if (texts.insert(text).second) doubt.traffic += ", " + text;
  }

  void note_impostor(const HeardHost& host, const std::string& unit,
                     const Observation& observation) {
    Doubt doubt = doubt_about(draft_, DoubtKind::kMacChanged, host, observation);
    doubt.reason =
        fmt::format("sends from an address of {}, with another MAC or from another side", unit);
    doubt.hint = "spoofing, a loop, or a replaced unit: if it was replaced, learn again";
    draft_.remarks.push_back({Verdict::kNotReady,
                              fmt::format("{} uses an address of {}", doubt.subject, unit),
                              doubt.hint});
    draft_.doubts.add(std::move(doubt));
  }

  void note_other_mac(UnitIndex unit, HostIndex host, const Observation& observation) {
    if (!(observation.seen.flags & HG_SEEN_MANY_MACS)) return;
    const MacAddress other = mac_of(observation.seen.other_mac);
    if (is_own_mac(peer(unit), other)) return;
    Doubt doubt = doubt_about(draft_, DoubtKind::kMacChanged, draft_.hosts[host], observation);
    doubt.reason = fmt::format("frames of {} came with the MAC {} as well", peer(unit).name,
                               other.to_string());
    doubt.hint = "spoofing, or a replaced unit: if it was replaced, learn again";
    draft_.remarks.push_back({Verdict::kNotReady, doubt.reason, doubt.hint});
    draft_.doubts.add(std::move(doubt));
  }

  void note_lie(HostIndex host, const Observation& observation) {
    Doubt doubt = doubt_about(draft_, DoubtKind::kLie, draft_.hosts[host], observation);
    doubt.reason = "states another MAC than the frame's own";
    doubt.hint = "such frames are always dropped in enforce; find out why the unit sends them";
    draft_.doubts.add(std::move(doubt));
  }

  void note_foreign_source(HostIndex host, const Observation& observation) {
    Doubt doubt = doubt_about(draft_, DoubtKind::kStranger, draft_.hosts[host], observation);
    doubt.subject = fmt::format("{} via {}", source_of(observation.key)->to_string(),
                                draft_.hosts[host].mac.to_string());
    doubt.reason = "sent by a peer's MAC from an address that the peer was not seen to own";
    doubt.hint =
        "traffic it forwards; if the address is its own, name it: --peer NAME=ADDRESS@PORT";
    draft_.doubts.add(std::move(doubt));
  }

  void note_unknown_receiver(HostIndex host, const Observation& observation) {
    Doubt doubt = doubt_about(draft_, DoubtKind::kUnknownReceiver, draft_.hosts[host], observation);
    doubt.reason = "the receiver is no peer, or was never heard";
    doubt.hint = "if it is an address of the other unit, name it: --peer NAME=ADDRESS@PORT";
    draft_.doubts.add(std::move(doubt));
  }

  Draft& draft_;
  std::map<HostIndex, Doubt> strangers_;
  std::map<HostIndex, std::set<std::string>> texts_;
};

}  // namespace

void sort_traffic(Draft& draft) {
  Sorter sorter(draft);
  for (const Observation& observation : draft.evidence.observations)
    sorter.sort(observation);
  sorter.finish();
}

}  // namespace haguard
