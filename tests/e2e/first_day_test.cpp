// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The first day of a link in one go, from a native attach to the detach, with an intruder on each
// side and every frame accounted for: what has to hold on every kernel that users have. tests/vm
// runs it there, so it needs no tool but ip, bridge and ping.
#include <catch2/catch.hpp>
#include <chrono>

#include "e2e/guarded_link.h"
#include "fixture/must.h"
#include "harness/asa_pair.h"

using namespace haguard;
using std::chrono::seconds;

namespace {

constexpr const char* kMacGuest2 = "02:00:00:00:00:67";

LabOptions with_guests() {
  LabOptions options;
  options.ipv6 = false;
  options.guests = {{.side = 1}, {.side = 2, .mac = kMacGuest2, .ipv4 = "192.0.2.67"}};
  return options;
}

// A failover message from `from`, with the address of `claimed`.
Frame forged_hello(const Host& from, const Host& claimed, const Host& to) {
  return Frame()
      .ethernet(from.mac, to.mac)
      .ipv4({.source = claimed.ipv4, .destination = to.ipv4, .protocol = 105})
      .payload("a hello that no unit of the pair has sent");
}

Frame stray_datagram(const Host& from, const Host& to) {
  return Frame()
      .ethernet(from.mac, to.mac)
      .ipv4({.source = from.ipv4, .destination = to.ipv4})
      .udp({.source = 40000, .destination = 9999})
      .payload("between the right units, on a port they never used");
}

void require_native(const HaguardCli& haguard) {
  const nlohmann::json status = haguard.json({"status"});
  REQUIRE(status["links"].size() == 1);
  REQUIRE(status["links"][0]["ports"].size() == 2);
  for (const auto& port : status["links"][0]["ports"]) {
    CHECK(port["attached"] == true);
    CHECK(port["xdp"] == "native");
  }
}

bool carries_program(const Lab& lab, int side) {
  const std::string port = Lab::port(side);
  return must(lab.fw().run({"ip", "-o", "link", "show", "dev", port})).find("xdp") !=
         std::string::npos;
}

}  // namespace

TEST_CASE("first day: native, learned, enforced, intruders on both sides", "[first-day]") {
  const Lab lab = must(Lab::create(with_guests()));
  const Host& stranger = lab.guest(0);
  const Host& impostor = lab.guest(1);
  GuardedLink link(lab);
  require_native(link.cli());
  AsaPair pair = must(AsaPair::start(lab, {.arguments = {"--stream-rate", "200"}}));
  const auto goes_on = [&] {
    const bool healthy = pair.healthy_for(10, seconds(30));
    INFO(pair.to_string());
    REQUIRE(healthy);
  };
  link.learn([&] {
    goes_on();
    REQUIRE(pair.a().write("sync\n").ok());
    goes_on();
  });
  link.review("cisco-asa");
  link.enforce(goes_on);
  goes_on();
  link.check_nothing_dropped();

  link.check_intruder(stranger, lab.b(), forged_hello(stranger, stranger, lab.b()),
                      "unknown_source");
  link.check_intruder(stranger, lab.b(), forged_hello(stranger, lab.a(), lab.b()), "mac_mismatch");
  link.check_intruder(impostor, lab.a(), forged_hello(impostor, lab.a(), lab.a()), "wrong_side");
  link.check_intruder(lab.a(), lab.b(), stray_datagram(lab.a(), lab.b()), "unknown_protocol");
  goes_on();
  for (Process* unit : {&pair.a(), &pair.b()}) {
    const AsaStatus status = must(AsaPair::status(*unit));
    INFO(status.line);
    CHECK(status["hellos_lost"] == 0);
    CHECK(status["stream_lost"] == 0);
    CHECK(status["takeovers"] == 0);
    unit->stop();
  }
  link.check_nothing_dropped();
  link.check_all_counted();

  link.cli().ok({"detach", "rooms"});
  for (const int side : {1, 2})
    CHECK_FALSE(carries_program(lab, side));
  CHECK(Lab::ping(stranger, lab.b().ipv4));
}
