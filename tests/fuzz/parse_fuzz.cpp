// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What must hold for every sequence of bytes: the parser stays inside them (the sanitizers watch),
// one reason comes out, and a key is zero wherever its kind does not use it - the look-up compares
// whole words.
#include <observe.h>

#include <cstdio>
#include <cstdlib>

#include "fixture/pair.h"
#include "policy/datapath.h"
#include "target.h"

namespace haguard {
namespace {

#define HG_HOLDS(condition)                                    \
  do {                                                         \
    if (!(condition)) {                                        \
      std::fprintf(stderr, "does not hold: %s\n", #condition); \
      std::abort();                                            \
    }                                                          \
  } while (false)

// Bits of an input's first byte.
constexpr unsigned kSecondSide = 1;
constexpr unsigned kScopePeers = 2;
constexpr unsigned kCut = 4;  // the frame was longer on the wire than what was captured
constexpr unsigned kOneMac = 8;

Table table_with(unsigned choice) {
  CompileOptions options = pair_options();
  options.scope = choice & kScopePeers ? HG_SCOPE_PEERS : HG_SCOPE_LINK;
  return compile_pair(choice & kOneMac ? one_mac_policy() : pair_policy(), options).table();
}

void check_key(const hg_packet& packet) {
  const hg_flow_key& key = packet.key;
  HG_HOLDS(key.pad == 0);
  HG_HOLDS(key.kind <= HG_KIND_LLC);
  HG_HOLDS(key.shape == HG_SHAPE_PORTS || key.shape == HG_SHAPE_NO_PORTS ||
           key.shape == HG_SHAPE_LATER);
  if (hg_key_is_short(key.kind))
    HG_HOLDS((hg_key_word(&key, 3) | hg_key_word(&key, 4) | hg_key_word(&key, 5)) == 0);
  if (key.shape == HG_SHAPE_LATER || !(packet.flags & HG_PACKET_PORTS))
    HG_HOLDS(key.source_port == 0 && key.destination_port == 0);
  if (key.kind == HG_KIND_ETHER || key.kind == HG_KIND_LLC) {
    HG_HOLDS(key.protocol == 0 && key.source_port == 0 && key.destination_port == 0);
    HG_HOLDS(hg_key_word(&key, 5) == 0);
  } else {
    HG_HOLDS(key.number == 0);
  }
}

void check_verdict(const hg_packet& packet, const hg_verdict& verdict) {
  HG_HOLDS(verdict.reason > HG_REASON_NONE && verdict.reason < HG_REASON_COUNT);
  HG_HOLDS(verdict.reason != HG_REASON_FLOW || !packet.malformed);
  HG_HOLDS(verdict.reason != HG_REASON_FLOW || verdict.flow_id < kPairFlowCapacity);
  if (packet.malformed)
    HG_HOLDS(verdict.reason == packet.malformed || verdict.reason == HG_REASON_OUT_OF_SCOPE ||
             (verdict.reason == HG_REASON_UNKNOWN_SOURCE && hg_has_address(packet.key.kind)));
}

void check_observation(const hg_packet& packet) {
  hg_observation seen;
  hg_observe_first(&seen, &packet, 1000);
  hg_observe_next(&seen, &packet, 3000);
  HG_HOLDS(seen.frames == 2 && seen.bytes == 2ULL * packet.length);
  HG_HOLDS(seen.longest_gap_ns == 2000);
  HG_HOLDS(!(seen.flags & HG_SEEN_MANY_MACS));
}

// A glance tells what the whole frame says, or nothing.
void check_glance(const Table& table, const hg_frame& frame, const hg_packet& packet,
                  const hg_verdict& verdict) {
  hg_verdict seen{};
  __u64 length = 0;
  if (!hg_glance(frame, packet.key.side, &table, &table.front().head, &seen, &length)) return;
  HG_HOLDS(length == packet.length);
  HG_HOLDS(seen.reason == verdict.reason && seen.flow_id == verdict.flow_id);
  HG_HOLDS(seen.flags == verdict.flags && seen.slot == verdict.slot);
}

void check_frame(const Table& table, ByteView frame, unsigned choice) {
  const std::size_t wire = frame.size() + (choice & kCut ? 1000 : 0);
  const hg_packet packet = parse_frame(frame, wire, choice & kSecondSide ? 1 : 0);
  const hg_verdict verdict = decide(table, packet);
  HG_HOLDS(packet.malformed == HG_REASON_NONE || packet.malformed >= HG_REASON_FIRST_DROP);
  check_key(packet);
  check_verdict(packet, verdict);
  check_glance(table, frame_of(frame, wire), packet, verdict);
  check_observation(packet);
}

}  // namespace
}  // namespace haguard

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using haguard::kOneMac, haguard::kScopePeers, haguard::table_with;
  static const haguard::Table link = table_with(0);
  static const haguard::Table peers = table_with(kScopePeers);
  static const haguard::Table one_mac = table_with(kOneMac);
  static const haguard::Table one_mac_peers = table_with(kOneMac | kScopePeers);
  if (size == 0) return 0;
  const unsigned choice = data[0];
  const haguard::Table& several = choice & kScopePeers ? peers : link;
  const haguard::Table& single = choice & kScopePeers ? one_mac_peers : one_mac;
  haguard::check_frame(choice & kOneMac ? single : several, {data + 1, size - 1}, choice);
  return 0;
}
