// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Whether the frames of a link may go another way: by the kernel, or straight out of the partner
// port. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gate/facts.h"
#include "gate/gate.h"
#include "haguard/forward.h"

namespace haguard {

struct ForwardFacts : ReachFacts {
  std::string link;
  // What the driver of each port can do with XDP (net/xdp_features.h); nothing: the kernel cannot
  // say.
  std::vector<std::optional<std::uint64_t>> features;
  bool routed = false;  // this machine routes packets from one interface to another

  std::vector<Error> unread;
};

// The bridge that both ports are in; nullptr: there is none.
const Interface* shared_bridge(const ReachFacts& facts);

// Empty: nothing speaks against it.
std::vector<Objection> judge_forward(const ForwardFacts& facts, hg_forward forward);

}  // namespace haguard
