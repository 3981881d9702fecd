// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "net/xdp_features.h"
#include "unit/doctor/healthy.h"
#include "unit/policy/pair.h"

namespace haguard {
namespace {

// The link, and a judgement of its first port.
struct PortCase {
  MachineFacts machine = healthy_machine();
  LinkFacts link = healthy_link(machine);
  PortFacts& port() { return link.ports[0]; }
  BridgePort& bridge_port() { return *port().interface->bridge_port; }
  Finding judge(Finding (*check)(const MachineFacts&, const LinkFacts&, const PortFacts&)) const {
    return check(machine, link, link.ports[0]);
  }
  void detach() {
    link.attached = false;
    for (PortFacts& port : link.ports) {
      port.pin.reset();
      port.slot = XdpSlot{};
    }
  }
};

}  // namespace

TEST_CASE("doctor port.exists, port.up") {
  PortCase c;
  c.port().interface->carrier = false;
  require_finding(c.judge(judge_up), "port.up", Severity::kError);
  c.port().interface->up = false;
  const Finding down = c.judge(judge_up);
  require_finding(down, "port.up", Severity::kError);
  CHECK(down.remedy.front() == "ip link set dev eth1 up");
  c.port().interface.reset();
  require_finding(c.judge(judge_exists), "port.exists", Severity::kError);
}

TEST_CASE("doctor port.driver: one that bounces the link is told before the attach") {
  PortCase c;
  c.port().driver = std::string("ixgbe");
  require_finding(c.judge(judge_driver), "port.driver", Severity::kOk);
  c.detach();
  require_finding(c.judge(judge_driver), "port.driver", Severity::kWarning);
}

TEST_CASE("doctor port.pin: deleted, renamed, moved away, unpinned") {
  PortCase c;
  XdpLinkInfo& pin = **c.port().pin;
  pin.ifindex = 0;
  const Finding husk = c.judge(judge_pin);
  require_finding(husk, "port.pin", Severity::kError);
  CHECK(husk.what.find("deleted") != std::string::npos);
  CHECK(husk.remedy.front() == "haguard attach rooms --ports eth1,eth2");
  pin.ifindex = 2;
  const Finding renamed = c.judge(judge_pin);
  require_finding(renamed, "port.pin", Severity::kError);
  CHECK(renamed.what.find("eth0") != std::string::npos);
  CHECK(renamed.why.find("it judges there") == 0);
  CHECK(mentions(renamed.remedy, "ip link set dev eth1 name OTHER"));
  CHECK(mentions(renamed.remedy, "ip link set dev eth0 name eth1"));
  pin.ifindex = 77;
  require_finding(c.judge(judge_pin), "port.pin", Severity::kError);
  c.port().pin = Result<XdpLinkInfo>(not_found("open pinned link"));
  require_finding(c.judge(judge_pin), "port.pin", Severity::kError);
  c.port().pin = Result<XdpLinkInfo>(failed("open pinned link: Permission denied"));
  CHECK_FALSE(c.judge(judge_pin).checked);
}

TEST_CASE("doctor port.xdp_slot: ours, free, somebody else's") {
  PortCase c;
  c.port().slot = XdpSlot{7, XdpMode::kNative};
  c.port().holder = "xdp_dispatcher";
  const Finding taken = c.judge(judge_slot);
  require_finding(taken, "port.xdp_slot", Severity::kError);
  CHECK(taken.what.find("program 7 \"xdp_dispatcher\"") != std::string::npos);
  CHECK(mentions(taken.remedy, "xdp-loader unload eth1"));
  c.port().slot = XdpSlot{};
  require_finding(c.judge(judge_slot), "port.xdp_slot", Severity::kError);
  c.detach();
  require_finding(c.judge(judge_slot), "port.xdp_slot", Severity::kOk);
  c.port().slot = XdpSlot{7, XdpMode::kNative};
  require_finding(c.judge(judge_slot), "port.xdp_slot", Severity::kError);
}

TEST_CASE("doctor port.xdp_slot: haguard's own program is nobody else's") {
  PortCase c;
  c.port().slot = XdpSlot{43, XdpMode::kNative};
  c.port().holder = "hg_guard";
  c.port().holder_port = LinkPort{"rooms", "eth2"};
  (*c.port().pin)->ifindex = 12;
  const Finding swapped = c.judge(judge_slot);
  require_finding(swapped, "port.xdp_slot", Severity::kError);
  CHECK(swapped.what.find("haguard's, for port eth2 of this link") != std::string::npos);
  CHECK_FALSE(mentions(swapped.remedy, "xdp off"));
  const Finding pin = c.judge(judge_pin);
  CHECK(pin.remedy == std::vector<std::string>{"ip link set dev eth1 name hgswap",
                                               "ip link set dev eth2 name eth1",
                                               "ip link set dev hgswap name eth2"});
  c.port().holder_port = LinkPort{"two", "eth1"};
  const Finding other = c.judge(judge_slot);
  CHECK(other.what.find("for port eth1 of link two") != std::string::npos);
  CHECK(mentions(other.remedy, "haguard detach two"));
  // A new interface has the name, and nobody's program: attaching anew is not the way.
  c.port().slot = XdpSlot{};
  c.port().holder_port.reset();
  CHECK_FALSE(mentions(c.judge(judge_slot).remedy, "haguard attach"));
}

TEST_CASE("doctor port.xdp_mode, port.gro: generic") {
  PortCase c;
  c.port().slot = XdpSlot{42, XdpMode::kGeneric};
  require_finding(c.judge(judge_xdp_mode), "port.xdp_mode", Severity::kWarning);
  require_finding(c.judge(judge_gro), "port.gro", Severity::kNote);
  c.port().features->insert("rx-gro-hw");
  require_finding(c.judge(judge_gro), "port.gro", Severity::kWarning);
}

TEST_CASE("doctor port.rxvlan: matters where the port's own flows are tagged") {
  PortCase c;
  c.port().features->insert("rx-vlan-hw-parse");
  require_finding(c.judge(judge_rxvlan), "port.rxvlan", Severity::kOk);
  add_flow(c.link, pair::reversed(pair::ip_flow(105))).vlan.ids = {3001};
  require_finding(c.judge(judge_rxvlan), "port.rxvlan", Severity::kOk);
  add_flow(c.link, pair::ip_flow(105)).vlan.ids = {3001};
  const Finding finding = c.judge(judge_rxvlan);
  require_finding(finding, "port.rxvlan", Severity::kError);
  CHECK(finding.what.find("1 flow of the policy is tagged") != std::string::npos);
  CHECK(finding.remedy.front() == "ethtool -K eth1 rxvlan off");
  c.port().features->clear();
  require_finding(c.judge(judge_rxvlan), "port.rxvlan", Severity::kOk);
}

TEST_CASE("doctor port.rxvlan: before learning, for one VLAN, on a veth") {
  PortCase c;
  c.port().features->insert("rx-vlan-stag-hw-parse");
  c.link.policy = std::optional<Policy>{};
  require_finding(c.judge(judge_rxvlan), "port.rxvlan", Severity::kNote);
  c.link.tagged_scope = true;
  require_finding(c.judge(judge_rxvlan), "port.rxvlan", Severity::kError);
  c.port().driver = std::string("veth");
  require_finding(c.judge(judge_rxvlan), "port.rxvlan", Severity::kWarning);
  c.port().features->clear();
  require_finding(c.judge(judge_rxvlan), "port.rxvlan", Severity::kNote);
}

TEST_CASE("doctor port.redirect: a driver that does not send what is redirected to it") {
  PortCase c;
  c.port().xdp_features = std::optional<std::uint64_t>{0};
  require_finding(c.judge(judge_redirect_driver), "port.redirect", Severity::kOk);
  c.link.wants_redirect = true;
  require_finding(c.judge(judge_redirect_driver), "port.redirect", Severity::kWarning);
  c.link.forward = HG_FORWARD_REDIRECT;
  const Finding cut = c.judge(judge_redirect_driver);
  require_finding(cut, "port.redirect", Severity::kError);
  CHECK(cut.remedy.front() == "haguard forward rooms --set kernel");
  c.port().interface->kind = "veth";
  CHECK(c.judge(judge_redirect_driver).remedy.front() == "ethtool -K PEER gro on");
  c.port().xdp_features = std::optional<std::uint64_t>{kXdpSends};
  require_finding(c.judge(judge_redirect_driver), "port.redirect", Severity::kOk);
  c.port().interface->mtu = 9000;
  require_finding(c.judge(judge_redirect_driver), "port.redirect", Severity::kError);
  c.port().xdp_features = std::optional<std::uint64_t>{};
  require_finding(c.judge(judge_redirect_driver), "port.redirect", Severity::kOk);
  c.port().xdp_features = not_read();
  CHECK_FALSE(c.judge(judge_redirect_driver).checked);
}

TEST_CASE("doctor port.lro") {
  PortCase c;
  c.port().features->insert("rx-lro");
  require_finding(c.judge(judge_lro), "port.lro", Severity::kWarning);
  c.detach();
  require_finding(c.judge(judge_lro), "port.lro", Severity::kWarning);
}

TEST_CASE("doctor port.mtu: more than a page before the attach") {
  PortCase c;
  c.port().interface->mtu = 9000;
  require_finding(c.judge(judge_mtu), "port.mtu", Severity::kOk);
  c.detach();
  require_finding(c.judge(judge_mtu), "port.mtu", Severity::kNote);
  c.port().interface->mtu = 3000;
  require_finding(c.judge(judge_mtu), "port.mtu", Severity::kOk);
}

TEST_CASE("doctor port.rp_filter: strict, and only where the host routes") {
  PortCase c;
  c.port().rp_filter = 1U;
  require_finding(c.judge(judge_rp_filter), "port.rp_filter", Severity::kOk);
  c.port().interface->bridge_port.reset();
  require_finding(c.judge(judge_rp_filter), "port.rp_filter", Severity::kWarning);
  c.port().rp_filter = 2U;
  require_finding(c.judge(judge_rp_filter), "port.rp_filter", Severity::kOk);
}

TEST_CASE("doctor port.bridge_state: blocked, isolated, hairpin") {
  PortCase c;
  c.bridge_port().hairpin = true;
  require_finding(c.judge(judge_bridge_port), "port.bridge_state", Severity::kWarning);
  c.bridge_port().isolated = true;
  require_finding(c.judge(judge_bridge_port), "port.bridge_state", Severity::kWarning);
  c.link.ports[1].interface->bridge_port->isolated = true;
  require_finding(c.judge(judge_bridge_port), "port.bridge_state", Severity::kError);
  c.bridge_port() = BridgePort{};
  c.bridge_port().state = BridgePortState::kDisabled;
  const Finding closed = c.judge(judge_bridge_port);
  require_finding(closed, "port.bridge_state", Severity::kError);
  CHECK(closed.remedy.front() == "bridge link set dev eth1 state 3");
  // Without carrier every bridge port is disabled; port.up says so.
  c.port().interface->carrier = false;
  require_finding(c.judge(judge_bridge_port), "port.bridge_state", Severity::kOk);
}

TEST_CASE("doctor port.bridge_flood: names what is not sent") {
  PortCase c;
  c.bridge_port().multicast_flood = false;
  c.bridge_port().neighbour_suppression = true;
  const Finding finding = c.judge(judge_bridge_flood);
  require_finding(finding, "port.bridge_flood", Severity::kWarning);
  CHECK(finding.remedy == std::vector<std::string>{"bridge link set dev eth1 mcast_flood on",
                                                   "bridge link set dev eth1 neigh_suppress off"});
}

TEST_CASE("doctor port.default_route, port.session: also through the bridge") {
  PortCase c;
  c.machine.default_routes = std::set<unsigned>{3};
  const Finding route = c.judge(judge_default_route);
  require_finding(route, "port.default_route", Severity::kWarning);
  CHECK(route.what.find("through br0") != std::string::npos);
  c.machine.session = std::optional<Session>{Session{*IpAddress::parse("192.0.2.9"), 2}};
  require_finding(c.judge(judge_session), "port.session", Severity::kOk);
  (*c.machine.session)->interface = 3;
  require_finding(c.judge(judge_session), "port.session", Severity::kWarning);
}

TEST_CASE("doctor port.residence: the driver, the egress program, or nobody asks") {
  PortCase c;
  require_finding(c.judge(judge_residence), "port.residence", Severity::kOk);
  c.port().residence->refused = 7;
  const Finding refused = c.judge(judge_residence);
  require_finding(refused, "port.residence", Severity::kWarning);
  CHECK(refused.what.find("refuses metadata: no residence times") != std::string::npos);
  c.port().residence->refused = 0;
  c.port().residence->egress = false;
  require_finding(c.judge(judge_residence), "port.residence", Severity::kWarning);
  c.port().residence->stamping = HG_STAMP_OFF;
  require_finding(c.judge(judge_residence), "port.residence", Severity::kOk);
}

}  // namespace haguard
