// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// How the frames of a link that pass leave this machine: by the kernel's bridge or routing, or
// straight out of the partner port (redirect). What must stay true: redirect is chosen only once
// both ports are where the data path looks for them, and what cannot be sent is counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "haguard/forward.h"
#include "link/link.h"

namespace haguard {

// "kernel", "redirect".
const char* forward_name(hg_forward forward);
// kUsage when there is no such word.
Result<hg_forward> parse_forward(const std::string& name);

// hg_link_info.forward.
constexpr std::uint32_t configured_forward(std::optional<hg_forward> forward) {
  return forward ? 1U + *forward : 0U;
}

Result<hg_forward> read_forward(const Link& link);

// The way that is wanted, and waits until nothing speaks against it; nothing: what is in force is
// what is wanted.
Result<std::optional<hg_forward>> held_forward(const Link& link);

// Frames go the way they went. `wanted` is saved, and waits unless it is that.
Status hold_forward(Link& link, hg_forward wanted);

// In force from the next frame on, and saved for the next boot. kUsage where the link has not two
// ports, kFailed where one of them has no interface. Counters of failures that are refused are a
// warning.
Status set_forward(Link& link, hg_forward forward);

// What comes back with the next attach that does not say it. A failure is a warning.
void remember_forward(const Link& link, hg_forward forward);

// Tells the data path which interfaces the ports are now: after an attach, and for a port that came
// back.
Status place_partners(const Link& link);

// Exchanges the programs that count failures for those of this binary, where there are any.
void renew_transmit(const Link& link);

// What could not be sent of the frames that came in on each port, over all CPUs.
Result<std::vector<hg_redirect_stats>> read_redirect_stats(const Link& link);

// Frames that the driver refuses are counted: the programs that do it are attached.
bool counts_failed_redirects(const Link& link);

}  // namespace haguard
