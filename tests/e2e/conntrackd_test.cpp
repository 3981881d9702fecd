// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Two real conntrackd (FTFW) across an enforcing link: connections of one unit are known to the
// other, also after either was restarted and sends from another UDP port.
#include <catch2/catch.hpp>
#include <chrono>
#include <functional>

#include "e2e/conntrackd_unit.h"
#include "e2e/guarded_link.h"
#include "fixture/must.h"
#include "harness/poll.h"

using namespace haguard;
using std::chrono::seconds;

namespace {

struct ConntrackdPair {
  ConntrackdUnit a;
  ConntrackdUnit b;

  explicit ConntrackdPair(const Lab& lab)
      : a(lab, lab.a(), lab.b(), "198.51.100.1"), b(lab, lab.b(), lab.a(), "203.0.113.1") {}

  std::string to_string() const { return "a:\n" + a.log() + "\nb:\n" + b.log(); }
};

// A new connection on either unit becomes known to the other.
bool replicates(ConntrackdPair& pair) {
  const auto of_a = pair.a.connect();
  const auto of_b = pair.b.connect();
  return soon([&] { return pair.b.has_from_peer(of_a) && pair.a.has_from_peer(of_b); });
}

// A restarted unit knows the connections of its peer again, and its messages have a new port.
void check_restart(ConntrackdUnit& unit, ConntrackdUnit& peer) {
  const auto old_port = unit.source_port();
  const auto of_peer = peer.connect();
  unit.stop();
  const auto missed = peer.connect();
  unit.start();
  INFO("old source port " << old_port << ", new " << unit.source_port());
  CHECK(unit.source_port() != old_port);
  CHECK(soon([&] { return unit.has_from_peer(of_peer) && unit.has_from_peer(missed); }));
}

// The scripts of a failover, and that both replicate after it.
void check_failover(ConntrackdPair& pair, const ConntrackdUnit& winner,
                    const ConntrackdUnit& loser) {
  winner.become_primary();
  loser.become_backup();
  CHECK(replicates(pair));
}

Frame forged_message(const Host& to) {
  return Frame()
      .ethernet(mac("02:00:00:00:00:66"), to.mac)
      .ipv4({.source = ip("192.0.2.66"), .destination = to.ipv4})
      .udp({.source = 3780, .destination = 3780})
      .payload("not a message of conntrackd");
}

}  // namespace

TEST_CASE("conntrackd: replicates through an enforcing link, also after restarts",
          "[root][real][long]") {
  const Lab lab = must(Lab::create({.ipv6 = false}));
  ConntrackdPair pair(lab);
  GuardedLink link(lab);
  pair.a.start();
  pair.b.start();
  link.learn([&] { CHECK(replicates(pair)); });
  CHECK(link.review("conntrackd")["coverage"].value("both_directions", false));
  link.enforce([&] { CHECK(replicates(pair)); });

  CHECK(holds_for(seconds(30), [&] { return replicates(pair); }));
  link.check_nothing_dropped();
  check_restart(pair.b, pair.a);
  CHECK(replicates(pair));
  link.check_nothing_dropped();
  check_restart(pair.a, pair.b);
  CHECK(replicates(pair));
  check_failover(pair, pair.b, pair.a);
  check_failover(pair, pair.a, pair.b);
  link.check_nothing_dropped();
  link.check_intruder(lab.a(), lab.b(), forged_message(lab.b()), "unknown_source");
  link.check_intruder(lab.b(), lab.a(), forged_message(lab.a()), "unknown_source");
  CHECK(replicates(pair));
  pair.a.stop();
  pair.b.stop();
  link.check_nothing_dropped();
  link.check_all_counted();
  CHECK(link.frames_of_seeds("conntrackd-unreachable") > 0);
}
