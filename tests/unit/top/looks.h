// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Looks at a small link, made up: what tests of `haguard top` start from.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "top/look.h"

namespace haguard {

inline constexpr std::uint64_t kLookSecond = 1'000'000'000U;

// Link "rooms" in enforce, some time after boot: two ports, two peers, three flows without a frame.
LinkLook small_look();

// The same link later, by the same policy.
LinkLook later(const LinkLook& look, std::uint64_t elapsed_ns);

// A frame of this many bytes, so often.
void count_flow(LinkLook& look, std::uint32_t id, std::uint64_t frames, std::uint64_t bytes);
void count_port(LinkLook& look, std::size_t side, hg_disposition disposition, hg_reason reason,
                std::uint64_t frames);

// The flows of a policy that took the place of the one before.
void swap_policy(LinkLook& look, std::vector<FlowLabels> flows);

// The gaps of a heartbeat: a hello a second, silent for so long.
TimedFlow heartbeat_of(const FlowLabels& flow, std::uint64_t silent_ns);

}  // namespace haguard
