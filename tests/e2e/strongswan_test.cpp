// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Two real strongSwan across an enforcing link, IKEv2 and ESP in UDP: the tunnel carries traffic,
// through rekeys and after either unit has torn it down and called again.
#include <catch2/catch.hpp>
#include <chrono>
#include <functional>

#include "e2e/charon_unit.h"
#include "e2e/guarded_link.h"
#include "fixture/must.h"
#include "harness/poll.h"

using namespace haguard;
using std::chrono::seconds;

namespace {

struct IkePair {
  CharonUnit a;
  CharonUnit b;

  explicit IkePair(const Lab& lab)
      : a(lab, lab.a(), lab.b(), "198.51.100.1", "203.0.113.1"),
        b(lab, lab.b(), lab.a(), "203.0.113.1", "198.51.100.1") {}

  // Both report the same: established and installed.
  bool established() const { return a.established() && b.established(); }
  std::string to_string() const {
    return "a:\n" + a.sas() + a.log() + "\nb:\n" + b.sas() + b.log();
  }
};

void check_healthy(const IkePair& pair, unsigned pings) {
  const bool established = soon([&] { return pair.established(); });
  INFO(pair.to_string());
  CHECK(established);
  CHECK(pair.a.pings(pings));
  CHECK(pair.established());
}

void check_rekey(const IkePair& pair, const CharonUnit& by) {
  const std::string before = by.ids();
  by.rekey_ike();
  by.rekey_child();
  CHECK(soon([&] { return pair.established() && by.ids() != before; }));
  check_healthy(pair, 2);
}

void check_new_call(const IkePair& pair, const CharonUnit& by) {
  by.terminate();
  CHECK(soon([&] { return pair.a.ids().empty() && pair.b.ids().empty(); }));
  by.initiate();
  check_healthy(pair, 2);
}

Frame forged_ike(const Host& to) {
  return Frame()
      .ethernet(mac("02:00:00:00:00:66"), to.mac)
      .ipv4({.source = ip("192.0.2.66"), .destination = to.ipv4})
      .udp({.source = 500, .destination = 500})
      .payload("not a message of IKE, 32 bytes...");
}

void enforce_and_fail_over(const Lab& lab, GuardedLink& link, IkePair& pair, unsigned pings) {
  link.enforce([&] { check_healthy(pair, 3); });
  check_healthy(pair, pings);
  link.check_nothing_dropped();
  check_rekey(pair, pair.a);
  check_rekey(pair, pair.b);
  link.check_nothing_dropped();
  check_new_call(pair, pair.a);
  check_new_call(pair, pair.b);
  link.check_nothing_dropped();
  link.check_intruder(lab.a(), lab.b(), forged_ike(lab.b()), "unknown_source");
  link.check_intruder(lab.b(), lab.a(), forged_ike(lab.a()), "unknown_source");
  check_healthy(pair, 2);
  pair.a.stop();
  pair.b.stop();
  link.check_nothing_dropped();
  link.check_all_counted();
}

}  // namespace

TEST_CASE("strongswan: a tunnel through an enforcing link, with rekeys and new calls",
          "[root][real][long]") {
  const Lab lab = must(Lab::create({.ipv6 = false}));
  IkePair pair(lab);
  GuardedLink link(lab);
  pair.a.start();
  pair.b.start();
  link.learn([&] {
    pair.a.initiate();
    check_healthy(pair, 3);
  });
  CHECK(link.review("ipsec")["coverage"].value("both_directions", false));
  enforce_and_fail_over(lab, link, pair, 30);
}

TEST_CASE("strongswan: learned while the tunnel was up, so that no call was seen",
          "[root][real][long]") {
  const Lab lab = must(Lab::create({.ipv6 = false}));
  IkePair pair(lab);
  GuardedLink link(lab);
  pair.a.start();
  pair.b.start();
  pair.a.initiate();
  check_healthy(pair, 1);
  link.learn([&] { check_healthy(pair, 5); });
  link.review("ipsec");
  enforce_and_fail_over(lab, link, pair, 5);
  CHECK(link.frames_of_seeds("ike-unit") > 0);
}
