// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the daemon makes of a link's mode word where enforcing is to end with the daemon
// (on_controller_loss = "audit"), where it no longer is, and where a confirmation is awaited. Pure.
// What must stay true: a confirmation that is awaited is never touched.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "link/control.h"

namespace haguard {

struct LeaseStep {
  ModeState to;
  std::string event;  // worth telling; empty for a plain renewal
};

// `wanted`: as the link is configured now. Nothing when the word is as it should be.
std::optional<LeaseStep> lease_step(const ModeState& state, bool wanted, std::uint64_t now_ns);

// How soon the next step is due; 0: there is no lease.
std::uint64_t lease_pause_ns(const ModeState& state, std::uint64_t now_ns);

// A confirmation did not come: the data path went over to audit, at the deadline.
bool is_unconfirmed(const ModeState& state, std::uint64_t now_ns);

// How soon that may be; 0: none is awaited.
std::uint64_t confirm_pause_ns(const ModeState& state, std::uint64_t now_ns);

}  // namespace haguard
