// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Misra and Gries: where there is no room for another kind, each kind that is there loses one frame
// together with it, and goes when it has none left. A round takes as many frames as it has steps,
// so it costs no more than adding them did.
#include "replay/kinds.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <type_traits>

#include "policy/datapath.h"

namespace haguard {

FrameKind kind_of(const hg_packet& packet, std::uint32_t reason) {
  FrameKind kind;
  std::memcpy(kind.key.data(), &packet.key, kind.key.size());
  std::copy_n(packet.source_mac, kind.source_mac.size(), kind.source_mac.begin());
  std::copy_n(packet.destination_mac, kind.destination_mac.size(), kind.destination_mac.begin());
  std::copy_n(packet.claimed_mac, kind.claimed_mac.size(), kind.claimed_mac.begin());
  kind.flags = packet.flags & (HG_PACKET_PORTS | HG_PACKET_LATER);
  kind.reason = static_cast<std::uint8_t>(reason);
  return kind;
}

hg_packet packet_of(const FrameKind& kind) {
  hg_packet packet{};
  std::memcpy(&packet.key, kind.key.data(), kind.key.size());
  std::copy(kind.source_mac.begin(), kind.source_mac.end(), packet.source_mac);
  std::copy(kind.destination_mac.begin(), kind.destination_mac.end(), packet.destination_mac);
  std::copy(kind.claimed_mac.begin(), kind.claimed_mac.end(), packet.claimed_mac);
  packet.flags = kind.flags;
  return packet;
}

std::size_t FrequentKinds::Hash::operator()(const FrameKind& kind) const {
  static_assert(std::has_unique_object_representations_v<FrameKind>);
  return std::hash<std::string_view>{}({reinterpret_cast<const char*>(&kind), sizeof kind});
}

void FrequentKinds::add(const FrameKind& kind, std::size_t index) {
  const auto known = kinds_.find(kind);
  if (known != kinds_.end()) {
    if (known->second.frames++ == 0) known->second.first = index;
    return;
  }
  if (is_recount_) return;
  if (kinds_.size() < room_)
    kinds_.emplace(kind, Count{1, index});
  else
    give_up_one_of_each();
}

void FrequentKinds::give_up_one_of_each() {
  has_overflowed_ = true;
  for (auto& [kind, count] : kinds_)
    --count.frames;
  std::erase_if(kinds_, [](const auto& entry) { return entry.second.frames == 0; });
}

void FrequentKinds::begin_recount() {
  is_recount_ = true;
  for (auto& [kind, count] : kinds_)
    count = {};
}

std::vector<CountedKind> FrequentKinds::sorted() const {
  std::vector<CountedKind> all;
  all.reserve(kinds_.size());
  for (const auto& [kind, count] : kinds_)
    all.push_back({kind, count.frames, count.first});
  std::sort(all.begin(), all.end(), [](const CountedKind& a, const CountedKind& b) {
    return a.frames != b.frames ? a.frames > b.frames : a.first < b.first;
  });
  return all;
}

}  // namespace haguard
