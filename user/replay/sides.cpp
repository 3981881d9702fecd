// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Frames between the same ends are looked at once, whatever their number.
//
// A station is a sender: its protocol address where the frame has one (a virtual MAC moves between
// the units, an address of its own does not), its MAC otherwise. Stations and conversations make a
// graph; two colours, the heaviest conversations first.
#include "replay/sides.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <map>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "base/contains.h"
#include "base/units.h"
#include "policy/datapath.h"
#include "replay/colours.h"

namespace haguard {
namespace {

std::string text_of_mac(const std::uint8_t* bytes) {
  MacAddress mac;
  std::copy_n(bytes, mac.bytes.size(), mac.bytes.begin());
  return mac.to_string();
}

std::optional<IpAddress> address_of(const hg_packet& packet, bool source) {
  const auto& addresses = packet.key.addresses;
  switch (packet.key.kind) {
    case HG_KIND_IPV4:
    case HG_KIND_ARP: {
      const __be32 value = source ? addresses.v4.source : addresses.v4.destination;
      std::array<std::uint8_t, 4> bytes{};
      std::memcpy(bytes.data(), &value, bytes.size());
      return IpAddress::v4(bytes.data());
    }
    case HG_KIND_IPV6:
      return IpAddress::v6(source ? addresses.v6.source : addresses.v6.destination);
    default:
      return std::nullopt;
  }
}

Station sender_of(const hg_packet& packet) {
  const std::optional<IpAddress> address = address_of(packet, true);
  if (address && !address->is_unspecified()) return address->to_string();
  return text_of_mac(packet.source_mac);
}

std::optional<Station> receiver_of(const hg_packet& packet) {
  if ((packet.destination_mac[0] & 1U) != 0 && packet.key.kind != HG_KIND_ARP) return std::nullopt;
  const std::optional<IpAddress> address = address_of(packet, false);
  if (address && !address->is_multicast() && !address->is_limited_broadcast())
    return address->to_string();
  if (address) return std::nullopt;
  return text_of_mac(packet.destination_mac);
}

// All that sender_of() and receiver_of() look at.
struct Ends {
  std::array<std::uint8_t, sizeof(hg_flow_key::addresses)> addresses{};
  std::array<std::uint8_t, 6> source_mac{};
  std::array<std::uint8_t, 6> destination_mac{};
  std::uint8_t kind = 0;
  bool operator==(const Ends&) const = default;
};

struct EndsHash {
  std::size_t operator()(const Ends& ends) const {
    static_assert(std::has_unique_object_representations_v<Ends>);
    return std::hash<std::string_view>{}({reinterpret_cast<const char*>(&ends), sizeof ends});
  }
};

Ends ends_of(const hg_packet& packet) {
  Ends ends;
  std::memcpy(ends.addresses.data(), &packet.key.addresses, ends.addresses.size());
  std::copy_n(packet.source_mac, ends.source_mac.size(), ends.source_mac.begin());
  std::copy_n(packet.destination_mac, ends.destination_mac.size(), ends.destination_mac.begin());
  ends.kind = packet.key.kind;
  return ends;
}

// The frames between two ends.
struct Speech {
  hg_packet packet;  // one of them
  std::uint64_t frames = 0;
  std::size_t last = 0;  // index of the last one
};

struct Speeches {
  std::vector<Speech> all;
  std::vector<std::uint32_t> of_frame;  // index in `all`
};

Result<Speeches> speeches_of(const Capture& capture, std::size_t most) {
  Speeches speeches;
  speeches.of_frame.reserve(capture.frames.size());
  std::unordered_map<Ends, std::uint32_t, EndsHash> known;
  for (const CapturedFrame& frame : capture.frames) {
    const hg_packet packet = parse_frame(frame.bytes, frame.original_size, 0);
    const auto next = static_cast<std::uint32_t>(speeches.all.size());
    const auto [speech, is_new] = known.try_emplace(ends_of(packet), next);
    if (is_new && next == most)
      return failed(fmt::format("tell the sides of the capture: more than {} of a sender and a "
                                "receiver",
                                format_counted(most, "pair")),
                    "leave out what is not of the pair: tcpdump -r FILE -w NEW.pcap host ADDRESS");
    if (is_new) speeches.all.push_back({packet});
    ++speeches.all[speech->second].frames;
    speeches.all[speech->second].last = speeches.of_frame.size();
    speeches.of_frame.push_back(speech->second);
  }
  return speeches;
}

bool is_virtual_mac(const std::uint8_t* mac) {
  return mac[0] == 0 && mac[1] == 0 && (mac[2] == 0x5e || mac[2] == 0x0c);
}

// Of a station that sent from several MACs, the last one counts.
Graph graph_of(std::vector<Speech> speeches) {
  std::sort(speeches.begin(), speeches.end(),
            [](const Speech& a, const Speech& b) { return a.last < b.last; });
  Graph graph;
  for (const auto& [packet, frames, last] : speeches) {
    const Station sender = sender_of(packet);
    graph.frames[sender] += frames;
    if (!is_virtual_mac(packet.source_mac)) graph.mac_of[sender] = text_of_mac(packet.source_mac);
    const std::optional<Station> receiver = receiver_of(packet);
    if (receiver && *receiver != sender) graph.talks[std::minmax(sender, *receiver)] += frames;
  }
  return graph;
}

// Stations that only ever multicast: each to the side with fewer senders so far.
void place_the_rest(const Graph& graph, std::size_t sides, Colours& colours) {
  std::vector<std::size_t> senders(sides, 0);
  for (const auto& [station, frames] : graph.frames)
    if (const auto side = colours.of(station)) ++senders[*side];
  for (const auto& [station, frames] : graph.frames) {
    if (colours.of(station)) continue;
    const auto emptiest = std::min_element(senders.begin(), senders.end());
    ++*emptiest;
    colours.set(station, static_cast<std::uint8_t>(emptiest - senders.begin()));
  }
}

Result<std::vector<std::string>> port_names(const std::vector<std::string>& ports,
                                            const std::vector<NamedPeer>& named) {
  std::vector<std::string> names = ports;
  for (const NamedPeer& peer : named) {
    if (std::find(names.begin(), names.end(), peer.port) != names.end()) continue;
    if (!ports.empty())
      return usage(fmt::format("place peer {}: the link has no port {}", peer.name, peer.port),
                   fmt::format("its ports are {}", fmt::join(ports, ", ")));
    names.push_back(peer.port);
  }
  if (names.size() > HG_MAX_SIDES)
    return usage(
        fmt::format("place peers: {} sides, a link has at most {}", names.size(), HG_MAX_SIDES));
  // One of them may be taken: a policy that was learned from a capture of one sender.
  for (const char* spare : {"side-a", "side-b"})
    if (names.size() < 2 && !contains<std::string>(names, spare)) names.emplace_back(spare);
  return names;
}

}  // namespace

Result<SidedCapture> find_sides(const Capture& capture, const std::vector<std::string>& ports,
                                const std::vector<NamedPeer>& named, std::size_t most_pairs) {
  SidedCapture sided;
  HG_TRY(sided.ports, port_names(ports, named));
  HG_TRY(const Speeches speeches, speeches_of(capture, most_pairs));
  Graph graph = graph_of(speeches.all);
  Conversations talks(graph);
  Colours colours(graph, sided.ports.size());
  for (const NamedPeer& peer : named) {
    const auto port = std::find(sided.ports.begin(), sided.ports.end(), peer.port);
    for (const IpAddress& address : peer.addresses)
      colours.set(address.to_string(), static_cast<std::uint8_t>(port - sided.ports.begin()));
  }
  // What is known of a MAC is more than what an address says of it.
  for (const NamedPeer& peer : named) {
    const auto port = std::find(sided.ports.begin(), sided.ports.end(), peer.port);
    for (const MacAddress& mac : peer.macs)
      colours.set(mac.to_string(), static_cast<std::uint8_t>(port - sided.ports.begin()));
  }
  talks.spread(colours);
  talks.seed(colours);
  place_the_rest(graph, sided.ports.size(), colours);
  std::vector<std::uint8_t> sides;
  for (const Speech& speech : speeches.all)
    sides.push_back(colours.of(sender_of(speech.packet)).value_or(0));
  sided.sides.reserve(capture.frames.size());
  for (const std::uint32_t speech : speeches.of_frame)
    sided.sides.push_back(sides[speech]);
  return sided;
}

}  // namespace haguard
