// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/attached_options.h"

#include <fmt/format.h>

#include "bpf/guard.h"

namespace haguard {
namespace {

std::string scope_of(const Link& link) {
  return link.info.scope == HG_SCOPE_PEERS ? "peers" : "link";
}

std::string vlan_text(const std::optional<VlanTags>& vlan) {
  if (!vlan) return "any";
  return vlan->ids.empty() ? "untagged" : fmt::format("{}", fmt::join(vlan->ids, ","));
}

bool is_generic(const Link& link) {
  return (link.info.ports[0].flags & HG_PORT_GENERIC) != 0;
}

}  // namespace

Status check_attached_options(const Link& link, const AttachArguments& arguments) {
  std::vector<std::string> others;
  const auto compare = [&](const char* option, const std::string& has, const std::string& wanted) {
    if (has != wanted) others.push_back(fmt::format("{} {}, not {}", option, has, wanted));
  };
  if (!arguments.scope.empty()) compare("scope", scope_of(link), arguments.scope);
  if (!arguments.system.empty())
    compare("system", link.system().empty() ? "unset" : link.system(), arguments.system);
  if (!arguments.vlan.empty())
    compare("vlan", vlan_text(link.scope_vlan()), vlan_text(VlanTags{arguments.vlan}));
  if (arguments.max_flows != 0)
    compare("max-flows", std::to_string(link.info.flow_capacity),
            std::to_string(Capacity::for_flows(arguments.max_flows).flows));
  if (arguments.generic) compare("xdp", is_generic(link) ? "generic" : "native", "generic");
  if (others.empty()) return Done{};
  return failed(
      fmt::format("attach {}: it is attached with {}", link.name, fmt::join(others, "; ")),
      fmt::format("haguard detach {} first, then attach and enforce it anew: every frame passes "
                  "meanwhile, and its policy stays on disk",
                  link.name));
}

}  // namespace haguard
