// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Which links to look at.
#include "doctor/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/name.h"

namespace haguard {
namespace {

std::vector<std::string> chosen_links(const DoctorRequest& request, const MachineFacts& machine) {
  if (!request.link.empty()) return {request.link};
  // Ports without a name are a link to be.
  if (!request.ports.empty()) return {""};
  std::set<std::string> names;
  if (machine.attached.ok()) names.insert(machine.attached->begin(), machine.attached->end());
  for (const LinkConfig& link : request.config.links)
    names.insert(link.name);
  return {names.begin(), names.end()};
}

bool is_known(const DoctorRequest& request, const MachineFacts& machine) {
  if (request.link.empty() || !request.ports.empty()) return true;
  if (find_link(request.config, request.link) != nullptr) return true;
  // Where the pins cannot be listed it may well be attached.
  return !machine.attached.ok() || std::find(machine.attached->begin(), machine.attached->end(),
                                             request.link) != machine.attached->end();
}

}  // namespace

Result<Facts> read_facts(const DoctorRequest& request) {
  if (!request.link.empty()) HG_CHECK(check_link_name(request.link));
  Facts facts;
  facts.machine = read_machine(request.place, request.config_facts);
  if (!is_known(request, facts.machine))
    return not_found(
        fmt::format("examine {}: it is neither attached nor configured", request.link),
        fmt::format("haguard doctor {} --ports IFACE,IFACE looks before it is attached",
                    request.link));
  for (const std::string& name : chosen_links(request, facts.machine))
    facts.links.push_back(read_link(request, facts.machine, name));
  return facts;
}

}  // namespace haguard
