// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Enforce, frames that a flow allows, by kind.
#include <linux/bpf.h>

#include <memory>
#include <utility>

#include "bench/guard_bench.h"
#include "bench/peers.h"
#include "bench/sections.h"
#include "fixture/sample.h"

namespace haguard {
namespace {

constexpr std::pair<const char*, const char*> kKinds[] = {
    {"IP 105", "ipv4 protocol 105"},
    {"UDP, both ports", "udp both ports"},
    {"UDP, any source port", "udp any source port"},
    {"TCP, any source port", "tcp data"},
    {"ESP in UDP, port 4500", "esp in udp"},
    {"IP 105, one VLAN tag", "one tag"},
    {"IP 105, two VLAN tags", "two tags"},
    {"IP 105 over IPv6", "ipv6 protocol 105"},
    {"ethertype 0x8890", "ethertype broadcast"},
    {"LLC", "llc to a group"},
    // Some of a second, whose round trips are timed.
    {"IKE", "ike"},
    {"TCP SYN", "tcp"},
    {"ICMP echo request", "icmp echo"},
    {"ARP request", "arp request"},
    {"neighbour advertisement", "neighbour advertisement"},
};

// What the frames run through.
struct Programs {
  GuardBench guard;
  GuardBench two_macs;
  Driver driver;
  XdpFilter by_address;
  XdpFilter by_port;
};

Result<Programs> load_programs() {
  HG_TRY(GuardBench guard, GuardBench::load(Capacity::for_flows(kPairFlowCapacity)));
  HG_CHECK(guard.install(compile_pair(one_mac_policy()).table()));
  HG_TRY(GuardBench two_macs, GuardBench::load(Capacity::for_flows(kPairFlowCapacity)));
  HG_CHECK(two_macs.install(compile_pair(pair_policy()).table()));
  HG_TRY(Driver driver, Driver::load(Buffers::kOne));
  HG_TRY(XdpFilter by_address, XdpFilter::load("xdpfilt_dny_ip"));
  HG_CHECK(by_address.list_source(kIpA));
  HG_TRY(XdpFilter by_port, XdpFilter::load("xdpfilt_dny_udp"));
  HG_CHECK(by_port.list_udp_destination(5405));
  return Programs{std::move(guard), std::move(two_macs), std::move(driver), std::move(by_address),
                  std::move(by_port)};
}

Contest contest_of(const Programs& programs) {
  const Bytes hello = sample_named("ipv4 protocol 105").bytes;
  const Bytes udp = sample_named("udp both ports").bytes;
  Contest contest{.contestants = {}, .base = kFilterAddress};
  auto& all = contest.contestants;
  all.push_back(no_op_contestant(programs.driver.no_op(), hello, Plan::kRepeat));
  all.push_back(
      filter_contestant(kFilterAddress, programs.by_address, hello, Plan::kRepeat, XDP_PASS));
  all.push_back(filter_contestant("xdp-filter, UDP port alone", programs.by_port, udp,
                                  Plan::kRepeat, XDP_PASS));
  for (const auto& [name, sample] : kKinds)
    all.push_back(contestant(programs.guard, {.name = name, .frame = sample_named(sample).bytes},
                             Plan::kRepeat, kNoOp));
  all.push_back(contestant(programs.two_macs,
                           {.name = "IP 105 of a peer with two MACs", .frame = hello},
                           Plan::kRepeat, kNoOp));
  return contest;
}

Result<Stage> set_up() {
  HG_TRY(Programs loaded, load_programs());
  const auto programs = std::make_shared<const Programs>(std::move(loaded));
  return Stage{programs, contest_of(*programs)};
}

}  // namespace

Result<Section> bench_hits(const Plan& plan) {
  HG_TRY(auto standings, hold_anew(set_up, plan.stages(), Plan::kHitRounds));
  return Section{.name = "hits",
                 .title =
                     "A frame that a flow allows, enforcing: cost above a program that does "
                     "nothing; xdp-filter by address is 1",
                 .unit = "ns",
                 .lines = to_lines(std::move(standings))};
}

}  // namespace haguard
