// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Every check says something, once: that all is well, what is wrong, or that it could not look.
#include <set>

#include "unit/doctor/healthy.h"

namespace haguard {
namespace {

Facts healthy() {
  Facts facts;
  facts.machine = healthy_machine();
  facts.links = {healthy_link(facts.machine)};
  return facts;
}

}  // namespace

TEST_CASE("doctor: nothing is wrong with a healthy machine and link") {
  std::set<std::string> seen;
  for (const Finding& finding : examine(healthy())) {
    INFO(finding.id << " " << finding.what);
    CHECK(finding.severity == Severity::kOk);
    CHECK(finding.checked);
    CHECK_FALSE(finding.what.empty());
    CHECK(seen.insert(finding.id + finding.link + finding.port).second);
  }
  CHECK(seen.size() == 12 + 12 + 2 * 19);
}

TEST_CASE("doctor: what could not be read is said to be not checked") {
  Facts facts;
  LinkFacts link;
  link.name = "rooms";
  PortFacts port;
  port.name = "eth1";
  port.interface = Interface{};
  link.ports = {port, port};
  facts.links = {link};
  std::set<std::string> unchecked;
  for (const Finding& finding : examine(facts)) {
    if (finding.checked) continue;
    CHECK(std::string(severity_name(finding.severity)) == "note");
    CHECK(finding.what.find("not checked: it was not read") == 0);
    unchecked.insert(finding.id);
  }
  const std::set<std::string> expected = {
      "machine.kernel",    "machine.jit",         "machine.jit_harden", "machine.capabilities",
      "machine.bpffs",     "machine.links",       "machine.stale_pins", "machine.state_folder",
      "machine.disk",      "machine.conntrack",   "machine.clock",      "link.state_files",
      "link.path",         "link.nftables",       "link.legacy_tables", "link.group_forward",
      "link.multicast",    "link.vlan_filtering", "port.exists",        "port.driver",
      "port.xdp_slot",     "port.xdp_mode",       "port.rxvlan",        "port.lro",
      "port.gro",          "port.rp_filter",      "port.default_route", "port.session",
      "link.br_netfilter", "port.bridge_state",   "port.bridge_flood"};
  CHECK(unchecked == expected);
}

TEST_CASE("doctor: a missing interface is one error, not one for each check") {
  Facts facts = healthy();
  facts.links[0].ports[1].interface.reset();
  facts.links[0].ports[1].pin = XdpLinkInfo{};
  std::vector<std::string> of_port;
  for (const Finding& finding : examine(facts))
    if (finding.port == "eth2") of_port.push_back(finding.id);
  CHECK(of_port == std::vector<std::string>{"port.exists", "port.pin"});
}

}  // namespace haguard
