// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The gate before enforce, on a real link: it refuses with every reason and its remedy and changes
// nothing; --force goes past it and is recorded.
#include <catch2/catch.hpp>

#include "e2e/bad_input.h"
#include "fixture/must.h"
#include "fixture/pair.h"
#include "harness/poll.h"
#include "harness/rootless.h"

using namespace haguard;
using nlohmann::json;

namespace {

const std::vector<std::string> kEnforce = {"enforce", "rooms"};

// The steady policy without ARP, and with one direction of the failover.
std::string one_way(const SteadyLab& steady) {
  const std::string policy = kSteadyPolicy;
  return steady.file("one-way.toml",
                     policy.substr(0, policy.find("[[flow]]\nname = \"failover back\"")));
}

// A peer sends what its policy does not allow, in audit.
void send_esp(const SteadyLab& steady) {
  steady.haguard().ok({"audit", "rooms"});
  const RawSocket socket = must(steady.lab().a().raw_socket());
  must(socket.send(Frame()
                       .ethernet(kMacA, kMacB)
                       .ipv4({.source = kIpA, .destination = kIpB, .protocol = 50})
                       .payload_size(40)));
  REQUIRE(eventually(std::chrono::seconds(10), [&] {
    return steady.haguard().frames("unknown_protocol", "would_drop", "eth1") == 1;
  }));
}

// The firewall has an address on the bridge over the ports, and its default route there.
void route_over_the_bridge(const SteadyLab& steady) {
  must(steady.lab().fw().ip_batch(
      "address add 198.51.100.1/24 dev br0\nroute add default via 198.51.100.2\n"));
}

}  // namespace

TEST_CASE("gate: lists every reason and changes nothing") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  haguard.ok({"policy", "apply", one_way(steady)});
  steady.refuses(kEnforce,
                 {3,
                  {"ARP requests of primary to secondary", "ARP replies of secondary to primary",
                   "one direction", "Cisco ASA failover", "remedy: ", "--force"}});
  steady.refuses({"enforce", "rooms", "--confirm", "10m"}, {3, {"one direction"}});
  haguard.ok({"audit", "rooms"});
  steady.refuses(kEnforce, {3, {"one direction"}});
  haguard.ok({"policy", "rollback"});
  haguard.ok(kEnforce);
}

TEST_CASE("gate: what a peer sent in audit speaks against it until there is another policy") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  send_esp(steady);
  steady.refuses(
      kEnforce,
      {3, {"primary sent what would be dropped", "192.0.2.1 > 192.0.2.2 esp", "1 frames"}});
  // The same again: it was under the policy before, and would be said again if it came again.
  haguard.ok({"policy", "rollback", "1"});
  haguard.ok(kEnforce);
}

TEST_CASE("gate: --force goes past it and is recorded") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  send_esp(steady);
  haguard.ok({"policy", "apply", one_way(steady)});
  const Output forced = haguard.run({"enforce", "rooms", "--force"});
  INFO(forced.to_string());
  CHECK(forced.exit_code == 0);
  CHECK(forced.err.find("forced past the gate: ARP requests of primary") != std::string::npos);
  CHECK(haguard.json({"mode"})["mode"] == "enforce");
  const json events = haguard.json({"events", "rooms"})["events"];
  INFO(events.dump(2));
  std::size_t recorded = 0;
  for (const json& event : events) {
    if (event["kind"] != "forced") continue;
    ++recorded;
    CHECK(event["details"].size() == 3);
    CHECK(event["who"].get<std::string>().find(haguard_user()) != std::string::npos);
  }
  CHECK(recorded == 1);
}

TEST_CASE("gate: a port that the operator is reached through") {
  const SteadyLab steady;
  route_over_the_bridge(steady);
  steady.refuses(kEnforce, {3,
                            {"eth1 carries the default route (through br0)",
                             "eth2 carries the default route (through br0)"}});
  Command typed = steady.haguard().command(kEnforce);
  typed.environment.emplace_back("SSH_CONNECTION", "203.0.113.7 50000 198.51.100.1 22");
  steady.refuses_to_run(typed, {3, {"your own session from 203.0.113.7 goes through eth1"}});
}

TEST_CASE("gate: a candidate that is newer than the policy") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  haguard.ok({"learn", "rooms", "--for", "100ms"});
  steady.refuses(kEnforce, {3, {"a candidate newer than the policy"}});
  // A policy that was put in force after it was a decision against it.
  haguard.ok({"policy", "rollback", "1"});
  haguard.ok(kEnforce);
}
