// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A policy put to the frames of a capture: the real program, in enforce, with nothing attached.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "learn/observation.h"
#include "link/counters.h"
#include "policy/compile.h"
#include "replay/capture.h"
#include "replay/feed.h"
#include "replay/sides.h"
#include "replay/verdicts.h"

namespace haguard {

struct Replayed {
  std::vector<std::string> ports;  // by side, as find_sides() has them
  FedFrames fed;
  std::vector<PortCounters> counters;  // by side; their sum is fed.frames
  std::vector<hg_flow_stats> flows;    // of policy.flows[i]; times are the capture's
  CaptureVerdicts verdicts;            // which frames they were
};

// `link`: ports, scope and tags that are judged; how much room there is follows from the policy.
// `named` are on the sides they say, in spite of the policy. Needs the privilege to load a program.
// kFailed with "internal" where the kernel and its code here do not come to the same.
Result<Replayed> replay_capture(const Capture& capture, const Policy& policy,
                                const CompileOptions& link, const std::vector<NamedPeer>& named,
                                Feeding feeding = Feeding::kTogether);

// The policy's table, with room for its flows, and no more of `link` than above.
Result<CompiledPolicy> compile_for_replay(const Policy& policy, const CompileOptions& link);

// The same in two steps, for who knows the sides of the frames.
Result<ReplayGuard> load_for_replay(const Policy& policy, std::size_t sides);
Result<Replayed> replay_frames(const ReplayGuard& guard, const Capture& capture,
                               const SidedCapture& sided, const CompiledPolicy& compiled,
                               Feeding feeding);

// Who is on which side, as a policy says: peers, by address and MAC, and what they alone send from.
std::vector<NamedPeer> places_of(const Policy& policy);

}  // namespace haguard
