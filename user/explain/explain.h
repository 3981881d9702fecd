// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Why one frame passes or is dropped under a policy, and what would allow it. Judged by the very
// code of the data path (policy/datapath.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "explain/cure.h"
#include "explain/nearest.h"
#include "explain/sender.h"
#include "policy/compile.h"

struct hg_packet;

namespace haguard {

inline constexpr std::size_t kNearFlows = 3;

struct Explanation {
  bool is_in_scope = false;
  std::string scope;        // why it is judged, or not
  bool is_parsed = false;   // its headers are sound: near flows and cure mean something
  bool has_sender = false;  // it was read as far as that
  Sender sender;
  std::uint32_t reason = 0;         // enum hg_reason
  std::optional<std::size_t> flow;  // index in the policy; with HG_REASON_FLOW
  std::vector<NearFlow> near;       // of a frame that no flow allows
  std::optional<Cure> cure;         // of a dropped frame, where a flow cures it
  std::string advice;               // what to do about a dropped frame
};

// `compiled` is `policy` with `options`; the packet came in on the port of its side.
Explanation explain(const Policy& policy, const CompiledPolicy& compiled,
                    const CompileOptions& options, const hg_packet& packet);

}  // namespace haguard
