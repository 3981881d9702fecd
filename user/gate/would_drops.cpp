// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The data path records what audit would drop in the same map as what is learned; the table tells
// the two apart, now as then.
#include <fmt/format.h>

#include <algorithm>

#include "base/units.h"
#include "gate/key_packet.h"
#include "gate/objections.h"
#include "learn/key.h"
#include "policy/datapath.h"
#include "policy/packet_text.h"
#include "policy/reason_words.h"

namespace haguard {
namespace {

constexpr std::size_t kShown = 10;

template <typename T>
bool lists(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool is_of(const Peer& peer, const Observation& one) {
  const auto source = source_of(one.key);
  return lists(peer.macs, mac_of(one.seen.source_mac)) ||
         lists(peer.macs, mac_of(one.seen.other_mac)) ||
         (source && (lists(peer.addresses, *source) || lists(peer.shared_addresses, *source)));
}

const Peer* sender_of(const Policy& policy, const Observation& one) {
  for (const Peer& peer : policy.peers)
    if (is_of(peer, one)) return &peer;
  return nullptr;
}

hg_packet packet_of(const Observation& one, const __u8 (&source_mac)[6]) {
  hg_packet packet = packet_of_key(one.key);
  std::copy(std::begin(source_mac), std::end(source_mac), packet.source_mac);
  std::copy(std::begin(one.seen.destination_mac), std::end(one.seen.destination_mac),
            packet.destination_mac);
  // What it claimed is not recorded, but whether that was the sender's own.
  if ((one.seen.flags & HG_SEEN_LLADDR_LIE) != 0) packet.flags |= HG_PACKET_CLAIM;
  return packet;
}

// The packet that would be dropped, of the one or two senders that were seen.
std::optional<hg_packet> dropped(const Table& table, const Observation& one) {
  const hg_packet first = packet_of(one, one.seen.source_mac);
  if (is_drop_reason(decide(table, first).reason)) return first;
  if ((one.seen.flags & HG_SEEN_MANY_MACS) == 0) return std::nullopt;
  const hg_packet other = packet_of(one, one.seen.other_mac);
  if (is_drop_reason(decide(table, other).reason)) return other;
  return std::nullopt;
}

bool is_recent(const GateFacts& facts, const Observation& one) {
  const std::uint64_t last = one.seen.last_ns;
  return last >= facts.in_force_since_ns && last + kGateMemoryNs > facts.now_ns;
}

}  // namespace

void object_to_would_drops(const GateFacts& facts, const Policy& policy, Objections& objections) {
  if (facts.table.empty()) return;
  if (facts.is_record_full)
    objections.push_back({fmt::format("the record of what audit would drop is full ({} kinds of "
                                      "frames): what else the peers sent is not in it",
                                      format_count(facts.recorded.size())),
                          fmt::format("haguard audit {} empties it", facts.link)});
  std::size_t found = 0;
  for (const Observation& one : facts.recorded) {
    if (!is_recent(facts, one)) continue;
    const Peer* sender = sender_of(policy, one);
    const std::optional<hg_packet> packet = dropped(facts.table, one);
    if (sender == nullptr || !packet || ++found > kShown) continue;
    const std::uint32_t reason = decide(facts.table, *packet).reason;
    objections.push_back(
        {fmt::format("{} sent what would be dropped: {} ({}: {}, the last {} ago)", sender->name,
                     packet_text(*packet), reason_text(reason),
                     format_counted(one.seen.frames, "frame"),
                     format_duration(facts.now_ns -
                                     std::min<std::uint64_t>(facts.now_ns, one.seen.last_ns))),
         reason_remedy(reason)});
  }
  if (found > kShown)
    objections.push_back({fmt::format("and {} more kinds of frames of the peers", found - kShown),
                          fmt::format("haguard learn {}, then review and accept", facts.link)});
}

}  // namespace haguard
