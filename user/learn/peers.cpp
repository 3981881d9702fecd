// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "learn/peers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>

#include "haguard/abi.h"
#include "learn/talk.h"

namespace haguard {
namespace {

// Of two equally good pairs the one with so many times the frames is taken.
constexpr std::uint64_t kClearlyMore = 10;
// Pairs without a word between them are tried among so many hosts of each side.
constexpr std::size_t kMonologuesTried = 64;

struct Pair {
  HostIndex a = 0;
  HostIndex b = 0;
  unsigned score = 0;
  std::uint64_t frames = 0;
  bool mutual_ha = false;  // each of them speaks an HA protocol
  bool addressed = false;  // an HA protocol from one to the other's address
  bool one_sided = false;  // HA from one of them, to nobody in particular
  bool both_ways = false;  // any exchange
};

Pair rate(const Talks& talks, HostIndex a, HostIndex b, const Talk& talk) {
  const Monologue& left = talks.monologues[a];
  const Monologue& right = talks.monologues[b];
  Pair pair{a, b, 0, talk.frames, false, false, false, false};
  const auto add = [&](bool is_so, unsigned points) { pair.score += is_so ? points : 0; };
  add(talk.ha[0], 200);
  add(talk.ha[1], 200);
  add(left.ha, 150);
  add(right.ha, 150);
  add(left.ha_member, 60);
  add(right.ha_member, 60);
  add(talk.ip[0], 30);
  add(talk.ip[1], 30);
  add(talk.near[0], 15);
  add(talk.near[1], 15);
  add(left.membership, 5);
  add(right.membership, 5);
  const bool left_ha = talk.ha[0] || left.ha;
  const bool right_ha = talk.ha[1] || right.ha;
  pair.mutual_ha = left_ha && right_ha;
  pair.addressed = talk.ha[0] || talk.ha[1];
  pair.one_sided = left_ha != right_ha && !pair.addressed;
  pair.both_ways =
      (talk.ip[0] || talk.near[0] || talk.ha[0]) && (talk.ip[1] || talk.near[1] || talk.ha[1]);
  return pair;
}

class Chooser {
 public:
  Chooser(Draft& draft, const Talks& talks) : draft_(draft), talks_(talks) {}

  // Every pair that may be the one, best first.
  std::vector<Pair> pairs() const {
    std::vector<Pair> found;
    for (const auto& [hosts, talk] : talks_.pairs)
      if (allowed(hosts.first, hosts.second))
        found.push_back(rate(talks_, hosts.first, hosts.second, talk));
    add_silent_pairs(found);
    std::stable_sort(found.begin(), found.end(), [](const Pair& x, const Pair& y) {
      return std::tuple(x.score, x.frames) > std::tuple(y.score, y.frames);
    });
    return found;
  }

  // The hosts that may be a unit on `side`: those that speak IP or an HA protocol; on a side
  // without such, all.
  std::vector<HostIndex> stations(std::uint8_t side) const {
    std::vector<HostIndex> speakers;
    std::vector<HostIndex> all;
    for (HostIndex i = 0; i < draft_.hosts.all().size(); ++i) {
      const HeardHost& host = draft_.hosts[i];
      if (host.side != side || talks_.owners[i] != i || !free_or_fixed(i)) continue;
      all.push_back(i);
      if (host.speaks_ip || talks_.monologues[i].ha) speakers.push_back(i);
    }
    return speakers.empty() ? all : speakers;
  }

 private:
  // Not on a side whose unit is known, unless it is that unit.
  bool free_or_fixed(HostIndex host) const {
    for (const Unit& unit : draft_.units) {
      if (unit.side != draft_.hosts[host].side) continue;
      if (unit.hosts.empty() && unit.peer.addresses.empty()) continue;  // only its side is known
      return std::find(unit.hosts.begin(), unit.hosts.end(), host) != unit.hosts.end();
    }
    return true;
  }
  bool allowed(HostIndex a, HostIndex b) const {
    return draft_.hosts[a].side != draft_.hosts[b].side && free_or_fixed(a) && free_or_fixed(b);
  }

  // Two hosts of which none was heard to address the other: a VRRP master and its silent backup.
  void add_silent_pairs(std::vector<Pair>& found) const {
    std::vector<std::vector<HostIndex>> tried;
    for (std::uint8_t side = 0; side < HG_MAX_SIDES; ++side) {
      tried.push_back(stations(side));
      auto& hosts = tried.back();
      std::stable_sort(hosts.begin(), hosts.end(),
                       [&](HostIndex x, HostIndex y) { return weight(x) > weight(y); });
      if (hosts.size() > kMonologuesTried) hosts.resize(kMonologuesTried);
    }
    for (std::size_t low = 0; low < tried.size(); ++low)
      for (std::size_t high = low + 1; high < tried.size(); ++high)
        for (const HostIndex a : tried[low])
          for (const HostIndex b : tried[high])
            if (talks_.pairs.count(std::minmax(a, b)) == 0)
              found.push_back(rate(talks_, std::min(a, b), std::max(a, b), Talk{}));
  }

  std::tuple<bool, bool, bool> weight(HostIndex host) const {
    const Monologue& monologue = talks_.monologues[host];
    return {monologue.ha, monologue.ha_member, monologue.membership};
  }

  Draft& draft_;
  const Talks& talks_;
};

bool is_clearly_better(const Pair& best, const Pair& other) {
  return best.score > other.score || best.frames >= other.frames * kClearlyMore + 1;
}

// A pair of which only one unit speaks, to a group: the other is whoever is alone on its side, or
// alone joined the group.
bool partner_is_certain(const Chooser& chooser, const Talks& talks, const Hosts& hosts,
                        const Pair& pair) {
  const bool a_speaks = talks.monologues[pair.a].ha;
  const HostIndex silent = a_speaks ? pair.b : pair.a;
  const std::vector<HostIndex> stations = chooser.stations(hosts[silent].side);
  if (stations.size() == 1) return true;
  const auto members = std::count_if(stations.begin(), stations.end(), [&](HostIndex host) {
    return talks.monologues[host].ha_member;
  });
  return talks.monologues[silent].ha_member && members == 1;
}

// Why `pairs`, best first, do not tell the units; empty where the first does.
std::string objection(const Draft& draft, const Chooser& chooser, const Talks& talks,
                      const std::vector<Pair>& pairs) {
  if (pairs.empty()) return "no two hosts on different sides were seen";
  const Pair& best = pairs.front();
  if (best.one_sided && !partner_is_certain(chooser, talks, draft.hosts, best))
    return "one unit sends to a group, and several hosts on the other side could be its partner";
  const bool alone = chooser.stations(draft.hosts[best.a].side).size() == 1 &&
                     chooser.stations(draft.hosts[best.b].side).size() == 1;
  const bool is_ha = best.mutual_ha || best.addressed || best.one_sided;
  if (!is_ha && !best.both_ways && !alone) return "no two hosts were seen to answer each other";
  if (pairs.size() > 1 && !is_clearly_better(best, pairs[1]))
    return fmt::format("{} and {} look as much like units as {} and {}",
                       describe_host(draft, draft.hosts[pairs[1].a]),
                       describe_host(draft, draft.hosts[pairs[1].b]),
                       describe_host(draft, draft.hosts[best.a]),
                       describe_host(draft, draft.hosts[best.b]));
  return {};
}

// A single host that speaks an HA protocol, where no other host was heard at all.
std::optional<HostIndex> lone_speaker(const Chooser& chooser, const Talks& talks) {
  std::optional<HostIndex> speaker;
  for (std::uint8_t side = 0; side < HG_MAX_SIDES; ++side) {
    for (const HostIndex host : chooser.stations(side)) {
      if (speaker || !talks.monologues[host].ha) return std::nullopt;
      speaker = host;
    }
  }
  return speaker;
}

constexpr const char* kNameThem = "name both units: --peer NAME=ADDRESS@PORT";

std::string default_name(std::uint8_t side) {
  return fmt::format("unit-{}", static_cast<char>('a' + side));
}

// The host and the virtual MACs behind it become the unit.
void seat(Draft& draft, const Talks& talks, HostIndex host) {
  const std::uint8_t side = draft.hosts[host].side;
  auto unit = std::find_if(draft.units.begin(), draft.units.end(),
                           [&](const Unit& known) { return known.side == side; });
  if (unit == draft.units.end()) {
    draft.units.emplace_back();
    unit = draft.units.end() - 1;
    unit->side = side;
    unit->peer.name = default_name(side);
    unit->peer.port = port_name(draft.evidence, side);
  }
  for (HostIndex i = 0; i < talks.owners.size(); ++i) {
    const bool listed = std::find(unit->hosts.begin(), unit->hosts.end(), i) != unit->hosts.end();
    if (talks.owners[i] == host && !listed) unit->hosts.push_back(i);
  }
}

// Who sends from `address` on a side: the host with a MAC of its own (of several, the one heard
// most) or, where only virtual MACs were heard (a VRRP master sends from nothing else), those.
std::vector<HostIndex> senders_of(const Hosts& hosts, std::uint8_t side, const IpAddress& address) {
  std::vector<HostIndex> virtual_only;
  std::optional<HostIndex> best;
  std::uint64_t most = 0;
  for (const HostIndex host : hosts.with(address)) {
    if (hosts[host].side != side) continue;
    if (hosts[host].virtual_mac) {
      virtual_only.push_back(host);
      continue;
    }
    const std::uint64_t frames = hosts[host].addresses.at(address).frames;
    if (best && frames <= most) continue;
    best = host;
    most = frames;
  }
  return best ? std::vector<HostIndex>{*best} : virtual_only;
}

Status seat_named(Draft& draft, const Talks& talks) {
  const std::vector<std::string>& ports = draft.evidence.ports;
  for (const NamedPeer& named : draft.evidence.named) {
    const auto port = std::find(ports.begin(), ports.end(), named.port);
    if (port == ports.end())
      return usage(fmt::format("learn: peer \"{}\" is on \"{}\", which is no port of link \"{}\"",
                               named.name, named.port, draft.evidence.link),
                   fmt::format("the ports are {}", fmt::join(ports, ", ")));
    const auto side = static_cast<std::uint8_t>(port - ports.begin());
    for (const Unit& other : draft.units)
      if (other.side == side || other.peer.name == named.name)
        return usage(fmt::format("learn: peers \"{}\" and \"{}\" have the same port or name",
                                 other.peer.name, named.name),
                     "one unit per port, each with its own name");
    Unit unit;
    unit.side = side;
    unit.peer.name = named.name;
    unit.peer.port = named.port;
    unit.peer.addresses = named.addresses;
    draft.units.push_back(std::move(unit));
    for (const IpAddress& address : named.addresses)
      for (const HostIndex host : senders_of(draft.hosts, side, address))
        seat(draft, talks, host);
  }
  return Done{};
}

// Both units are told by name and address.
bool all_known(const Draft& draft) {
  return draft.units.size() > 1 &&
         std::all_of(draft.units.begin(), draft.units.end(),
                     [](const Unit& unit) { return !unit.peer.addresses.empty(); });
}

}  // namespace

Status choose_peers(Draft& draft) {
  const Talks talks = collect_talks(draft.evidence.observations, draft.hosts, draft.systems);
  HG_CHECK(seat_named(draft, talks));
  if (!all_known(draft)) {
    const Chooser chooser(draft, talks);
    const std::vector<Pair> pairs = chooser.pairs();
    const std::string why_not = objection(draft, chooser, talks, pairs);
    if (!why_not.empty()) {
      draft.remarks.push_back(
          {Verdict::kNotReady, "the two units could not be told: " + why_not, kNameThem});
      if (const auto speaker = lone_speaker(chooser, talks)) seat(draft, talks, *speaker);
    } else {
      const Pair best = pairs.front();
      seat(draft, talks, best.a);
      seat(draft, talks, best.b);
    }
  }
  std::stable_sort(draft.units.begin(), draft.units.end(),
                   [](const Unit& x, const Unit& y) { return x.side < y.side; });
  return Done{};
}

}  // namespace haguard
