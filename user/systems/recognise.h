// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Which HA system a set of flows is, with a score and the reasons for it.
#pragma once

#include <string>
#include <vector>

#include "systems/match.h"

namespace haguard {

struct Recognised {
  std::string system;  // id
  std::string title;
  unsigned score = 0;               // 1..100
  std::vector<std::string> seen;    // labels of its distinctive flows that were seen
  std::vector<std::string> absent;  // and of those that a healthy pair shows, but were not
  bool in_use = false;              // it explains something that no better fitting system explains
  bool rival = false;               // another one explains the same just as well
  bool operator==(const Recognised&) const = default;
};

// Systems of which a strong signature was seen, best first. The score rises with how much of the
// system was seen and with how much of what was seen it explains. Several can be in use together
// (VRRP and conntrackd); rivals are those that what was seen cannot tell apart.
std::vector<Recognised> recognise(const std::vector<FlowFacts>& flows,
                                  const std::vector<System>& systems);

// The flow was seen, or one that may stand in its place.
bool is_satisfied(const System& system, const SystemFlow& entry,
                  const std::vector<FlowFacts>& flows);

// The one system that fits best; empty where none does, or several explain the same equally well.
std::string unambiguous(const std::vector<Recognised>& recognised);

}  // namespace haguard
