// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The main job, as an operator does it: attach, learn, review, accept, audit, enforce, a failover,
// detach. The (synthetic) ASA pair at the far ends judges whether it was left alone.
#include <catch2/catch.hpp>
#include <chrono>

#include "e2e/haguard_cli.h"
#include "fixture/must.h"
#include "harness/asa_pair.h"
#include "harness/poll.h"

using namespace haguard;
using nlohmann::json;
using std::chrono::seconds;

namespace {

struct Variant {
  std::string name;
  AsaPairOptions pair;
  bool nd = false;  // neighbour discovery instead of ARP
};

std::vector<Variant> variants() {
  const std::vector<std::string> stream = {"--stream-rate", "500"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.end(), stream.begin(), stream.end());
    return more;
  };
  std::vector<Variant> list;
  list.push_back({"unicast hello", {.arguments = with({"--hello", "unicast"})}});
  list.push_back({"subnet broadcast hello", {.arguments = with({"--hello", "subnet"})}});
  list.push_back({"all-ones broadcast hello", {.arguments = with({"--hello", "broadcast"})}});
  list.push_back({"one 802.1Q tag", {.arguments = with({"--vlan", "3001"})}});
  list.push_back({"IPv6", {.ipv6 = true, .arguments = stream}, true});
  return list;
}

// Every counted frame stands under exactly one reason.
void require_exact(const HaguardCli& haguard) {
  const json counters = haguard.json({"counters"});
  for (const json& port : counters["ports"]) {
    std::uint64_t sum = 0;
    for (const json& counter : port["reasons"])
      sum += counter["frames"].get<std::uint64_t>();
    CHECK(sum == port["received"]["frames"].get<std::uint64_t>());
  }
}

void failover_and_back(AsaPair& pair, const HaguardCli& haguard) {
  for (Process* unit : {&pair.b(), &pair.a()}) {
    REQUIRE(unit->write("failover\n").ok());
    const bool active = eventually(seconds(10), [&] {
      return must(AsaPair::status(*unit)).role == "active" && pair.healthy();
    });
    INFO(pair.to_string());
    REQUIRE(active);
    INFO(haguard.ok({"counters"}));
    REQUIRE(pair.healthy_for(5, seconds(15)));
  }
}

}  // namespace

TEST_CASE("asa pair: learn, review, accept, audit, enforce, failover, detach", "[pair][long]") {
  const std::vector<Variant> all = variants();
  const std::size_t index = GENERATE(range(std::size_t{0}, std::size_t{5}));
  const Variant& variant = all[index];
  INFO(variant.name);
  const Lab lab = must(Lab::create({}));
  const HaguardCli haguard(lab);
  AsaPair pair = must(AsaPair::start(lab, variant.pair));
  REQUIRE(pair.healthy_for(3, seconds(15)));

  haguard.attach();
  const bool counted =
      eventually(seconds(10), [&] { return haguard.frames("bypass", "passed") > 20; });
  INFO(haguard.ok({"status"}) << haguard.ok({"counters"}) << pair.to_string());
  REQUIRE(counted);
  CHECK(haguard.json({"mode"})["mode"] == "bypass");

  haguard.ok({"learn", "rooms", "--for", "10s"});
  CHECK(haguard.json({"mode"})["mode"] == "bypass");
  CHECK(haguard.frames("learn", "passed") > 20);
  const std::string review = haguard.ok({"review", "rooms"});
  INFO(review);
  const std::string candidate = haguard.ok({"policy", "show", "rooms", "--candidate"});
  INFO(candidate);
  CHECK(candidate.find("protocol = 105") != std::string::npos);
  CHECK(candidate.find(variant.nd ? "\"icmpv6\"" : "\"arp\"") != std::string::npos);
  CHECK(candidate.find("system = \"cisco-asa\"") != std::string::npos);

  haguard.ok({"accept", "rooms"});
  haguard.ok({"audit", "rooms"});
  REQUIRE(pair.healthy_for(10, seconds(20)));
  INFO(haguard.ok({"counters"}));
  CHECK(haguard.frames("", "would_drop") == 0);

  haguard.ok({"enforce", "rooms"});
  REQUIRE(pair.healthy_for(10, seconds(20)));
  REQUIRE(pair.b().write("sync\n").ok());
  failover_and_back(pair, haguard);
  INFO(haguard.ok({"counters"}));
  INFO(pair.to_string());
  CHECK(haguard.frames("", "dropped") == 0);
  CHECK(must(AsaPair::status(pair.b()))["sync_confirmed"] == 1);
  for (Process* unit : {&pair.a(), &pair.b()}) {
    const AsaStatus status = must(AsaPair::status(*unit));
    CHECK(status["hellos_lost"] == 0);
    CHECK(status["stream_lost"] == 0);
    CHECK(status["sync_lost"] == 0);
    CHECK(status["split_brains"] == 0);
    CHECK(status["takeovers"] == 0);
  }
  require_exact(haguard);

  haguard.ok({"detach", "rooms"});
  CHECK(haguard.run({"status", "rooms"}).exit_code == 4);
  REQUIRE(pair.healthy_for(5, seconds(15)));
}
