// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/configured.h"

namespace haguard {

AttachOptions attach_options(const LinkConfig& config) {
  AttachOptions options;
  options.name = config.name;
  options.ports = config.ports;
  options.system = config.system;
  options.scope = config.scope;
  options.max_flows = config.max_flows.value_or(kDefaultFlows);
  options.hold_ns = config.hold_ns.value_or(0);
  options.leased = config.leased;
  options.stamping = config.stamping;
  options.forward = config.forward;
  if (config.vlan) options.scope_vlan = VlanTags{*config.vlan};
  return options;
}

}  // namespace haguard
