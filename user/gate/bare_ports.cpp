// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>

#include "gate/objections.h"

namespace haguard {
namespace {

std::string attach_line(const GateFacts& facts) {
  return fmt::format("haguard attach {} --ports {}", facts.link, fmt::join(facts.ports, ","));
}

}  // namespace

// A port that was renamed has its program.
void object_to_bare_ports(const GateFacts& facts, Objections& objections) {
  for (const PortState& port : facts.port_states) {
    if (port.condition == PortCondition::kReturned)
      objections.push_back({fmt::format("the program is not on {}: what comes in there passes, and "
                                        "nobody judges it",
                                        port.name),
                            attach_line(facts) + " puts it there"});
    if (port.condition == PortCondition::kElsewhere)
      objections.push_back({fmt::format("{} is another interface now: the program judges on "
                                        "interface {}, and what comes in on this one passes",
                                        port.name, port.ifindex),
                            "give the interface with the program its name back: haguard doctor "
                            "says how"});
    if (port.condition == PortCondition::kAbsent)
      objections.push_back({fmt::format("{} is not there: half of the link is missing, and what "
                                        "comes in passes unjudged from when it comes until the "
                                        "program is on it",
                                        port.name),
                            fmt::format("`ip link` lists the interfaces; once it is there: {}",
                                        attach_line(facts))});
  }
}

}  // namespace haguard
