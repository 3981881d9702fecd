// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Ways to bring frames from one port to the other, or to drop them: each on a wire of its own, as
// contestants in frames a second.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/contest.h"
#include "bench/nft_rules.h"
#include "bench/plan.h"
#include "bench/wire.h"
#include "fixture/pair.h"

namespace haguard {

struct Rival {
  std::string name;
  std::unique_ptr<BenchWire> wire;
  Burst burst;
  // haguard has to count its frames so; nothing else is asked.
  std::optional<hg_reason> counted{};
};

// A bridge whose ports have programs that do nothing.
Result<Rival> bare_bridge(const std::string& name, const Burst& burst);
// The same where frames leave the ports as well; has_tcx() (bpf/tcx.h).
Result<Rival> bare_both_ways(const std::string& name, const Burst& burst);
// The first with a ruleset of nft.
Result<Rival> nft_rival(const std::string& name, const Burst& burst, const std::string& rules);
// The same with commands that make rules.
Result<Rival> rules_rival(const std::string& name, const Burst& burst,
                          const std::vector<Words>& commands);
// Enforcing.
Result<Rival> guard_rival(const std::string& name, const Burst& burst, const Policy& policy,
                          hg_reason counted, const std::vector<std::string>& options = {});

// Frames of a stranger.
Burst rogue_burst(unsigned frames, const IpAddress& source = kIpStranger);

using Rivals = std::vector<Rival>;

// Million frames a second; the first rival is 1. All are set up several times.
Result<std::vector<Standing>> race(const std::function<Result<Rivals>()>& set_up, const Plan& plan);

}  // namespace haguard
