// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The shipped knowledge base: every file is read, and says what the domain's documents say.
#include <algorithm>
#include <catch2/catch.hpp>

#include "systems/load.h"

using namespace haguard;

namespace {

std::vector<System> shipped_systems() {
  auto systems = load_systems({HAGUARD_SOURCE_DIR "/systems"});
  if (!systems) FAIL(systems.error().message);
  return *systems;
}

}  // namespace

TEST_CASE("knowledge base: the shipped files", "[systems]") {
  const std::vector<System> systems = shipped_systems();
  for (const char* id :
       {"cisco-asa", "vrrp", "conntrackd", "ipsec", "carp", "hsrp", "glbp", "fortigate",
        "palo-alto", "checkpoint", "corosync", "heartbeat", "f5", "stormshield", "watchguard",
        "huawei-hrp", "bfd", "link-layer", "common"}) {
    INFO(id);
    CHECK(find_system(systems, id) != nullptr);
  }
  for (const System& system : systems) {
    INFO(system.file);
    CHECK_FALSE(system.source.empty());
    CHECK(system.file == std::string(HAGUARD_SOURCE_DIR "/systems") + "/" + system.id + ".toml");
    // A system that cannot be recognised is a background entry.
    const bool strong =
        std::any_of(system.flows.begin(), system.flows.end(),
                    [](const SystemFlow& flow) { return flow.signature == Signature::kStrong; });
    CHECK(strong != system.background);
  }
}

TEST_CASE("knowledge base: cisco-asa", "[systems]") {
  const std::vector<System> systems = shipped_systems();
  const System& asa = *find_system(systems, "cisco-asa");
  CHECK(asa.timers.poll == 1'000'000'000U);
  CHECK(asa.timers.hold == 15'000'000'000U);
  CHECK(asa.timers.hold_lowest == 800'000'000U);
  CHECK(asa.timers.missed == 3U);
  CHECK(asa.latency_warn == 10'000'000U);
  CHECK(asa.latency_critical == 250'000'000U);
  const SystemFlow& failover = *find_flow(asa, "asa-failover");
  CHECK(failover.protocol == 105);
  CHECK(failover.confidence == Confidence::kHigh);
  CHECK(failover.to_broadcast);
  CHECK(failover.heartbeat);
  CHECK(failover.ports.empty());
  // Nobody has published whether these are fragmented: the data must not claim it.
  for (const SystemFlow& flow : asa.flows)
    CHECK_FALSE(flow.fragments);
  CHECK(find_flow(asa, "asa-state")->direction == FlowDirection::kActive);
  CHECK(find_flow(asa, "asa-state-9")->confidence == Confidence::kLow);
}

TEST_CASE("knowledge base: virtual MAC prefixes", "[systems]") {
  const std::vector<System> systems = shipped_systems();
  const System& vrrp = *find_system(systems, "vrrp");
  REQUIRE(vrrp.shared_macs.size() == 2);
  CHECK(vrrp.shared_macs[0].covers(*MacAddress::parse("00:00:5e:00:01:33")));
  CHECK_FALSE(vrrp.shared_macs[0].covers(*MacAddress::parse("00:00:5e:00:02:33")));
  CHECK(vrrp.shared_addresses);
  CHECK(find_flow(*find_system(systems, "conntrackd"), "conntrackd")->port_form ==
        PortForm::kDestination);
}
