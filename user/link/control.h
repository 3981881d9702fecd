// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The control word: mode and deadline of a link, changed by one store that every frame sees whole.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "bpf/map.h"
#include "haguard/abi.h"

namespace haguard {

struct ModeState {
  hg_mode mode = HG_MODE_BYPASS;
  std::uint64_t deadline_ns = 0;  // CLOCK_MONOTONIC; 0: none. Past it, enforce acts as audit
  bool leased = false;            // the deadline is a lease of the daemon, not an awaited confirm
};

// How long enforce outlives the daemon where the link is configured so; it renews three times as
// often.
inline constexpr std::uint64_t kLeaseNs = 9'000'000'000U;

// The word and back. A deadline is rounded up to the next 2^21 ns.
std::uint64_t encode_control(const ModeState& state);
ModeState decode_control(std::uint64_t word);

// An enforce that becomes audit at its deadline, or has, unless it is confirmed before.
bool has_confirm_deadline(const ModeState& state);

// What the data path does at `now_ns`: audit once the deadline of enforce has passed.
hg_mode effective_mode(const ModeState& state, std::uint64_t now_ns);

const char* mode_name(hg_mode mode);
// What stands behind the name of the mode in force: ", back to audit in 9.5 min unless confirmed",
// ": the confirm deadline passed", or nothing.
std::string mode_remark(const ModeState& state, std::uint64_t now_ns);
Result<hg_mode> parse_mode(const std::string& name);

Result<ModeState> read_mode(const Map& control);
// The one store. Nothing else of the link changes.
Status write_mode(const Map& control, const ModeState& state);
// The same, if the link still is in `expected`: false when somebody changed it meanwhile, which an
// operator's bypass may do at any time, as it waits for no lock.
Result<bool> replace_mode(const Map& control, const ModeState& expected, const ModeState& state);

// The same from any state of the mode `expected`, however its deadline moves meanwhile: a lease is
// renewed. Returns the state that was left; nothing where the link is in another mode.
Result<std::optional<ModeState>> leave_mode(const Map& control, hg_mode expected,
                                            const ModeState& state);

// Asks the data path for drop samples until `until_ns` (CLOCK_MONOTONIC); 0 ends it.
Status listen_for_samples(const Map& control, std::uint64_t until_ns);

}  // namespace haguard
