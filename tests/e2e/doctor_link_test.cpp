// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// haguard doctor on links with something wrong. Where a remedy can be carried out here, it is, and
// the finding is gone after it.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>

#include "e2e/bad_input.h"
#include "e2e/doctor_report.h"
#include "fixture/must.h"
#include "harness/offload.h"
#include "harness/poll.h"
#include "harness/rootless.h"

using namespace haguard;

namespace {

using std::chrono::seconds;

std::string flow(const std::string& name, const std::string& lines) {
  return "\n[[flow]]\nname = \"" + name + "\"\nfrom = \"primary\"\n" + lines;
}

void apply_flows(const SteadyLab& steady, const std::string& flows) {
  steady.haguard().ok(
      {"policy", "apply", steady.file("policy.toml", kSteadyPolicy + flows), "--force"});
}

// The firewall's own words, and what it says of them: `id` is of this severity until it is mended.
void breaks(const SteadyLab& steady, const std::string& ip_lines, const std::string& id,
            const std::string& severity, const std::string& port = "") {
  INFO(ip_lines);
  DoctorReport(steady.haguard()).require(id, "ok", port);
  must(steady.lab().fw().ip_batch(ip_lines));
  const DoctorReport report(steady.haguard());
  mend(steady.lab(), report.require(id, severity, port));
  DoctorReport(steady.haguard()).require(id, "ok", port);
}

void nft(const SteadyLab& steady, const std::string& rules) {
  must(run_ok({.argv = {"nft", "-f", "-"}, .netns = steady.lab().fw().fd(), .input = rules}));
}

bool has_br_netfilter() {
  return ::access("/proc/sys/net/bridge/bridge-nf-call-iptables", F_OK) == 0;
}

Bytes lacp() {
  return Frame()
      .ethernet(mac("02:00:00:00:00:01"), mac("01:80:c2:00:00:02"), 0x8809)
      .payload("slow protocols")
      .pad()
      .bytes();
}

// conntrackd's, of a unit that never joined the group.
Bytes state_sync() {
  return Frame()
      .ethernet(mac("02:00:00:00:00:01"), mac("01:00:5e:00:00:32"))
      .ipv4({.source = ip("192.0.2.1"), .destination = ip("225.0.0.50")})
      .udp({.source = 3780, .destination = 3780})
      .payload("as long as a frame has to be without padding")
      .bytes();
}

}  // namespace

TEST_CASE("doctor: ports before they are attached") {
  const Lab lab = must(Lab::create({.ipv6 = false}));
  const HaguardCli haguard(lab);
  const DoctorReport before(haguard, {"--ports", "eth1,eth2"});
  CHECK(before.exit_code() == 0);
  before.require("port.xdp_slot", "ok", "eth2");
  before.require("port.rxvlan", "note", "eth2");
  // Another instance takes one of them.
  haguard.attach();
  const std::string elsewhere = lab.scratch() + "/elsewhere";
  Command command = haguard.command({"doctor", "rooms", "--ports", "eth1,eth2", "--json"});
  command.argv[2] = elsewhere;
  const DoctorReport taken(command);
  CHECK(taken.exit_code() == 1);
  CHECK(tells(taken.require("port.xdp_slot", "error", "eth1"), "of somebody else"));
}

TEST_CASE("doctor: generic mode") {
  const Lab lab = must(Lab::create({.ipv6 = false}));
  const HaguardCli haguard(lab);
  haguard.ok({"attach", "rooms", "--ports", "eth1,eth2", "--generic"});
  const DoctorReport report(haguard);
  CHECK(report.exit_code() == 0);
  report.require("port.xdp_mode", "warning", "eth1");
  report.require("port.xdp_slot", "ok", "eth1");
}

TEST_CASE("doctor: an interface that was deleted, made anew, renamed") {
  const SteadyLab steady;
  const Netns& fw = steady.lab().fw();
  must(fw.ip_batch("link set eth2 down\nlink set eth2 name room2\n"));
  const DoctorReport renamed(steady.haguard());
  renamed.require("port.exists", "error", "eth2");
  const auto& pin = renamed.require("port.pin", "error", "eth2");
  CHECK(tells(pin, "room2"));
  CHECK_FALSE(tells(pin, "neither counted nor judged"));
  mend(steady.lab(), pin);
  DoctorReport(steady.haguard()).require("port.pin", "ok", "eth2");
  must(fw.ip_batch("link del eth1\n"));
  const DoctorReport deleted(steady.haguard());
  deleted.require("port.exists", "error", "eth1");
  CHECK(tells(deleted.require("port.pin", "error", "eth1"), "deleted"));
  must(fw.ip_batch("link add eth1 type veth peer name far1\nlink set eth1 up\nlink set far1 up\n"));
  const DoctorReport anew(steady.haguard());
  anew.require("port.exists", "ok", "eth1");
  anew.require("port.pin", "error", "eth1");
  anew.require("port.xdp_slot", "error", "eth1");
}

TEST_CASE("doctor: two ports with each other's names") {
  const SteadyLab steady;
  must(
      steady.lab().fw().ip_batch("link set eth1 name tmp\nlink set eth2 name eth1\n"
                                 "link set tmp name eth2\n"));
  const DoctorReport report(steady.haguard());
  const auto& slot = report.require("port.xdp_slot", "error", "eth1");
  CHECK(tells(slot, "haguard's, for port eth2 of this link"));
  CHECK_FALSE(tells(slot, "xdp off"));
  const auto& pin = report.require("port.pin", "error", "eth1");
  CHECK_FALSE(tells(pin, "neither counted nor judged"));
  mend(steady.lab(), pin);
  const DoctorReport mended(steady.haguard());
  for (const char* port : {"eth1", "eth2"}) {
    mended.require("port.pin", "ok", port);
    mended.require("port.xdp_slot", "ok", port);
  }
}

TEST_CASE("doctor: down, without carrier, out of the bridge, of another size") {
  const SteadyLab steady;
  breaks(steady, "link set eth1 mtu 1400\n", "link.mtu", "warning");
  breaks(steady, "link set br0 down\n", "link.path", "error");
  breaks(steady, "link set eth2 down\n", "port.up", "error", "eth2");
  must(steady.lab().b().netns.ip_batch("link set eth0 down\n"));
  CHECK(tells(DoctorReport(steady.haguard()).require("port.up", "error", "eth2"), "carrier"));
  must(steady.lab().b().netns.ip_batch("link set eth0 up\n"));
  must(steady.lab().fw().ip_batch("link set eth2 nomaster\n"));
  CHECK(tells(DoctorReport(steady.haguard()).require("link.path", "warning"), "not ports of one"));
}

TEST_CASE("doctor: what the bridge does to a port") {
  const SteadyLab steady;
  const auto slave = [](const std::string& words) {
    return "link set eth1 type bridge_slave " + words + "\n";
  };
  breaks(steady, slave("hairpin on"), "port.bridge_state", "warning", "eth1");
  breaks(steady, slave("mcast_flood off") + slave("bcast_flood off"), "port.bridge_flood",
         "warning", "eth1");
  breaks(steady, slave("isolated on") + "link set eth2 type bridge_slave isolated on\n",
         "port.bridge_state", "error", "eth1");
  must(steady.lab().block(2, true));
  const DoctorReport report(steady.haguard());
  mend(steady.lab(), report.require("port.bridge_state", "error", "eth2"));
  DoctorReport(steady.haguard()).require("port.bridge_state", "ok", "eth2");
}

TEST_CASE("doctor: nftables rules on the way") {
  const SteadyLab steady;
  DoctorReport(steady.haguard()).require("link.nftables", "ok");
  nft(steady,
      "table bridge guard {\nchain f {\ntype filter hook forward priority 0\nip protocol 105 "
      "drop\n}\n}\n");
  const DoctorReport bridge(steady.haguard());
  CHECK(bridge.exit_code() == 0);
  const auto& finding = bridge.require("link.nftables", "warning");
  CHECK(tells(finding, "table bridge guard, chain f (hook forward): 1 drop rule"));
  CHECK(tells(finding, "nft list chain bridge guard f"));
  nft(steady,
      "delete table bridge guard\n"
      "table netdev early {\nchain i {\ntype filter hook ingress devices = { eth2, br0 } priority "
      "0; policy "
      "drop\n}\n}\n");
  CHECK(tells(DoctorReport(steady.haguard()).require("link.nftables", "warning"),
              "table netdev early, chain i (hook ingress of br0, eth2): policy drop"));
  nft(steady,
      "delete table netdev early\n"
      "table netdev elsewhere {\nchain i {\ntype filter hook ingress device br0 priority 0; "
      "policy drop\n}\n}\n"
      "table inet mine {\nchain in {\ntype filter hook input priority 0; policy drop\n}\n}\n");
  DoctorReport(steady.haguard()).require("link.nftables", "ok");
}

TEST_CASE("doctor: br_netfilter brings the rules for routed traffic to the bridge") {
  needs_root("only root may list the tables of the legacy tools");
  if (!has_br_netfilter()) {
    WARN("this kernel has no br_netfilter");
    return;
  }
  const SteadyLab steady;
  must(steady.lab().fw().sysctl("net/bridge/bridge-nf-call-iptables", "1"));
  nft(steady,
      "table ip mine {\nchain f {\ntype filter hook forward priority 0; policy drop\n}\n}\n");
  must(steady.lab().fw().run({"iptables-legacy", "-A", "FORWARD", "-p", "105", "-j", "DROP"}));
  const DoctorReport on(steady.haguard());
  CHECK(tells(on.require("link.nftables", "warning"),
              "table ip mine, chain f (hook forward): policy drop"));
  CHECK(tells(on.require("link.legacy_tables", "warning"),
              "chain FORWARD (hook forward): 1 drop rule"));
  mend(steady.lab(), on.require("link.br_netfilter", "note"));
  const DoctorReport off(steady.haguard());
  off.require("link.br_netfilter", "ok");
  off.require("link.nftables", "ok");
  off.require("link.legacy_tables", "ok");
}

TEST_CASE("doctor: a routed link, and its reverse path filter") {
  const SteadyLab steady;
  must(steady.lab().fw().sysctl("net/ipv4/conf/all/rp_filter", "0"));
  must(steady.lab().fw().ip_batch("link set eth1 nomaster\nlink set eth2 nomaster\n"));
  const DoctorReport stuck(steady.haguard());
  CHECK(tells(stuck.require("link.path", "warning"), "nothing forwards"));
  must(steady.lab().fw().sysctl("net/ipv4/ip_forward", "1"));
  must(steady.lab().fw().sysctl("net/ipv4/conf/eth2/rp_filter", "1"));
  const DoctorReport routed(steady.haguard());
  routed.require("link.path", "ok");
  routed.require("port.rp_filter", "ok", "eth1");
  mend(steady.lab(), routed.require("port.rp_filter", "warning", "eth2"));
  DoctorReport(steady.haguard()).require("port.rp_filter", "ok", "eth2");
}

TEST_CASE("doctor: the bridge keeps LACP, until the remedy") {
  const SteadyLab steady;
  apply_flows(steady, flow("lacp", "to = \"01:80:c2:00:00:02\"\nethertype = 0x8809\n"));
  const RawSocket sender = must(steady.lab().a().raw_socket());
  const RawSocket receiver = must(steady.lab().b().raw_socket());
  const auto counted = [&] { return steady.haguard().frames("flow", "passed", "eth1"); };
  const std::uint64_t before = counted();
  must(sender.send(lacp()));
  REQUIRE(eventually(seconds(10), [&] { return counted() == before + 1; }));
  CHECK(receiver.count_queued(containing(lacp())) == 0);
  const DoctorReport report(steady.haguard());
  CHECK(report.exit_code() == 0);
  const auto& finding = report.require("link.group_forward", "warning");
  CHECK(tells(finding, "flow lacp to 01:80:c2:00:00:02 (LACP)"));
  mend(steady.lab(), finding);
  DoctorReport(steady.haguard()).require("link.group_forward", "ok");
  must(sender.send(lacp()));
  CHECK(receiver.receive(seconds(10), containing(lacp())).has_value());
}

TEST_CASE("doctor: multicast snooping keeps a group back once there is a querier") {
  const SteadyLab steady;
  apply_flows(steady,
              flow("sync", "to = \"225.0.0.50\"\nprotocol = \"udp\"\ndestination_port = 3780\n"));
  const RawSocket sender = must(steady.lab().a().raw_socket());
  const RawSocket receiver = must(steady.lab().b().raw_socket());
  const auto crosses = [&] {
    const std::uint64_t before = steady.haguard().frames("flow", "passed", "eth1");
    must(sender.send(state_sync()));
    REQUIRE(eventually(seconds(10), [&] {
      return steady.haguard().frames("flow", "passed", "eth1") == before + 1;
    }));
    return receiver.receive(seconds(1), containing(state_sync())).has_value();
  };
  must(steady.lab().fw().ip_batch("link set br0 type bridge mcast_snooping 1\n"));
  const DoctorReport silent(steady.haguard());
  CHECK(tells(silent.require("link.multicast", "note"), "flow sync to 225.0.0.50"));
  CHECK(crosses());
  // It takes effect one response interval (in hundredths of a second) after it was switched on.
  must(
      steady.lab().fw().ip_batch("link set br0 type bridge mcast_query_response_interval 10\n"
                                 "link set br0 type bridge mcast_querier 1\n"));
  const DoctorReport asked(steady.haguard());
  const auto& finding = asked.require("link.multicast", "warning");
  CHECK(eventually(seconds(20), [&] { return !crosses(); }));
  mend(steady.lab(), finding);
  DoctorReport(steady.haguard()).require("link.multicast", "ok");
  CHECK(crosses());
}

TEST_CASE("doctor: tags that the interface may take off") {
  const SteadyLab steady;
  apply_flows(steady, flow("tagged", "to = \"secondary\"\nprotocol = 105\nvlan = 3001\n"));
  const DoctorReport on(steady.haguard());
  CHECK(tells(on.require("port.rxvlan", "warning", "eth1"), "1 flow of the policy is tagged"));
  // Nothing tagged comes in on the other side.
  on.require("port.rxvlan", "ok", "eth2");
  must(set_features(steady.lab().fw(), "eth1", {"rx-vlan-hw-parse", "rx-vlan-stag-hw-parse"},
                    false));
  DoctorReport(steady.haguard()).require("port.rxvlan", "note", "eth1");
}

TEST_CASE("doctor: the default route and the operator's session go through the link") {
  const SteadyLab steady;
  DoctorReport(steady.haguard()).require("port.default_route", "ok", "eth1");
  must(steady.lab().fw().ip_batch(
      "addr add 192.0.2.50/24 dev br0\nroute add default via 192.0.2.1\n"));
  Command command = steady.haguard().command({"doctor", "--json"});
  command.environment.emplace_back("SSH_CONNECTION", "198.51.100.9 50022 192.0.2.50 22");
  const DoctorReport here(command);
  for (const char* port : {"eth1", "eth2"}) {
    CHECK(tells(here.require("port.default_route", "warning", port), "through br0"));
    CHECK(tells(here.require("port.session", "warning", port), "198.51.100.9"));
  }
  // As sudo starts it: only the shell above it knows of the session.
  std::string line = "env -u SSH_CONNECTION";
  for (const std::string& word : command.argv)
    line += " '" + word + "'";
  command.argv = {"sh", "-c", line + "; exit $?"};
  DoctorReport(command).require("port.session", "warning", "eth1");
}
