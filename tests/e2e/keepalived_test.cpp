// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Two real keepalived across an enforcing link, VRRPv3 over IPv4 and IPv6: the backup hears the
// master, takes over when it dies or leaves, and gives way when it returns; none of their frames is
// dropped.
#include <catch2/catch.hpp>
#include <chrono>
#include <functional>

#include "e2e/guarded_link.h"
#include "e2e/keepalived_unit.h"
#include "fixture/must.h"
#include "harness/poll.h"

using namespace haguard;
using std::chrono::seconds;

namespace {

struct VrrpPair {
  KeepalivedUnit master;
  KeepalivedUnit backup;

  VrrpPair(const Lab& lab, bool virtual_mac)
      : master(lab, lab.a(), {.name = "a", .priority = 150, .virtual_mac = virtual_mac}),
        backup(lab, lab.b(), {.name = "b", .priority = 100, .virtual_mac = virtual_mac}) {}

  bool settled() const { return master.is("MASTER") && backup.is("BACKUP"); }
  std::string to_string() const {
    return "master:\n" + master.log() + "\nbackup:\n" + backup.log();
  }
};

// The backup hears `adverts` more of each instance, one a second, and is never anything else.
void check_healthy(const VrrpPair& pair, std::uint64_t adverts) {
  const auto before = pair.backup.report();
  const std::uint64_t heard = pair.backup.received();
  CHECK(soon([&] { return pair.backup.received() >= heard + adverts; }));
  const auto after = pair.backup.report();
  for (const char* instance : KeepalivedUnit::kInstances) {
    INFO(instance << "\n" << pair.to_string());
    CHECK(after.at(instance).state == "BACKUP");
    CHECK(after.at(instance).became_master == before.at(instance).became_master);
    CHECK(after.at(instance).sent == before.at(instance).sent);
  }
  CHECK(pair.settled());
}

// The backup takes over, and gives way when the master returns.
void check_failover(VrrpPair& pair, const std::function<void()>& lose_the_master) {
  lose_the_master();
  INFO(pair.to_string());
  REQUIRE(soon([&] { return pair.backup.is("MASTER"); }));
  pair.master.start();
  REQUIRE(soon([&] { return pair.settled(); }));
}

// An advert of the highest priority from a host that is no unit: a master would give way to it.
Frame forged_advert() {
  return Frame()
      .ethernet(mac("02:00:00:00:00:66"), mac("01:00:5e:00:00:12"))
      .ipv4({.source = ip("192.0.2.66"),
             .destination = ip("224.0.0.18"),
             .protocol = 112,
             .ttl = 255})
      .payload(Bytes{0x31, 0x07, 0xff, 0x01, 0x00, 0x64, 0x00, 0x00, 192, 0, 2, 7})
      .pad();
}

bool can_reach_each_other(const Lab& lab) {
  return Lab::ping(lab.a(), lab.b().ipv4) && Lab::ping(lab.b(), lab.a().ipv4) &&
         Lab::ping(lab.a(), lab.b().link_local) && Lab::ping(lab.b(), lab.a().link_local);
}

void enforce_and_fail_over(const Lab& lab, GuardedLink& link, VrrpPair& pair,
                           std::uint64_t adverts) {
  link.enforce([&] { check_healthy(pair, 5); });
  check_healthy(pair, adverts);
  link.check_nothing_dropped();
  check_failover(pair, [&] { pair.master.crash(); });
  link.check_nothing_dropped();
  check_failover(pair, [&] { pair.master.stop(); });
  check_healthy(pair, 3);
  link.check_nothing_dropped();
  link.check_intruder(lab.a(), lab.b(), forged_advert(), "unknown_source");
  link.check_intruder(lab.b(), lab.a(), forged_advert(), "unknown_source");
  check_healthy(pair, 3);
  pair.backup.stop();
  pair.master.stop();
  link.check_nothing_dropped();
  link.check_all_counted();
}

}  // namespace

// The master's announcements are in the window; what the backup will send as the master is not.
TEST_CASE("keepalived: learned with a backup that never sent an advert", "[root][real][long]") {
  const Lab lab = must(Lab::create());
  VrrpPair pair(lab, false);
  GuardedLink link(lab);
  link.learn([&] {
    CHECK(can_reach_each_other(lab));
    pair.master.start();
    REQUIRE(soon([&] { return pair.master.is("MASTER"); }));
    pair.backup.start();
    check_healthy(pair, 5);
  });
  for (const auto& [instance, report] : pair.backup.report())
    CHECK(report.sent == 0);
  link.review("vrrp");
  enforce_and_fail_over(lab, link, pair, 30);
  CHECK(link.frames_of_seeds("vrrp-unit-b") > 0);
}

TEST_CASE("keepalived: learned through a failover, with virtual MACs", "[root][real][long]") {
  const Lab lab = must(Lab::create());
  VrrpPair pair(lab, true);
  GuardedLink link(lab);
  link.learn([&] {
    CHECK(can_reach_each_other(lab));
    pair.backup.start();
    REQUIRE(soon([&] { return pair.backup.is("MASTER"); }));
    pair.master.start();
    REQUIRE(soon([&] { return pair.settled(); }));
    check_healthy(pair, 3);
  });
  const auto& coverage = link.review("vrrp")["coverage"];
  CHECK(coverage.value("both_directions", false));
  CHECK(coverage.value("arp_seen", false));
  CHECK(coverage.value("nd_seen", false));
  enforce_and_fail_over(lab, link, pair, 10);
}
