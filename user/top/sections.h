// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The parts of a screen. Names in them come from outside and are made printable here. `now_ns`:
// CLOCK_MONOTONIC.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "top/line.h"
#include "top/rates.h"

namespace haguard {

// "-" where there was nothing to compare with, "new" where only this one is new.
std::string rate_text(const Rate& rate, bool is_first);
// The same of bytes, without "/s".
std::string bytes_text(const Rate& rate, bool is_first);
// What is not zero stands out.
Cell rate_cell(std::string text, const Rate& rate, Tone tone = Tone::kPlain);

// A link in a few lines: mode, policy, peers, frames, drops, and what it learns.
std::vector<Line> link_lines(const LinkRates& link, std::uint64_t now_ns);

// Its ports, a line each, below their titles.
std::vector<Line> port_lines(const LinkRates& link, std::size_t width);

// Several links, a line each.
std::vector<Line> overview_lines(const std::vector<LinkRates>& links, std::uint64_t now_ns,
                                 std::size_t width);

// The first of these flows below their titles, and how many were left out.
std::vector<Line> flow_lines(const std::vector<FlowRates>& flows, bool with_link,
                             std::uint64_t now_ns, ScreenSize room);

}  // namespace haguard
