// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Brings the heartbeat guard what it judges by: the counters of one link, the heartbeat flows of
// its policy, and samples of what is dropped while a flow is late.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "bpf/samples.h"
#include "daemon/heartbeat_guard.h"
#include "link/control.h"
#include "link/link.h"

namespace haguard {

class HeartbeatWatch {
 public:
  HeartbeatWatch() = default;
  HeartbeatWatch(HeartbeatWatch&&) = delete;  // its reader of samples points here
  HeartbeatWatch& operator=(HeartbeatWatch&&) = delete;

  // One look at the link, which is in `state`.
  Result<HeartbeatVerdict> look(const Link& link, const ModeState& state, std::uint64_t now_ns);

  // How soon to look again; 0: there is no heartbeat flow.
  std::uint64_t pause_ns() const { return pause_ns_; }

  // What was dropped and from where, one line each, for the event that the verdict makes.
  std::vector<std::string> evidence(const Link& link, const HeartbeatVerdict& verdict) const;

 private:
  Status follow_policy(const Link& link, std::uint64_t now_ns);
  void take_samples(const Link& link, bool wanted, std::uint64_t now_ns);
  void stop_samples(const Link& link);
  void keep_sample(const hg_sample& sample, const std::vector<std::string>& ports);

  HeartbeatGuard guard_;
  std::uint32_t table_ = 0;  // the table whose flows the guard knows
  std::uint64_t pause_ns_ = 0;
  std::vector<DropCounts> dropped_;  // as last read
  bool enforced_ = false;            // at the last look
  std::optional<SampleReader> reader_;
  std::vector<std::string> samples_;
};

}  // namespace haguard
