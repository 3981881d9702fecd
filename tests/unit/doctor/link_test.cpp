// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "unit/doctor/healthy.h"
#include "unit/policy/pair.h"

namespace haguard {
namespace {

struct LinkCase {
  MachineFacts machine = healthy_machine();
  LinkFacts link = healthy_link(machine);
  // The ports as they are after a change of the machine.
  void reread() {
    for (PortFacts& port : link.ports)
      port.interface = *find_interface(*machine.interfaces, port.name);
  }
  void take_out_of_bridge() {
    for (const char* name : {"eth1", "eth2"}) {
      interface_of(machine, name).master = 0;
      interface_of(machine, name).bridge_port.reset();
    }
    reread();
  }
  BridgeState& bridge() { return *interface_of(machine, "br0").bridge; }
};

HookChain chain(const std::string& family, const std::string& hook) {
  HookChain chain;
  chain.tool = "nft";
  chain.family = family;
  chain.table = "filter";
  chain.chain = "c";
  chain.hook = hook;
  chain.drops = 1;
  return chain;
}

Severity nft_severity(const LinkCase& c) {
  return judge_nftables(c.machine, c.link).severity;
}

Flow ether_flow(std::uint16_t number, const char* group) {
  Flow flow = pair::ip_flow(0);
  flow.name = "group";
  flow.kind = FlowKind::kEther;
  flow.number = number;
  flow.to.clear();
  if (group != nullptr) flow.destination_mac = *MacAddress::parse(group);
  return flow;
}

}  // namespace

TEST_CASE("doctor link.path of a link that redirects") {
  LinkCase c;
  c.link.forward = HG_FORWARD_REDIRECT;
  c.link.failures_counted = true;
  require_finding(judge_path(c.machine, c.link), "link.path", Severity::kWarning);
  c.take_out_of_bridge();
  require_finding(judge_path(c.machine, c.link), "link.path", Severity::kOk);
  c.link.failures_counted = false;
  require_finding(judge_path(c.machine, c.link), "link.path", Severity::kWarning);
}

TEST_CASE("doctor link.pins") {
  LinkCase c;
  c.link.pins_error = failed("open pinned map control: Permission denied");
  const Finding finding = judge_pins(c.machine, c.link);
  require_finding(finding, "link.pins", Severity::kError);
  CHECK(mentions(finding.details, "Permission denied"));
  c.link.pins_error = not_found("some of its maps are not pinned any more");
  CHECK(judge_pins(c.machine, c.link).remedy.back() == "haguard attach rooms --ports eth1,eth2");
}

TEST_CASE("doctor link.config: not in the configuration") {
  LinkCase c;
  c.link.configured_ports = {};
  c.link.mode = "enforce";
  const Finding finding = judge_config_ports(c.machine, c.link);
  require_finding(finding, "link.config", Severity::kWarning);
  CHECK(mentions(finding.remedy, "[link.rooms] with ports = [\"eth1\", \"eth2\"]"));
  c.link.mode = "audit";
  require_finding(judge_config_ports(c.machine, c.link), "link.config", Severity::kNote);
  c.machine.config.error = failed("haguard.toml:3:1: x");
  CHECK_FALSE(judge_config_ports(c.machine, c.link).checked);
  c.machine.config.error.reset();
  c.link.attached = false;
  require_finding(judge_config_ports(c.machine, c.link), "link.config", Severity::kOk);
}

TEST_CASE("doctor link.system") {
  LinkCase c;
  require_finding(judge_system(c.machine, c.link), "link.system", Severity::kOk);
  c.link.system = "cisco-aza";
  c.link.system_error =
      not_found("there is no system \"cisco-aza\"", "did you mean \"cisco-asa\"?");
  const Finding finding = judge_system(c.machine, c.link);
  require_finding(finding, "link.system", Severity::kWarning);
  CHECK(mentions(finding.details, "did you mean \"cisco-asa\"?"));
  CHECK(mentions(finding.remedy, "haguard learn rooms --system NAME"));
}

TEST_CASE("doctor link.config: other ports than configured") {
  LinkCase c;
  c.link.configured_ports = {"eth1", "eth2"};
  require_finding(judge_config_ports(c.machine, c.link), "link.config", Severity::kOk);
  c.link.configured_ports = {"eth2", "eth1"};
  require_finding(judge_config_ports(c.machine, c.link), "link.config", Severity::kWarning);
  c.link.attached = false;
  require_finding(judge_config_ports(c.machine, c.link), "link.config", Severity::kOk);
}

TEST_CASE("doctor link.state_files: an error where work stops, else a warning") {
  LinkCase c;
  c.link.broken_files =
      std::vector<BrokenFile>{{"/s/rooms/review.json", failed("not JSON"), false}};
  require_finding(judge_state_files(c.machine, c.link), "link.state_files", Severity::kWarning);
  c.link.broken_files->push_back({"/s/rooms/policy.toml", failed("policy.toml:3:1: x"), true});
  const Finding finding = judge_state_files(c.machine, c.link);
  require_finding(finding, "link.state_files", Severity::kError);
  CHECK(mentions(finding.details, "policy.toml:3:1"));
  CHECK(mentions(finding.remedy, "mv /s/rooms/policy.toml"));
}

TEST_CASE("doctor link.path: bridged, routed, neither") {
  LinkCase c;
  interface_of(c.machine, "br0").up = false;
  require_finding(judge_path(c.machine, c.link), "link.path", Severity::kError);
  c.take_out_of_bridge();
  CHECK(mentions(judge_path(c.machine, c.link).remedy, "eth1 master br0"));
  // What would cut the operator off is not advised.
  c.machine.default_routes = std::set<unsigned>{12};
  const Finding reached = judge_path(c.machine, c.link);
  require_finding(reached, "link.path", Severity::kWarning);
  CHECK_FALSE(mentions(reached.remedy, "master br0"));
  c.machine.forwarding = true;
  require_finding(judge_path(c.machine, c.link), "link.path", Severity::kOk);
  LinkCase half;
  interface_of(half.machine, "eth2").master = 0;
  interface_of(half.machine, "eth2").bridge_port.reset();
  half.reread();
  require_finding(judge_path(half.machine, half.link), "link.path", Severity::kWarning);
}

TEST_CASE("doctor link.mtu: the smaller side is to be raised") {
  LinkCase c;
  interface_of(c.machine, "eth1").mtu = 9000;
  c.reread();
  const Finding finding = judge_mtu_of_sides(c.machine, c.link);
  require_finding(finding, "link.mtu", Severity::kWarning);
  CHECK(finding.remedy.front() == "ip link set dev eth2 mtu 9000");
}

TEST_CASE("doctor link.br_netfilter: by sysctl or by the bridge, and only with a bridge") {
  LinkCase c;
  c.machine.bridge_netfilter->arptables = true;
  const Finding global = judge_br_netfilter(c.machine, c.link);
  require_finding(global, "link.br_netfilter", Severity::kNote);
  CHECK(global.remedy ==
        std::vector<std::string>{"sysctl -w net.bridge.bridge-nf-call-arptables=0"});
  c.bridge().nf_call_iptables = true;
  CHECK(
      mentions(judge_br_netfilter(c.machine, c.link).remedy, "br0 type bridge nf_call_iptables 0"));
  c.take_out_of_bridge();
  require_finding(judge_br_netfilter(c.machine, c.link), "link.br_netfilter", Severity::kOk);
}

TEST_CASE("doctor link.nftables: only chains that frames of the link go through") {
  LinkCase c;
  c.machine.nftables = std::vector<HookChain>{chain("bridge", "forward")};
  const Finding finding = judge_nftables(c.machine, c.link);
  require_finding(finding, "link.nftables", Severity::kWarning);
  CHECK(mentions(finding.details, "table bridge filter, chain c (hook forward): 1 drop rule"));
  CHECK(mentions(finding.remedy, "nft list chain bridge filter c"));

  c.machine.nftables = std::vector<HookChain>{chain("bridge", "input")};
  CHECK(nft_severity(c) == Severity::kOk);
  c.machine.nftables = std::vector<HookChain>{chain("ip", "forward")};
  CHECK(nft_severity(c) == Severity::kOk);
  c.machine.bridge_netfilter->ip6tables = true;
  CHECK(nft_severity(c) == Severity::kOk);
  c.machine.bridge_netfilter->iptables = true;
  CHECK(nft_severity(c) == Severity::kWarning);
  c.machine.bridge_netfilter = BridgeNetfilter{};
  c.take_out_of_bridge();
  CHECK(nft_severity(c) == Severity::kWarning);
  c.machine.nftables = std::vector<HookChain>{chain("bridge", "forward")};
  CHECK(nft_severity(c) == Severity::kOk);
}

TEST_CASE("doctor link.nftables: an ingress chain by its device") {
  LinkCase c;
  c.machine.nftables = std::vector<HookChain>{chain("netdev", "ingress")};
  c.machine.nftables->front().devices = {"eth0"};
  CHECK(nft_severity(c) == Severity::kOk);
  c.machine.nftables->front().devices = {"eth0", "eth2"};
  CHECK(nft_severity(c) == Severity::kWarning);
  // Not named: it may be ours.
  c.machine.nftables->front().devices.clear();
  CHECK(nft_severity(c) == Severity::kWarning);
  c.machine.nftables->front().drops = 0;
  CHECK(nft_severity(c) == Severity::kOk);
  c.machine.nftables->front().drops_by_policy = true;
  CHECK(nft_severity(c) == Severity::kWarning);
}

TEST_CASE("doctor link.legacy_tables") {
  LinkCase c;
  c.machine.bridge_netfilter->iptables = true;
  c.machine.legacy_tables = std::vector<HookChain>{chain("ip", "forward")};
  c.machine.legacy_tables->front().tool = "iptables-legacy";
  const Finding finding = judge_legacy_tables(c.machine, c.link);
  require_finding(finding, "link.legacy_tables", Severity::kWarning);
  CHECK(mentions(finding.remedy, "iptables-legacy -t filter -nvL c"));
}

TEST_CASE("doctor link.group_forward: LACP needs the mask of the ports") {
  LinkCase c;
  add_flow(c.link, ether_flow(0x8809, "01:80:c2:00:00:02"));
  const Finding finding = judge_group_forward(c.machine, c.link);
  require_finding(finding, "link.group_forward", Severity::kWarning);
  CHECK(mentions(finding.details, "01:80:c2:00:00:02 (LACP)"));
  CHECK(finding.remedy ==
        std::vector<std::string>{"ip link set dev eth1 type bridge_slave group_fwd_mask 0x4",
                                 "ip link set dev eth2 type bridge_slave group_fwd_mask 0x4"});
  interface_of(c.machine, "eth1").bridge_port->group_fwd_mask = 4;
  c.reread();
  require_finding(judge_group_forward(c.machine, c.link), "link.group_forward", Severity::kOk);
}

TEST_CASE("doctor link.group_forward: LLDP needs the mask of the bridge") {
  LinkCase c;
  add_flow(c.link, ether_flow(0x88cc, nullptr));
  c.bridge().group_fwd_mask = 0x8;
  const Finding finding = judge_group_forward(c.machine, c.link);
  require_finding(finding, "link.group_forward", Severity::kWarning);
  CHECK(finding.remedy ==
        std::vector<std::string>{"ip link set dev br0 type bridge group_fwd_mask 0x4008"});
  c.bridge().group_fwd_mask = 0x4008;
  require_finding(judge_group_forward(c.machine, c.link), "link.group_forward", Severity::kOk);
}

TEST_CASE("doctor link.group_forward: STP passes while the bridge does not speak it") {
  LinkCase c;
  Flow flow = ether_flow(0x4242, nullptr);
  flow.kind = FlowKind::kLlc;
  add_flow(c.link, flow);
  require_finding(judge_group_forward(c.machine, c.link), "link.group_forward", Severity::kOk);
  c.bridge().stp = true;
  require_finding(judge_group_forward(c.machine, c.link), "link.group_forward", Severity::kWarning);
}

TEST_CASE("doctor link.multicast: only groups that snooping holds back") {
  LinkCase c;
  Flow& flow = add_flow(c.link, pair::ip_flow(17));
  flow.to.clear();
  flow.destination = *IpAddress::parse("225.0.0.50");
  CHECK(judge_multicast(c.machine, c.link).severity == Severity::kOk);
  c.bridge().multicast_snooping = true;
  require_finding(judge_multicast(c.machine, c.link), "link.multicast", Severity::kNote);
  c.bridge().other_querier = true;
  require_finding(judge_multicast(c.machine, c.link), "link.multicast", Severity::kWarning);
  flow.destination = *IpAddress::parse("224.0.0.18");
  require_finding(judge_multicast(c.machine, c.link), "link.multicast", Severity::kOk);
  flow.destination = *IpAddress::parse("ff02::1");
  require_finding(judge_multicast(c.machine, c.link), "link.multicast", Severity::kOk);
  flow.destination = *IpAddress::parse("ff02::12");
  require_finding(judge_multicast(c.machine, c.link), "link.multicast", Severity::kWarning);
}

TEST_CASE("doctor link.vlan_filtering") {
  LinkCase c;
  c.bridge().vlan_filtering = true;
  require_finding(judge_vlan_filtering(c.machine, c.link), "link.vlan_filtering", Severity::kNote);
}

}  // namespace haguard
