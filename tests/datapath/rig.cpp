// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "rig.h"

#include <linux/bpf.h>
#include <sched.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "bpf/flow_counters.h"
#include "bpf/port_stats.h"
#include "fixture/must.h"
#include "harness/times.h"
#include "policy/datapath.h"

namespace haguard {
namespace {

// Counters are per CPU, and the time given to frames may go back from one capture to the next:
// moved to another CPU in between, a flow would show the later time of the CPU it left.
void stay_on_this_cpu() {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(static_cast<std::size_t>(::sched_getcpu()), &cpus);
  REQUIRE(::sched_setaffinity(0, sizeof cpus, &cpus) == 0);
}

// The one entry that moved between two readings; that there is exactly one, and that it moved by
// one frame of `size` bytes, is required.
template <typename Value>
std::optional<std::uint32_t> one_moved(const std::vector<Value>& before,
                                       const std::vector<Value>& after, std::size_t size) {
  std::optional<std::uint32_t> moved;
  for (std::uint32_t i = 0; i < after.size(); ++i) {
    if (after[i].frames == before[i].frames && after[i].bytes == before[i].bytes) continue;
    INFO("entry " << i);
    REQUIRE_FALSE(moved.has_value());
    REQUIRE(after[i].frames == before[i].frames + 1);
    REQUIRE(after[i].bytes == before[i].bytes + size);
    moved = i;
  }
  return moved;
}

}  // namespace

Rig::Rig(const Capacity& capacity)
    : guard_(must(ReplayGuard::load(2, capacity))), capacity_(capacity), last_(counters()) {
  stay_on_this_cpu();
}

void Rig::start(const Table& table) {
  install(table);
  set_mode(HG_MODE_ENFORCE);
  listen_until(0);
  forget_learned();
  last_ = counters();
  set_time(newest_ns_ + kSecond);
}

void Rig::set_time(std::uint64_t time_ns) {
  time_ns_ = time_ns;
  newest_ns_ = std::max(newest_ns_, time_ns);
}

void Rig::set_mode(std::uint8_t mode, std::uint64_t deadline_ticks) {
  auto entry = must(MappedEntry<hg_control>::open(guard_.maps().control));
  entry->word = deadline_ticks << 8U | mode;
}

void Rig::install(const Table& table) {
  must(install_table(guard_.maps().policy, table));
}

void Rig::listen_until(std::uint64_t time_ns) {
  auto entry = must(MappedEntry<hg_control>::open(guard_.maps().control));
  entry->sample_until_ns = time_ns;
}

void Rig::forget_learned() {
  const Map& learned = guard_.maps().learned;
  hg_flow_key key{};
  while (learned.next_key(nullptr, &key))
    must(learned.erase(&key));
}

Outcome Rig::send(const Bytes& frame, unsigned side) {
  INFO("on side " << side << ": " << describe_frame(frame));
  const std::uint32_t code = must(guard_.run(side, time_ns_, frame.data(), frame.size()));
  REQUIRE((code == XDP_PASS || code == XDP_DROP));
  Counters now = counters();
  Outcome outcome = outcome_of(last_, now, frame.size(), side);
  last_ = std::move(now);
  outcome.passed = code == XDP_PASS;
  REQUIRE(outcome.passed == (outcome.disposition != HG_DROPPED));
  return outcome;
}

Outcome Rig::outcome_of(const Counters& before, const Counters& after, std::size_t size,
                        unsigned side) const {
  const auto index = one_moved(before.reasons, after.reasons, size);
  REQUIRE(index.has_value());
  Outcome outcome;
  outcome.reason = static_cast<hg_reason>(*index % HG_REASON_LIMIT);
  outcome.disposition = static_cast<hg_disposition>(*index / HG_REASON_LIMIT % HG_DISPOSITIONS);
  REQUIRE(*index / HG_REASON_LIMIT / HG_DISPOSITIONS == side);
  REQUIRE(outcome.reason > HG_REASON_NONE);
  REQUIRE(outcome.reason < HG_REASON_COUNT);
  REQUIRE((outcome.disposition == HG_PASSED) == (outcome.reason < HG_REASON_FIRST_DROP));
  outcome.flow_id = one_moved(before.flows, after.flows, size);
  REQUIRE(outcome.flow_id.has_value() == (outcome.reason == HG_REASON_FLOW));
  if (outcome.flow_id) REQUIRE(after.flows[*outcome.flow_id].last_ns == time_ns_);
  return outcome;
}

std::optional<hg_observation> Rig::learned(const Bytes& frame, unsigned side) const {
  const hg_packet packet = parse_frame(frame, frame.size(), static_cast<std::uint8_t>(side));
  hg_observation seen{};
  if (!guard_.maps().learned.lookup(&packet.key, &seen).ok()) return {};
  return seen;
}

std::vector<std::pair<hg_flow_key, hg_observation>> Rig::all_learned() const {
  std::vector<std::pair<hg_flow_key, hg_observation>> all;
  const Map& map = guard_.maps().learned;
  hg_flow_key key{};
  for (bool more = map.next_key(nullptr, &key); more;) {
    hg_observation seen{};
    must(map.lookup(&key, &seen));
    all.emplace_back(key, seen);
    const hg_flow_key previous = key;
    more = map.next_key(&previous, &key);
  }
  return all;
}

std::uint64_t Rig::link_stat(hg_link_stat stat) const {
  std::uint64_t sum = 0;
  for (const std::uint64_t value : must(read_cpus<std::uint64_t>(guard_.maps().link_stats, stat)))
    sum += value;
  return sum;
}

Counters Rig::counters() const {
  Counters all;
  for (std::uint32_t side = 0; side < HG_MAX_SIDES; ++side) {
    const ReasonCounters reasons = must(read_reasons(guard_.maps().port_stats, side));
    all.reasons.insert(all.reasons.end(), reasons.begin(), reasons.end());
  }
  all.flows =
      must(FlowCounters(guard_.maps().flow_stats, capacity_.flows).read_all(capacity_.flows));
  return all;
}

const CompiledPair& compiled_pair() {
  static const CompiledPair pair = compile_pair(pair_policy());
  return pair;
}

Rig& pair_rig() {
  static Rig rig(Capacity::for_flows(kPairFlowCapacity));
  rig.start(compiled_pair().table());
  return rig;
}

}  // namespace haguard
