// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "unit/doctor/healthy.h"

#include <linux/capability.h>

#include <algorithm>

#include "net/xdp_features.h"
#include "unit/policy/pair.h"

namespace haguard {
namespace {

constexpr std::uint32_t kProgram = 42;

Interface make(const std::string& name, unsigned index) {
  Interface interface;
  interface.name = name;
  interface.index = index;
  interface.up = true;
  interface.carrier = true;
  interface.mtu = 1500;
  return interface;
}

Interface make_port(const std::string& name, unsigned index, unsigned bridge) {
  Interface interface = make(name, index);
  interface.master = bridge;
  interface.bridge_port = BridgePort{};
  return interface;
}

PortFacts make_port_facts(const MachineFacts& machine, const std::string& name) {
  PortFacts port;
  port.name = name;
  port.interface = *find_interface(*machine.interfaces, name);
  port.driver = std::string("tg3");
  port.features = std::set<std::string>{"rx-gro"};
  port.xdp_features = std::optional<std::uint64_t>{kXdpSends | kXdpSendsFragments};
  port.slot = XdpSlot{kProgram, XdpMode::kNative};
  port.holder = "hg_guard";
  XdpLinkInfo pin;
  pin.program_id = kProgram;
  pin.ifindex = port.interface->index;
  port.pin = pin;
  port.rp_filter = 0U;
  port.residence = ResidenceFacts{HG_STAMP_SAMPLED, true, 0};
  return port;
}

}  // namespace

MachineFacts healthy_machine() {
  MachineFacts machine;
  machine.kernel_release = std::string("6.1.0-28-amd64");
  machine.jit = true;
  machine.jit_harden = 0U;
  machine.capabilities = std::uint64_t{1} << CAP_BPF | std::uint64_t{1} << CAP_NET_ADMIN;
  machine.bpffs = BpffsFacts{"/run/haguard/bpf", true, true, false, 0700};
  machine.state = StateFacts{
      "/var/lib/haguard", true, "/var/lib/haguard", true, false, 1U << 30U, 100000, 90000};
  machine.config.path = "/etc/haguard/haguard.toml";
  machine.attached = std::vector<std::string>{"rooms"};
  machine.stale_pins = std::vector<StalePins>{};
  machine.clock_synchronised = true;
  machine.conntrack = std::optional<Conntrack>{Conntrack{10, 1000}};
  machine.bridge_netfilter = BridgeNetfilter{};
  machine.nftables = std::vector<HookChain>{};
  machine.legacy_tables = std::vector<HookChain>{};
  Interface bridge = make("br0", 3);
  bridge.kind = "bridge";
  bridge.bridge = BridgeState{};
  machine.interfaces = std::vector<Interface>{make("eth0", 2), bridge, make_port("eth1", 11, 3),
                                              make_port("eth2", 12, 3)};
  machine.default_routes = std::set<unsigned>{2};
  machine.session = std::optional<Session>{};
  machine.forwarding = false;
  return machine;
}

LinkFacts healthy_link(const MachineFacts& machine) {
  LinkFacts link;
  link.name = "rooms";
  link.attached = true;
  link.mode = "enforce";
  link.configured_ports = {"eth1", "eth2"};
  link.ports = {make_port_facts(machine, "eth1"), make_port_facts(machine, "eth2")};
  Policy policy = pair::peers_only();
  policy.flows = {pair::ip_flow(105), pair::reversed(pair::ip_flow(105)),
                  pair::arp_flow("primary", "secondary"), pair::arp_flow("secondary", "primary")};
  link.policy = std::optional<Policy>(policy);
  link.broken_files = std::vector<BrokenFile>{};
  return link;
}

Interface& interface_of(MachineFacts& machine, const std::string& name) {
  auto& all = *machine.interfaces;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
  REQUIRE(found != all.end());
  return *found;
}

Flow& add_flow(LinkFacts& link, const Flow& flow) {
  (*link.policy)->flows.push_back(flow);
  return (*link.policy)->flows.back();
}

void require_finding(const Finding& finding, const std::string& id, Severity severity) {
  INFO(finding.what);
  CHECK(finding.id == id);
  CHECK(finding.checked);
  REQUIRE(std::string(severity_name(finding.severity)) == severity_name(severity));
  CHECK_FALSE(finding.what.empty());
  if (severity == Severity::kOk) return;
  CHECK_FALSE(finding.why.empty());
  CHECK_FALSE(finding.remedy.empty());
}

bool mentions(const std::vector<std::string>& lines, const std::string& words) {
  return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
    return line.find(words) != std::string::npos;
  });
}

}  // namespace haguard
