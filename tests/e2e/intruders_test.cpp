// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Intruders on both sides of an enforced link, with real ARP between the units. A drop is proven by
// what was sent, its reason's counter, nothing on the far side, and a control frame that passes.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <sstream>

#include "base/clock.h"
#include "e2e/intruder_frames.h"
#include "fixture/must.h"
#include "fixture/pair.h"
#include "harness/poll.h"

using namespace haguard;
using nlohmann::json;
using std::chrono::seconds;

namespace {

constexpr std::uint64_t kFrames = 3;
constexpr std::int64_t kTickMs = 10;  // of the clock of the data path

std::string counter_of(const Intruder& intruder, const std::string& disposition) {
  return fmt::format("{} {} {}", IntruderLab::port(intruder.seat), disposition, intruder.reason);
}

std::uint64_t total(const CounterTable& table, const std::string& disposition) {
  std::uint64_t sum = 0;
  for (const auto& [name, frames] : table)
    if (name.find(" " + disposition + " ") != std::string::npos) sum += frames;
  return sum;
}

void send_all(const IntruderLab& lab, const Intruder& intruder) {
  for (std::uint64_t i = 0; i < kFrames; ++i)
    lab.send(intruder.seat, intruder.frame);
}

// A guest's frames and the unit's control frames take different ways to the firewall.
void require_counted(const IntruderLab& lab, const Intruder& intruder, const CounterTable& before,
                     const std::string& disposition) {
  CounterTable more;
  const bool counted = eventually(seconds(10), [&] {
    more = difference(before, lab.counters());
    return more[counter_of(intruder, disposition)] >= kFrames;
  });
  INFO(to_string(more));
  REQUIRE(counted);
}

void require_dropped(IntruderLab& lab, const Intruder& intruder) {
  INFO(intruder.name << "\n" << describe_frame(intruder.frame));
  lab.pass_control(intruder.seat);
  const CounterTable before = lab.counters();
  send_all(lab, intruder);
  require_counted(lab, intruder, before, "dropped");
  const std::vector<Bytes> crossed = lab.pass_control(intruder.seat);
  CHECK(std::count(crossed.begin(), crossed.end(), intruder.frame) == 0);

  CounterTable more = difference(before, lab.counters());
  INFO(to_string(more));
  CHECK(more[counter_of(intruder, "dropped")] == kFrames);
  CHECK(more[IntruderLab::port(intruder.seat) + " passed flow"] >= 1);
  CHECK(total(more, "dropped") == kFrames);
}

void require_passed(IntruderLab& lab, const Intruder& intruder) {
  INFO(intruder.name << "\n" << describe_frame(intruder.frame));
  // The switches learn again where the units are, whom an intruder before may have claimed to be.
  lab.pass_control(Seat::kUnitA);
  lab.pass_control(Seat::kUnitB);
  lab.send(intruder.seat, intruder.frame);
  REQUIRE(lab.arrives(intruder.seat, intruder.frame));
}

}  // namespace

TEST_CASE("intruders: enforce drops each with its reason, the pair goes on", "[intruders]") {
  IntruderLab lab({}, kIntruderPolicy);
  lab.enforce();
  // Real ARP and an answered ping, before any intruder speaks on the units' own segments.
  REQUIRE(Lab::ping(lab.lab().a(), lab.lab().b().ipv4));
  CHECK(lab.haguard().frames("", "dropped") == 0);
  for (const Intruder& intruder : named_intruders())
    require_dropped(lab, intruder);
}

TEST_CASE("intruders: the tagged flow and the IPv6 flow of the policy pass", "[intruders]") {
  IntruderLab lab({}, kIntruderPolicy);
  lab.enforce();
  const Bytes tagged = Frame()
                           .ethernet(kMacA, kMacB)
                           .vlan(3001)
                           .ipv4({.source = kIpA, .destination = kIpB, .protocol = 105})
                           .payload_size(40)
                           .bytes();
  const Bytes advert = Frame()
                           .ethernet(kMacA, kMacB)
                           .ipv6({.source = kIp6A, .destination = kIp6B, .hop_limit = 255})
                           .nd({.type = 136, .target = kIp6A, .target_link_layer = kMacA})
                           .bytes();
  const Bytes tagged6 = Frame()
                            .ethernet(kMacA, kMacB)
                            .vlan(3001)
                            .ipv6({.source = kIp6A, .destination = kIp6B, .next_header = 105})
                            .payload_size(40)
                            .bytes();
  for (const Bytes& frame : {tagged, advert, tagged6}) {
    lab.send(Seat::kUnitA, frame);
    CHECK(lab.arrives(Seat::kUnitA, frame));
  }
  CHECK(lab.haguard().frames("", "dropped") == 0);
}

TEST_CASE("intruders: audit lets them through and counts the same reasons, bypass counts none",
          "[intruders]") {
  IntruderLab lab({.silent = true}, kIntruderPolicy);
  lab.haguard().ok({"audit", "rooms"});
  for (const Intruder& intruder : named_intruders()) {
    CounterTable before = lab.counters();
    require_passed(lab, intruder);
    CounterTable more = difference(before, lab.counters());
    INFO(intruder.name << "\n" << to_string(more));
    CHECK(more[counter_of(intruder, "would_drop")] == 1);
    CHECK(total(more, "would_drop") == 1);
  }
  lab.haguard().ok({"bypass", "rooms"});
  const std::uint64_t would = lab.haguard().frames("", "would_drop");
  for (const Intruder& intruder : named_intruders())
    require_passed(lab, intruder);
  CHECK(lab.haguard().frames("", "would_drop") == would);
  CHECK(lab.haguard().frames("", "dropped") == 0);
}

TEST_CASE("intruders: drops names the reason of a frame as it is dropped", "[intruders]") {
  const std::vector<Intruder> all = named_intruders();
  IntruderLab lab({}, kIntruderPolicy);
  lab.enforce();
  for (const char* name : {"unknown host beside the secondary", "three tags",
                           "the primary's address from another MAC"}) {
    const Intruder& intruder = find_intruder(all, name);
    INFO(name);
    const std::int64_t began_ms = wall_milliseconds();
    Process drops =
        must(Process::start(lab.haguard().command({"drops", "rooms", "--count", "2", "--json"})));
    // It listens from some moment on; until then nothing is sampled.
    const bool ended = eventually(seconds(20), [&] {
      lab.send(intruder.seat, intruder.frame);
      return drops.wait(std::chrono::milliseconds(50)).has_value();
    });
    INFO(drops.out() << drops.err());
    REQUIRE(ended);
    CHECK(drops.wait(seconds(0)) == 0);
    std::istringstream lines(drops.out());
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
      const json sample = json::parse(line, nullptr, false);
      REQUIRE(sample.is_object());
      CHECK(sample["schema"] == 1);
      CHECK(sample["reason"] == intruder.reason);
      CHECK(sample["port"] == IntruderLab::port(intruder.seat));
      CHECK(sample["disposition"] == "dropped");
      CHECK(sample["length"] == intruder.frame.size());
      CHECK(sample["at_ms"] >= began_ms - kTickMs);
      CHECK(sample["at_ms"] <= wall_milliseconds());
    }
    CHECK(count == 2);
  }
}

TEST_CASE("intruders: scope peers leaves a stranger alone and still judges the pair",
          "[intruders]") {
  const std::vector<Intruder> all = named_intruders();
  IntruderLab lab({.scope = "peers"}, kIntruderPolicy);
  lab.enforce();
  const Bytes stranger = Frame()
                             .ethernet(kMacStranger, mac("02:00:00:00:00:99"))
                             .ipv4({.source = kIpStranger, .destination = ip("192.0.2.67")})
                             .udp({.source = 5000, .destination = 5000})
                             .payload_size(40)
                             .bytes();
  for (std::uint64_t i = 0; i < kFrames; ++i) {
    lab.send(Seat::kGuestA, stranger);
    CHECK(lab.arrives(Seat::kGuestA, stranger));
  }
  CounterTable counted = lab.counters();
  INFO(to_string(counted));
  CHECK(counted["eth1 passed out_of_scope"] == kFrames);
  for (const char* name : {"unknown protocol between the pair", "unknown host beside the primary",
                           "the primary's address from the wrong side"})
    require_dropped(lab, find_intruder(all, name));
}
