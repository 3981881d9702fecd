// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Frames that are sent through a firewall loaded with an exported policy: allowed ones and every
// kind of wrong one. haguard's own decision is the measure, so no verdict stands here; `gaps` names
// the documented exceptions of targets that cannot tell this frame apart.
#pragma once

#include <string>
#include <vector>

#include "harness/frame.h"
#include "harness/lab.h"

namespace haguard {

struct GapOf {
  std::string target;  // "nftables" or "iptables"
  std::string name;    // as in the output: "not expressed [NAME]"
};

struct Probe {
  std::string name;
  bool from_a = true;  // which unit sends it
  Frame frame;         // carries a marker that no other probe has
  std::vector<GapOf> gaps;
};

std::vector<Probe> export_probes(const Lab& lab);

}  // namespace haguard
