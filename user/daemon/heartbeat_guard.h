// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Decides when enforcing hurts the pair: a heartbeat flow that was alive goes silent for two of its
// polls while frames that may be its own are being dropped on the side it comes from. Pure: time
// and counters come in, a judgement goes out.
// What must stay true: a pair that stops by itself, and an intruder that shouts, are no reason to
// fall back.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "daemon/rhythm.h"
#include "haguard/reason.h"

namespace haguard {

struct HeartbeatFlow {
  std::uint32_t id = 0;
  std::string name;
  std::size_t side = 0;  // it comes in there
};

// Frames dropped on one side, by reason.
using DropCounts = std::array<std::uint64_t, HG_REASON_COUNT>;

struct HeartbeatReading {
  std::uint64_t frames = 0;
  std::uint64_t last_ns = 0;
};

struct HeartbeatInput {
  std::uint64_t now_ns = 0;
  bool enforcing = false;
  bool awaits_confirm = false;
  std::map<std::uint32_t, HeartbeatReading> flows;  // of each of ids()
  std::vector<DropCounts> dropped;                  // by side
};

struct Silence {
  std::string flow;
  std::size_t side = 0;
  std::uint64_t silent_ns = 0;
  std::uint64_t interval_ns = 0;
  DropCounts dropped{};  // since it was last heard
};

enum class HeartbeatAction : std::uint8_t { kNone, kFallBack, kAlert, kAlertOver };

struct HeartbeatVerdict {
  HeartbeatAction action = HeartbeatAction::kNone;
  std::vector<Silence> silences;  // kFallBack, kAlert
  std::vector<std::string> back;  // kAlertOver: flows that are heard again
  bool suspicious = false;        // a flow is late: time to look at what is dropped
};

class HeartbeatGuard {
 public:
  // The heartbeat flows of the policy that came in force since the last step. One that was alive
  // and is no longer among them is still watched for a while: that may be the mistake.
  void set_flows(std::uint32_t generation, const std::vector<HeartbeatFlow>& flows,
                 std::uint64_t now_ns);

  // Flows whose counters are wanted.
  std::vector<std::uint32_t> ids() const;

  HeartbeatVerdict step(const HeartbeatInput& input);

 private:
  struct Watched {
    HeartbeatFlow flow;
    Rhythm rhythm;
    bool in_policy = true;
    std::uint64_t trusted_until_ns = 0;  // it counts as alive until then
    std::uint32_t generation = 0;        // of the policy under which it was last heard
    bool alive = false;                  // when enforcing began, or since
    DropCounts baseline{};               // dropped on its side when it was last heard
    std::uint64_t suspected_ns = 0;      // since when it is late; 0: it is not
    bool alerted = false;
  };

  void begin_enforcing(const HeartbeatInput& input);
  void observe(Watched& watched, const HeartbeatInput& input) const;
  std::uint64_t silence_of(const Watched& watched, std::uint64_t now_ns) const;
  bool is_late(Watched& watched, std::uint64_t now_ns) const;
  DropCounts harm_to(const Watched& watched, const HeartbeatInput& input) const;
  void judge(Watched& watched, const HeartbeatInput& input, HeartbeatVerdict& verdict) const;
  void forget(std::uint64_t now_ns);

  std::map<std::uint32_t, Watched> flows_;
  std::vector<DropCounts> dropped_before_;
  std::uint32_t generation_ = 0;
  bool enforcing_ = false;
  std::uint64_t enforcing_since_ns_ = 0;
};

}  // namespace haguard
