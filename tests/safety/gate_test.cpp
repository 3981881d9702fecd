// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The gate before enforce, on a real link: it refuses with every reason and its remedy and changes
// nothing; --force goes past it and is recorded. The same before another policy while it enforces.
#include <catch2/catch.hpp>
#include <chrono>

#include "base/file.h"
#include "e2e/bad_input.h"
#include "fixture/must.h"
#include "fixture/pair.h"
#include "harness/poll.h"
#include "harness/rootless.h"
#include "safety/probe.h"

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

// A policy that nothing else speaks against: ESP in the place of the failover.
std::string esp_instead() {
  std::string policy = kSteadyPolicy;
  for (std::size_t at; (at = policy.find("protocol = 105")) != std::string::npos;)
    policy.replace(at, 14, "protocol = 50");
  return policy;
}

std::uint64_t failover_frames(const SteadyLab& steady) {
  const json flows = steady.haguard().json({"flows"});
  for (const json& flow : flows["flows"])
    if (flow["name"] == "failover") return flow["frames"];
  return 0;
}

// The failover of the policy in force is in use, and passes.
void send_failover(const SteadyLab& steady) {
  const std::uint64_t before = failover_frames(steady);
  IntruderProbe(steady.lab()).send_legitimate();
  REQUIRE(
      eventually(std::chrono::seconds(10), [&] { return failover_frames(steady) == before + 1; }));
}

// This change of policy is refused with these words, and the policy in force goes on. Unit-b
// answers what it was sent, so the counters do not stand still.
void refuses_change(const SteadyLab& steady, const std::vector<std::string>& change,
                    const Refusal& refusal) {
  const HaguardCli& haguard = steady.haguard();
  const json before = haguard.json({"policy", "history", "rooms"});
  require_error(haguard.run(change), refusal);
  CHECK(haguard.json({"policy", "history", "rooms"}) == before);
  CHECK(haguard.json({"mode"})["mode"] == "enforce");
  send_failover(steady);
}

std::vector<json> forced(const SteadyLab& steady) {
  std::vector<json> found;
  const json events = steady.haguard().json({"events", "rooms"})["events"];
  for (const json& event : events)
    if (event["kind"] == "forced") found.push_back(event);
  return found;
}

// Unit-b answers neither unit-a nor the stranger, as the kernel does with ICMP errors, and with ARP
// before them, at times of its own: the counters then stand still behind what is sent.
void silence_unit_b(const SteadyLab& steady) {
  for (const IpAddress& address : {kIpA, kIpStranger})
    must(steady.lab().b().netns.ip_batch("route replace blackhole " + address.to_string() + "\n"));
}

// A peer sends what its policy does not allow, in audit.
void send_esp(const SteadyLab& steady) {
  silence_unit_b(steady);
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
  haguard.ok({"policy", "apply", one_way(steady), "--force"});
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
      {3, {"primary sent what would be dropped", "192.0.2.1 > 192.0.2.2 esp", "1 frame"}});
  // The same again: it was under the policy before, and would be said again if it came again.
  haguard.ok({"policy", "rollback", "1"});
  haguard.ok(kEnforce);
}

TEST_CASE("gate: strangers do not fill the record of audit, and a full one speaks against it") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  const std::uint64_t room = haguard.json({"status"})["links"][0]["learned"]["capacity"];
  const auto fill = [&](const MacAddress& source) {
    const RawSocket socket = must(steady.lab().a().raw_socket());
    for (std::uint64_t n = 0; n <= room; ++n)
      must(socket.send(Frame()
                           .ethernet(source, kMacB)
                           .ipv4({.source = kIpStranger, .destination = kIpB})
                           .udp({.source = static_cast<std::uint16_t>(n), .destination = 9})
                           .pad()));
  };
  const auto counted = [&] { return haguard.frames("unknown_source", "would_drop", "eth1"); };
  silence_unit_b(steady);
  haguard.ok({"audit", "rooms"});
  fill(kMacStranger);
  REQUIRE(eventually(std::chrono::seconds(10), [&] { return counted() == room + 1; }));
  send_esp(steady);
  steady.refuses(kEnforce, {3, {"primary sent what would be dropped", "esp"}});
  fill(kMacA);
  REQUIRE(eventually(std::chrono::seconds(10), [&] { return counted() == 2 * (room + 1); }));
  steady.refuses(kEnforce, {3, {"record", "is full", "haguard audit rooms empties it"}});
  CHECK(haguard.frames("unknown_protocol", "would_drop", "eth2") == 0);  // unit-b kept silent
  haguard.ok({"audit", "rooms"});
  CHECK(haguard.json({"status"})["links"][0]["learned"]["flows"] == 0);
  haguard.ok(kEnforce);
}

TEST_CASE("gate: --force goes past it and is recorded") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  send_esp(steady);
  haguard.ok({"policy", "apply", one_way(steady)});
  const Output enforced = haguard.run({"enforce", "rooms", "--force"});
  INFO(enforced.to_string());
  CHECK(enforced.exit_code == 0);
  CHECK(enforced.err.find("forced past the gate: ARP requests of primary") != std::string::npos);
  CHECK(haguard.json({"mode"})["mode"] == "enforce");
  const std::vector<json> events = forced(steady);
  REQUIRE(events.size() == 1);
  INFO(events[0].dump(2));
  CHECK(events[0]["details"].size() == 3);
  CHECK(events[0]["who"].get<std::string>().find(haguard_user()) != std::string::npos);
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

TEST_CASE("gate: a policy that would cut off an enforcing link is refused, as enforce would be") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  const std::string file = one_way(steady);
  steady.refuses(
      {"policy", "apply", file},
      {3,
       {"policy apply " + file + ": 3 things speak against it",
        "ARP requests of primary to secondary", "one direction", "the policy in force is as it was",
        "haguard policy apply " + file + " --force"}});
  // Where nothing is dropped, nothing is asked.
  haguard.ok({"audit", "rooms"});
  haguard.ok({"policy", "apply", file});
  CHECK(forced(steady).empty());
  // The way back out of it.
  haguard.ok({"enforce", "rooms", "--force"});
  haguard.ok({"policy", "rollback"});
  CHECK(forced(steady).size() == 1);
}

TEST_CASE("gate: a flow in use that another policy would drop") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  haguard.ok({"audit", "rooms"});
  haguard.ok({"policy", "apply", steady.file("esp.toml", esp_instead())});
  haguard.ok({"policy", "rollback", "1"});
  haguard.ok({"enforce", "rooms"});
  send_failover(steady);
  const Refusal refusal = {3,
                           {"flow failover", "is in use, and all or some of it would be dropped",
                            "no flow allows this protocol", " so far"}};
  refuses_change(steady, {"policy", "apply", steady.file("esp.toml", esp_instead())}, refusal);
  refuses_change(steady, {"policy", "rollback", "2"}, refusal);
  must(write_file(steady.lab().state_dir() + "/rooms/candidate.toml", esp_instead()));
  refuses_change(steady, {"accept", "rooms"}, refusal);
  CHECK(haguard.json({"status"})["links"][0]["generation"] == 3);

  const Output accepted = haguard.run({"accept", "rooms", "--force"});
  INFO(accepted.to_string());
  CHECK(accepted.exit_code == 0);
  CHECK(accepted.err.find("forced past the gate: flow failover") != std::string::npos);
  CHECK(haguard.json({"status"})["links"][0]["generation"] == 4);
  REQUIRE(forced(steady).size() == 1);
  CHECK(forced(steady)[0]["text"] == "accept rooms was forced past the gate: 1 objections");
  IntruderProbe(steady.lab()).send_legitimate();
  CHECK(eventually(std::chrono::seconds(10),
                   [&] { return haguard.frames("unknown_protocol", "dropped", "eth1") == 1; }));
  // What is dropped is in use no more: the way back is open.
  haguard.ok({"policy", "rollback", "3"});
  send_failover(steady);
}

TEST_CASE("gate: a port without its program, or without an interface") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  const auto ip = [&](const char* lines) { must(steady.lab().fw().ip_batch(lines)); };
  // A program goes on where its interface is renamed.
  ip("link set eth2 down\nlink set eth2 name moved\n");
  haguard.ok(kEnforce);
  ip("link delete moved\n");
  steady.refuses(kEnforce, {3, {"eth2 is not there", "half of the link is missing"}});
  ip("link add eth2 type veth peer name eth2-far\n");
  steady.refuses(kEnforce, {3,
                            {"the program is not on eth2", "nobody judges it",
                             "haguard attach rooms --ports eth1,eth2 puts it there"}});
  haguard.ok({"attach", "rooms", "--ports", "eth1,eth2"});
  haguard.ok(kEnforce);
}

TEST_CASE("gate: a candidate that is newer than the policy") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  // One that allows nothing can only be learned anew.
  haguard.ok({"learn", "rooms", "--for", "100ms"});
  haguard.ok(kEnforce);
  must(write_file(steady.lab().state_dir() + "/rooms/candidate.toml", esp_instead()));
  steady.refuses(kEnforce, {3, {"a candidate newer than the policy", "review rooms --discard"}});
  // A policy that was put in force after it was a decision against it.
  haguard.ok({"policy", "rollback", "1"});
  haguard.ok(kEnforce);
}
