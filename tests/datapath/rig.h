// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The real XDP programs of a two-port link under BPF_PROG_TEST_RUN. Every frame that is sent is
// held against the counters: exactly one reason of its side rises, by one frame and by its length,
// and a flow counter rises exactly when that reason is FLOW. Failing that fails the test.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "bpf/guard.h"
#include "fixture/sample.h"
#include "haguard/port_stats.h"

namespace haguard {

inline const Bytes kAllowed = passing_samples().front().bytes;
inline const Bytes kRefused = refused_samples().front().bytes;  // of an unknown host

// What became of one frame.
struct Outcome {
  bool passed = false;  // XDP_PASS; otherwise XDP_DROP
  hg_reason reason = HG_REASON_NONE;
  hg_disposition disposition = HG_PASSED;
  std::optional<std::uint32_t> flow_id;
};

// Where a port's counter of a reason stands in Counters::reasons.
constexpr std::size_t reason_place(unsigned side, hg_disposition disposition, hg_reason reason) {
  return std::size_t{side} * HG_REASON_SLOTS + HG_REASON_INDEX(disposition, reason);
}

// All CPUs together.
struct Counters {
  std::vector<hg_counter> reasons;   // by reason_place()
  std::vector<hg_flow_stats> flows;  // by flow id; last_ns is the latest
};

class Rig {
 public:
  // Programs of its own over fresh maps; loading takes a while, so most tests take pair_rig().
  explicit Rig(const Capacity& capacity);

  // Enforce with `table` in force, nothing learned, no listener, at a time later than every frame
  // before. Counters keep their values.
  void start(const Table& table);

  void set_mode(std::uint8_t mode, std::uint64_t deadline_ticks = 0);
  void install(const Table& table);
  void listen_until(std::uint64_t time_ns);
  void forget_learned();

  Outcome send(const Bytes& frame, unsigned side = kPrimarySide);

  // The time of the frames that follow; nanoseconds.
  void set_time(std::uint64_t time_ns);
  std::uint64_t time() const { return time_ns_; }

  // What was learned of the flow that this frame belongs to.
  std::optional<hg_observation> learned(const Bytes& frame, unsigned side = kPrimarySide) const;
  std::size_t learned_count() const { return all_learned().size(); }
  std::vector<std::pair<hg_flow_key, hg_observation>> all_learned() const;

  std::uint64_t link_stat(hg_link_stat stat) const;
  Counters counters() const;
  const ReplayGuard& guard() const { return guard_; }

 private:
  Outcome outcome_of(const Counters& before, const Counters& after, std::size_t size,
                     unsigned side) const;

  ReplayGuard guard_;
  Capacity capacity_;
  Counters last_;
  std::uint64_t time_ns_ = 0;
  std::uint64_t newest_ns_ = 0;
};

// One rig for all tests, started anew with the pair's policy in enforce.
Rig& pair_rig();
const CompiledPair& compiled_pair();

}  // namespace haguard
