// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Enforce, frames that no flow allows, by the reason of the drop.
#include <linux/bpf.h>

#include <utility>

#include "bench/guard_bench.h"
#include "bench/peers.h"
#include "bench/sections.h"
#include "bench/unlucky.h"
#include "fixture/sample.h"

namespace haguard {
namespace {

constexpr std::pair<const char*, const char*> kReasons[] = {
    {"unknown source", "unknown host"},
    {"unknown source, IPv6", "unknown ipv6 host"},
    {"unknown destination", "peer to an unknown host"},
    {"unknown protocol", "unknown protocol between the pair"},
    {"unknown UDP port", "unknown udp port between the pair"},
    {"wrong side", "right address from the wrong side"},
    {"MAC mismatch", "right address and side, another MAC"},
    {"wrong VLAN", "right flow in the wrong vlan"},
    {"ARP lie", "arp claims another MAC than it was sent from"},
    {"neighbour discovery lie", "nd advertises another MAC"},
    {"later fragment", "later fragment of a flow that may not be fragmented"},
    {"malformed IPv4", "ipv4 datagram longer than the frame"},
};

constexpr const char* kFilterDrop = "xdp-filter, drop by source address";

}  // namespace

Result<Section> bench_drops(const Plan& plan) {
  HG_TRY(const GuardBench guard, GuardBench::load(Capacity::for_flows(kPairFlowCapacity)));
  const CompiledPair pair = compile_pair(pair_policy());
  HG_CHECK(guard.install(pair.table()));
  HG_TRY(const Driver driver, Driver::load(Buffers::kOne));
  HG_TRY(const XdpFilter filter, XdpFilter::load("xdpfilt_alw_ip"));
  HG_CHECK(filter.list_source(kIpStranger));

  const Bytes rogue = sample_named("unknown host").bytes;
  Contest contest{.contestants = {}, .base = kFilterDrop};
  auto& all = contest.contestants;
  all.push_back(no_op_contestant(driver.no_op(), rogue, Plan::kRepeat));
  all.push_back(filter_contestant(kFilterDrop, filter, rogue, Plan::kRepeat, XDP_DROP));
  HG_TRY(const IpAddress unlucky, unlucky_stranger(pair.table()));
  const Bytes looked_up = Frame()
                              .ethernet(kMacStranger, kMacB)
                              .ipv4({.source = unlucky, .destination = kIpB, .protocol = 105})
                              .payload_size(40)
                              .bytes();
  all.push_back(contestant(guard,
                           {.name = "unknown source, looked up",
                            .frame = looked_up,
                            .side = kPrimarySide,
                            .reason = HG_REASON_UNKNOWN_SOURCE,
                            .disposition = HG_DROPPED},
                           Plan::kRepeat, kNoOp));
  for (const auto& [name, sample_name] : kReasons) {
    const Sample sample = sample_named(sample_name);
    all.push_back(contestant(guard,
                             {.name = name,
                              .frame = sample.bytes,
                              .side = sample.side,
                              .reason = sample.reason,
                              .disposition = HG_DROPPED},
                             Plan::kRepeat, kNoOp));
  }
  HG_TRY(auto standings, hold(contest, plan.rounds()));
  return Section{.name = "drops",
                 .title =
                     "A frame that is dropped, by reason: cost above a program that does "
                     "nothing; xdp-filter's drop by address is 1",
                 .unit = "ns",
                 .lines = to_lines(std::move(standings))};
}

}  // namespace haguard
