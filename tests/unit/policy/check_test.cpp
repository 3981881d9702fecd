// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Each thing that is wrong with a policy is told once, of the right peer or flow, with a remedy.
#include "policy/check.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "unit/policy/pair.h"

namespace haguard::pair {
namespace {

// Complete: IP 105 both ways, ARP and neighbour discovery.
Policy healthy() {
  Policy policy = peers_only();
  Flow solicit = ip_flow(58);
  solicit.name = "nd";
  policy.flows = {ip_flow(105),
                  reversed(ip_flow(105)),
                  arp_flow("primary", "secondary"),
                  arp_flow("secondary", "primary"),
                  solicit,
                  reversed(solicit)};
  return policy;
}

std::vector<std::string> texts(const Policy& policy,
                               const std::vector<std::string>& ports = {"eth1", "eth2"}) {
  std::vector<std::string> lines;
  for (const Problem& problem : check_policy(policy, ports))
    lines.push_back(format_problem(problem));
  return lines;
}

// Exactly one problem, and it starts with `start` and holds `words`.
void one_problem(const Policy& policy, const std::string& start, const std::string& words) {
  const std::vector<std::string> lines = texts(policy);
  for (const std::string& line : lines)
    UNSCOPED_INFO(line);
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines[0], Catch::StartsWith(start) && Catch::Contains(words));
}

void has_problem(const Policy& policy, const std::string& start, const std::string& words) {
  const std::vector<std::string> lines = texts(policy);
  for (const std::string& line : lines)
    UNSCOPED_INFO(line);
  CHECK(std::count_if(lines.begin(), lines.end(), [&](const std::string& line) {
          return line.rfind(start, 0) == 0 && line.find(words) != std::string::npos;
        }) == 1);
}

}  // namespace

TEST_CASE("check: a healthy policy has no problem, and compiles") {
  CHECK(texts(healthy()).empty());
  CHECK(texts(healthy(), {}).empty());
  CHECK_FALSE(has_errors(check_policy(healthy(), {})));
  CHECK(texts(Policy{}).empty());
}

TEST_CASE("check: peers") {
  Policy policy = healthy();
  SECTION("unknown port") {
    policy.peers[1].port = "eth9";
    one_problem(policy, "error: peer \"secondary\": ", "eth9");
  }
  SECTION("one side") {
    policy.peers[1].port = "eth1";
    has_problem(policy, "error: all peers are behind eth1", "different sides");
    has_problem(policy, "error: flow \"105\": ", "both behind eth1");
  }
  SECTION("a name twice") {
    policy.peers.push_back({"primary", "eth1", {}, {kStranger}, {}, {}});
    one_problem(policy, "error: peer \"primary\": ", "two peers");
  }
  SECTION("an address of two peers") {
    policy.peers[1].addresses.push_back(kPrimary);
    has_problem(policy, "error: peer \"secondary\": 192.0.2.1 is also peer \"primary\"'s",
                "shared_addresses");
  }
  SECTION("a MAC of two peers") {
    policy.peers[1].macs.push_back(kPrimaryMac);
    one_problem(policy, "error: peer \"secondary\": 02:00:00:00:00:01 is also", "shared_macs");
  }
  SECTION("an address twice") {
    policy.peers[0].addresses.push_back(kPrimary);
    one_problem(policy, "error: peer \"primary\": 192.0.2.1 is listed twice", "remove");
  }
  SECTION("own and shared") {
    policy.peers[1].shared_addresses = {kPrimary};
    one_problem(policy, "error: peer \"secondary\": 192.0.2.1 is shared here", "own");
  }
  SECTION("what is no host") {
    policy.peers[0].addresses = {kPrimary, kPrimary6, ip("224.0.0.18")};
    one_problem(policy, "error: peer \"primary\": 224.0.0.18 is a multicast", "sends from");
    policy.peers[0].addresses[2] = ip("255.255.255.255");
    one_problem(policy, "error: peer \"primary\": 255.255.255.255 is the broadcast", "");
    policy.peers[0].addresses[2] = ip("::");
    one_problem(policy, "error: peer \"primary\": :: is no address", "");
  }
  SECTION("a group MAC") {
    policy.peers[0].macs = {mac("01:00:5e:00:00:12")};
    one_problem(policy, "error: peer \"primary\": 01:00:5e:00:00:12 is a group", "");
  }
  SECTION("nothing to know it by") {
    policy.peers.push_back({"witness", "eth2", {}, {}, {}, {}});
    one_problem(policy, "warning: peer \"witness\": ", "neither an address nor a mac");
  }
}

TEST_CASE("check: flows") {
  Policy policy = healthy();
  const auto add = [&](const std::string& name) -> Flow& {
    policy.flows.push_back(ip_flow(9));
    policy.flows.push_back(reversed(ip_flow(9)));
    Flow& flow = policy.flows[policy.flows.size() - 2];
    flow.name = name;
    return flow;
  };
  SECTION("unknown peers") {
    add("x").from = "q";
    has_problem(policy, "error: flow \"x\": ", "no peer \"q\" to send");
  }
  SECTION("unknown receiver") {
    add("x").to = "q";
    has_problem(policy, "error: flow \"x\": ", "no peer \"q\" to receive");
  }
  SECTION("no receiver") {
    add("x").to.clear();
    has_problem(policy, "error: flow \"x\": ", "no receiver");
  }
  SECTION("to itself") {
    add("x").to = "primary";
    has_problem(policy, "error: flow \"x\": ", "sends to itself");
  }
  SECTION("ARP to itself is fine") {
    policy.flows.push_back(arp_flow("primary", "primary"));
    policy.flows.back().name = "gratuitous";
    CHECK(texts(policy).empty());
  }
  SECTION("a name twice") {
    add("105");
    one_problem(policy, "error: flow \"105\": ", "two flows have this name");
  }
  SECTION("the same flow twice") {
    policy.flows.push_back(ip_flow(105));
    policy.flows.back().name = "again";
    one_problem(policy, "error: flow \"again\": ", "same as flow \"105\"");
  }
  SECTION("the same frames by another way of writing") {
    policy.peers[0].addresses = {kPrimary};
    policy.flows.push_back(ip_flow(105));
    policy.flows.back().name = "again";
    policy.flows.back().source = kPrimary;
    has_problem(policy, "error: flow \"again\": ", "same frames as flow \"105\"");
  }
  SECTION("the other peer's address as source") {
    add("x").source = kSecondary;
    has_problem(policy, "error: flow \"x\": its source 192.0.2.2 is peer \"secondary\"'s", "from");
  }
  SECTION("a source that nobody has") {
    add("x").source = kStranger;
    one_problem(policy, "warning: flow \"x\": its source 192.0.2.66", "shared_addresses");
  }
  SECTION("a shared source") {
    for (Peer& peer : policy.peers)
      peer.shared_addresses = {kStranger};
    add("x").source = kStranger;
    CHECK(texts(policy).empty());
  }
  SECTION("a destination of another peer") {
    add("x").destination = kPrimary;
    has_problem(policy, "error: flow \"x\": it goes to \"secondary\"", "primary");
  }
  SECTION("no address of one family") {
    policy.peers[0].addresses = {kPrimary};
    policy.peers[1].addresses = {kSecondary6};
    policy.flows = {ip_flow(105)};
    has_problem(policy, "error: flow \"105\": ", "family");
  }
  SECTION("no MAC") {
    policy.peers[1].macs.clear();
    Flow& flow = add("x");
    flow.kind = FlowKind::kEther;
    flow.number = 0x8890;
    has_problem(policy, "error: flow \"x\": ", "no MAC");
  }
  SECTION("too many VLANs") {
    for (std::uint16_t id = 1; id <= HG_MAX_VLANS; ++id)
      add("v" + std::to_string(id)).vlan.ids = {id};
    has_problem(policy, "error: flow \"v8\": ", "more than 8");
  }
}

TEST_CASE("check: a flow inside a wider one is a warning") {
  Policy policy = healthy();
  policy.flows.push_back(ip_flow(17));
  policy.flows.push_back(reversed(ip_flow(17)));
  policy.flows.push_back(ip_flow(17));
  policy.flows.back().name = "narrow";
  policy.flows.back().destination_port = 3780;
  one_problem(policy, "warning: flow \"narrow\": flow \"17\" allows all of its frames", "counter");

  // Half of it is not.
  policy.flows[6].source = kPrimary;
  CHECK(texts(policy).empty());

  policy.flows[6].source.reset();
  policy.flows[6].destination_port = 3781;
  CHECK(texts(policy).empty());
}

TEST_CASE("check: what a pair needs") {
  Policy policy = healthy();
  SECTION("ARP") {
    policy.flows.erase(policy.flows.begin() + 3);
    one_problem(policy, "warning: peer \"secondary\": may send no ARP to \"primary\"", "arp");
  }
  SECTION("neighbour discovery") {
    policy.flows[4].icmp_type = 135;
    one_problem(policy, "warning: peer \"primary\": talks IPv6", "136");
    policy.flows.push_back(ip_flow(58));
    policy.flows.back().icmp_type = 136;
    CHECK(texts(policy).empty());
  }
  SECTION("neither, where only groups are spoken to") {
    policy.flows = {ip_flow(112)};
    policy.flows[0].to.clear();
    policy.flows[0].destination = ip("224.0.0.18");
    CHECK(texts(policy).empty());
  }
  SECTION("the way back") {
    policy.flows.push_back(ip_flow(8));
    one_problem(policy, "warning: flow \"8\": no flow lets \"secondary\" answer", "one-way");
  }
  SECTION("a receiver named by its address") {
    policy.flows[1].to.clear();
    policy.flows[1].destination = kPrimary;
    CHECK(texts(policy).empty());
  }
}

TEST_CASE("check: errors stand before warnings") {
  Policy policy = healthy();
  policy.flows.push_back(ip_flow(8));  // one way
  policy.flows.push_back(ip_flow(105));
  policy.flows.back().name = "again";
  const auto problems = check_policy(policy, {});
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].severity == ProblemSeverity::kError);
  CHECK(problems[0].subject == Subject::kFlow);
  CHECK(problems[0].name == "again");
  CHECK(problems[1].severity == ProblemSeverity::kWarning);
  CHECK(has_errors(problems));
}

TEST_CASE("check: a problem of a file says where the peer or flow stands") {
  const SourceMap places{"p.toml", {{"primary", {3, 1}}}, {{"sync", {12, 5}}}};
  Problem problem{ProblemSeverity::kError, Subject::kFlow, "sync", "is wrong", "mend it"};
  CHECK(format_problem(problem) == "error: flow \"sync\": is wrong; mend it");
  CHECK(format_problem(problem, &places) == "p.toml:12:5: error: flow \"sync\": is wrong; mend it");
  problem.subject = Subject::kPeer;  // a peer of the flow's name is none of the file
  CHECK(format_problem(problem, &places) == "p.toml: error: peer \"sync\": is wrong; mend it");
  problem.name = "primary";
  problem.severity = ProblemSeverity::kWarning;
  CHECK(format_problem(problem, &places) ==
        "p.toml:3:1: warning: peer \"primary\": is wrong; mend it");
  CHECK(format_problem({ProblemSeverity::kError, Subject::kPolicy, "", "is wrong", ""}, &places) ==
        "p.toml: error: is wrong");
}

}  // namespace haguard::pair
