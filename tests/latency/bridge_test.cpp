// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Residence times through a bridge: every heartbeat, one in 256 of the rest, nothing when off; and
// frames come out as they went in.
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "bpf/map.h"
#include "e2e/intruder_lab.h"
#include "fixture/must.h"
#include "fixture/pair.h"
#include "fixture/pair_text.h"
#include "harness/frame.h"
#include "latency/egress_hook.h"
#include "latency/latency_reading.h"

using namespace haguard;

namespace {

const std::string kPolicy = std::string("link = \"rooms\"\n") + kPairPeersText + R"(
[[flow]]
name = "bulk"
from = "primary"
to = "secondary"
protocol = 105

[[flow]]
name = "quiet"
from = "primary"
to = "secondary"
protocol = 50

[[flow]]
name = "hello"
from = "primary"
to = "secondary"
protocol = 112
heartbeat = true

[[flow]]
name = "hello back"
from = "secondary"
to = "primary"
protocol = 112
heartbeat = true

[[flow]]
name = "tagged hello"
from = "primary"
to = "secondary"
protocol = 112
vlan = 3001
heartbeat = true
)";

struct Told {
  std::uint8_t protocol = 112;
  bool back = false;
  bool tagged = false;
  unsigned number = 0;
};

Bytes frame_of(const Told& told) {
  Frame frame;
  frame.ethernet(told.back ? kMacB : kMacA, told.back ? kMacA : kMacB);
  if (told.tagged) frame.vlan(3001);
  return frame
      .ipv4({.source = told.back ? kIpB : kIpA,
             .destination = told.back ? kIpA : kIpB,
             .protocol = told.protocol})
      .payload(text_bytes(fmt::format("number {:08}, and of more than forty bytes", told.number)))
      .bytes();
}

class LatencyLab {
 public:
  explicit LatencyLab(bool generic = false) : lab_({.guests = false, .silent = true}, kPolicy) {
    prepare_egress(lab_.lab());
    haguard().ok({"attach", "rooms", "--ports", "eth1,eth2"});
    if (generic) {
      haguard().ok({"detach", "rooms"});
      haguard().ok({"attach", "rooms", "--ports", "eth1,eth2", "--generic"});
    }
    lab_.enforce();
  }
  const HaguardCli& haguard() const { return lab_.haguard(); }
  IntruderLab& lab() { return lab_; }

  // Sends and sees each come out as it is.
  void pass(Told told, unsigned frames) {
    for (unsigned i = 0; i < frames; ++i) {
      told.number = next_++;
      const Bytes bytes = frame_of(told);
      const Seat seat = told.back ? Seat::kUnitB : Seat::kUnitA;
      lab_.send(seat, bytes);
      REQUIRE(lab_.arrives(seat, bytes));
    }
  }

 private:
  IntruderLab lab_;
  unsigned next_ = 0;
};

}  // namespace

TEST_CASE("residence: every heartbeat is measured, by direction", "[residence]") {
  LatencyLab lab;
  lab.pass({}, 40);
  lab.pass({.back = true}, 25);
  require_measured(lab.haguard(), "heartbeat", "eth1", 40);
  require_measured(lab.haguard(), "heartbeat", "eth2", 25);
  const auto reading = LatencyReading::of(lab.haguard());
  for (const auto& row : reading.residence["rows"]) {
    if (row["count"] == 0) continue;
    INFO(row.dump(2));
    CHECK(row["from"] != row["to"]);
    CHECK(row["p50"].get<double>() > 0);
    CHECK(row["p50"] <= row["p99"]);
    CHECK(row["p999"] <= row["max"]);
    CHECK(row["max"].get<double>() < 10);
  }
  CHECK(lab.haguard().ok({"latency", "rooms"}).find("eth1 -> eth2") != std::string::npos);
  CHECK(lab.haguard().frames("", "dropped") == 0);
}

TEST_CASE("residence: tagged heartbeats come out with their tag, and are measured", "[residence]") {
  LatencyLab lab;
  lab.pass({.tagged = true}, 12);
  require_measured(lab.haguard(), "heartbeat", "eth1", 12);
}

TEST_CASE("residence: of each other flow one in 256, for each CPU from its first on",
          "[residence]") {
  LatencyLab lab;
  constexpr unsigned kFrames = 600;
  lab.pass({.protocol = 105}, kFrames);
  const auto reading = LatencyReading::of(lab.haguard());
  INFO(reading.residence.dump(2));
  const std::uint64_t stamped = reading.stamped("other");
  CHECK(stamped >= (kFrames + 255) / 256);
  CHECK(stamped <= kFrames / 256 + must(possible_cpus()));
  require_measured(lab.haguard(), "other", "eth1", stamped);
  CHECK(reading.stamped("heartbeat") == 0);
}

TEST_CASE("residence: frames that take turns with those of another flow are sampled all the same",
          "[residence]") {
  LatencyLab lab;
  constexpr unsigned kPairs = 300;
  for (unsigned i = 0; i < kPairs; ++i) {
    lab.pass({}, 1);
    lab.pass({.protocol = 105}, 1);
  }
  lab.pass({.protocol = 50}, 1);
  const std::uint64_t stamped = LatencyReading::of(lab.haguard()).stamped("other");
  CHECK(stamped >= (kPairs + 255) / 256 + 1);
  CHECK(stamped <= kPairs / 256 + must(possible_cpus()) + 1);
  require_measured(lab.haguard(), "other", "eth1", stamped);
  require_measured(lab.haguard(), "heartbeat", "eth1", kPairs);
}

TEST_CASE("residence: heartbeats alone, and off", "[residence]") {
  LatencyLab lab;
  lab.haguard().ok({"latency", "rooms", "--set", "heartbeats"});
  lab.pass({.protocol = 105}, 5);
  lab.pass({}, 5);
  require_measured(lab.haguard(), "heartbeat", "eth1", 5);
  require_measured(lab.haguard(), "other", "", 0);
  lab.haguard().ok({"latency", "rooms", "--set", "off"});
  lab.pass({.protocol = 105}, 5);
  lab.pass({}, 5);
  require_measured(lab.haguard(), "other", "", 0);
  require_measured(lab.haguard(), "heartbeat", "eth1", 5);
  CHECK(lab.haguard().json({"status", "rooms"})["links"][0]["latency"] == "off");
  lab.haguard().ok({"latency", "rooms", "--set", "sampled"});
  lab.pass({}, 1);
  require_measured(lab.haguard(), "heartbeat", "eth1", 6);
}

TEST_CASE("residence: bypass stamps nothing, and dropped frames are not stamped", "[residence]") {
  LatencyLab lab;
  lab.lab().send(Seat::kUnitA, frame_of({.protocol = 106}));
  lab.lab().pass_control(Seat::kUnitA);  // of protocol 105
  const auto enforcing = LatencyReading::of(lab.haguard());
  CHECK(lab.haguard().frames("unknown_protocol", "dropped") == 1);
  CHECK(enforcing.stamped("other") == 1);
  lab.haguard().ok({"bypass", "rooms"});
  lab.pass({}, 5);
  const auto bypassed = LatencyReading::of(lab.haguard());
  CHECK(bypassed.stamped("other") == 1);
  CHECK(bypassed.stamped("heartbeat") == 0);
}

TEST_CASE("residence: counts go on through an upgrade and a new policy", "[residence]") {
  LatencyLab lab;
  lab.pass({}, 7);
  lab.haguard().ok({"upgrade", "rooms", "--again"});
  lab.pass({}, 3);
  require_measured(lab.haguard(), "heartbeat", "eth1", 10);
  lab.haguard().ok({"policy", "apply", lab.lab().lab().scratch() + "/policy.toml", "--force"});
  lab.pass({}, 2);
  require_measured(lab.haguard(), "heartbeat", "eth1", 12);
}

TEST_CASE("residence: with generic xdp as well", "[residence]") {
  LatencyLab lab(true);
  lab.pass({}, 9);
  lab.pass({.tagged = true}, 4);
  require_measured(lab.haguard(), "heartbeat", "eth1", 13);
}

TEST_CASE("residence: latency --for shows what came meanwhile", "[residence]") {
  LatencyLab lab;
  lab.pass({}, 20);
  require_measured(lab.haguard(), "heartbeat", "eth1", 20);
  const auto json = lab.haguard().json({"latency", "rooms", "--for", "50ms"});
  for (const auto& row : json["residence"]["rows"])
    CHECK(row["count"] == 0);
}
