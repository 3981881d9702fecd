// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "learn/system_forms.h"

#include "learn/flows.h"

namespace haguard {

std::vector<Flow> forms_of(const Draft& draft, UnitIndex from, const SystemFlow& entry,
                           const Destination& to) {
  Flow flow = flow_between(draft, from,
                           to.address ? std::nullopt : std::optional<UnitIndex>(1 - from), to.vlan);
  flow.kind = entry.kind;
  flow.protocol = entry.protocol;
  flow.destination = to.address;
  flow.fragments = entry.fragments;
  std::vector<Flow> forms;
  for (const std::uint8_t type : entry.icmp_types) {
    forms.push_back(flow);
    forms.back().icmp_type = type;
  }
  for (const PortRange& range : entry.ports) {
    forms.push_back(flow);
    forms.back().destination_port = range.first;
    if (entry.port_form == PortForm::kBoth) forms.back().source_port = range.first;
  }
  for (const std::uint16_t number : entry.numbers) {
    forms.push_back(flow);
    forms.back().number = number;
  }
  if (forms.empty()) forms.push_back(flow);
  return forms;
}

}  // namespace haguard
