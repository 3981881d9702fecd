// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Residence times where the firewall routes instead of bridging: each hop rewrites the header in
// front of which the stamp stands.
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "base/file.h"
#include "e2e/haguard_cli.h"
#include "fixture/must.h"
#include "harness/lab.h"
#include "latency/egress_hook.h"
#include "latency/latency_reading.h"

using namespace haguard;

namespace {

constexpr const char* kRoutedPolicy = R"(link = "rooms"

[[peer]]
name = "primary"
port = "eth1"
addresses = ["192.0.2.1"]

[[peer]]
name = "secondary"
port = "eth2"
addresses = ["198.51.100.2"]

[[flow]]
name = "echo"
from = "primary"
to = "secondary"
protocol = "icmp"
heartbeat = true

[[flow]]
name = "echo back"
from = "secondary"
to = "primary"
protocol = "icmp"
heartbeat = true
)";

// 192.0.2.1 -- eth1 [192.0.2.254, 198.51.100.254] eth2 -- 198.51.100.2
void route(const Lab& lab) {
  must(
      lab.fw().ip_batch("link set eth1 nomaster\n"
                        "link set eth2 nomaster\n"
                        "address add 192.0.2.254/24 dev eth1\n"
                        "address add 198.51.100.254/24 dev eth2\n"));
  must(lab.fw().sysctl("net/ipv4/ip_forward", "1"));
  must(lab.a().netns.ip_batch("route add 198.51.100.0/24 via 192.0.2.254\n"));
  must(
      lab.b().netns.ip_batch("address flush dev eth0\n"
                             "address add 198.51.100.2/24 dev eth0\n"
                             "route add 192.0.2.0/24 via 198.51.100.254\n"));
}

}  // namespace

TEST_CASE("residence: a routed heartbeat is measured, what is for the firewall itself is not",
          "[residence]") {
  const Lab lab = must(Lab::create({.ipv6 = false}));
  route(lab);
  prepare_egress(lab);
  const HaguardCli haguard(lab);
  haguard.attach();
  const std::string file = lab.scratch() + "/policy.toml";
  must(write_file(file, kRoutedPolicy));
  haguard.ok({"policy", "apply", file});
  haguard.ok({"audit", "rooms"});
  REQUIRE(Lab::ping(lab.a(), *IpAddress::parse("198.51.100.2")));
  const std::uint64_t first = LatencyReading::of(haguard).stamped("heartbeat", "eth1");
  CHECK(first > 0);
  const std::string pinged =
      must(lab.a().netns.run({"ping", "-c", "30", "-i", "0.01", "-W", "5", "-q", "198.51.100.2"}));
  INFO(pinged);
  CHECK(pinged.find("30 received") != std::string::npos);
  require_measured(haguard, "heartbeat", "eth1", first + 30);
  require_measured(haguard, "heartbeat", "eth2", first + 30);
  // To the firewall itself: seen and maybe stamped, never measured, and answered.
  const std::uint64_t others = LatencyReading::of(haguard).measured("other");
  CHECK(Lab::ping(lab.a(), *IpAddress::parse("192.0.2.254")));
  CHECK(LatencyReading::of(haguard).measured("other") == others);
  CHECK(LatencyReading::of(haguard).measured("heartbeat") == 2 * (first + 30));
}
