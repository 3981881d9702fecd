// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Every transition of a link under load: no legitimate frame is lost, no intruder passes while
// enforcing, the counters are exact, and the ASA pair misses no hello.
#include <catch2/catch.hpp>
#include <chrono>

#include "base/file.h"
#include "bpf/pins.h"
#include "bpf/xdp.h"
#include "fixture/must.h"
#include "harness/poll.h"
#include "load/loaded_link.h"

using namespace haguard;
using std::chrono::seconds;

namespace {

// Nothing is done to the link for a while.
void rest(std::uint64_t) {
  holds_for(seconds(10), [] { return true; });
}

std::uint64_t generation(const HaguardCli& cli) {
  return cli.json({"status"})["links"][0]["generation"];
}

// `policy` without its UDP flows, which are the load's: all others of the pair stay.
std::string without_udp(const std::string& policy) {
  const std::string begin = "[[flow]]";
  std::size_t at = policy.find(begin);
  std::string kept = policy.substr(0, at);
  while (at != std::string::npos) {
    const std::size_t next = policy.find(begin, at + begin.size());
    const std::string flow = policy.substr(at, next - at);
    if (flow.find("\"udp-") == std::string::npos) kept += flow;
    at = next;
  }
  return kept;
}

}  // namespace

// A load that cannot see a loss or a breach proves nothing.
TEST_CASE("the receiver notices what is missing, and who passes") {
  LoadedLink link(Guard::kNothing);
  link.stream(0).skip(3);
  link.start(true);
  link.forbid_intruders();
  REQUIRE(eventually(seconds(10), [&] {
    const load_state there = link.stream(0).counts();
    return there.missing != 0 && there.forbidden_received != 0;
  }));
  link.allow_intruders();
  link.stop();
  const load_state there = link.stream(0).counts();
  CHECK(there.missing == 3);
  CHECK(there.received == there.sent - 3);
  CHECK(there.forbidden_received <= there.intruders_received);
  CHECK(there.intruders_received == there.intruders_sent);
  const load_state back = link.stream(1).counts();
  CHECK(back.missing == 0);
  CHECK(back.received == back.sent);
}

// What haguard itself would lose is seen, and is in its own counters.
TEST_CASE("a policy that forgets the load's flow") {
  LoadedLink link;
  const std::string all = link.cli().ok({"policy", "show", "rooms"});
  const std::string less = without_udp(all);
  REQUIRE(less.size() < all.size());
  const std::array<std::string, 2> files = {link.lab().scratch() + "/all.toml",
                                            link.lab().scratch() + "/less.toml"};
  must(write_file(files[0], all));
  must(write_file(files[1], less));
  const Books before = link.books();
  link.start(true);
  link.cli().ok({"policy", "apply", files[1], "--force"});
  const load_state during = link.stream(0).counts();
  link.cli().ok({"policy", "apply", files[0]});
  REQUIRE(eventually(seconds(20),
                     [&] { return link.stream(0).counts().received > during.received + 1000; }));
  link.stop();
  const Books after = link.books();
  for (const std::size_t direction : {0U, 1U}) {
    const Account& start = before.directions.at(direction);
    const Account& end = after.directions.at(direction);
    const std::uint64_t lost = end.stream.sent - end.stream.received;
    CHECK(lost > 0);
    CHECK(end.dropped - start.dropped == lost + end.stream.intruders_sent);
  }
}

TEST_CASE("nothing is done to a bare bridge") {
  LoadedLink link(Guard::kNothing);
  link.run({.row = 1, .name = "nothing, without haguard", .count = 1, .once = rest});
}

TEST_CASE("nothing is done") {
  LoadedLink link;
  link.run({.row = 2, .name = "nothing", .count = 1, .once = rest});
}

// A second policy with one flow more, so that a swap changes the table.
TEST_CASE("policy swaps") {
  LoadedLink link;
  const std::string one = link.cli().ok({"policy", "show", "rooms"});
  const std::string other = one +
                            "\n[[flow]]\nname = \"bystander\"\nfrom = \"unit-a\"\n"
                            "to = \"unit-b\"\nprotocol = \"tcp\"\ndestination_port = 4443\n";
  const std::array<std::string, 2> files = {link.lab().scratch() + "/one.toml",
                                            link.lab().scratch() + "/other.toml"};
  must(write_file(files[0], one));
  must(write_file(files[1], other));
  const std::uint64_t before = generation(link.cli());
  link.run({.row = 3, .name = "policy swap", .count = 1000, .once = [&](std::uint64_t i) {
              link.cli().ok({"policy", "apply", files.at((i + 1) % 2)});
            }});
  CHECK(generation(link.cli()) == before + 1000);
}

// From enforce to learn and back, to audit, to enforce: three commands in turn.
TEST_CASE("mode changes") {
  LoadedLink link;
  const std::uint64_t learned = link.cli().frames("learn");
  const auto change = [&](std::uint64_t i) {
    if (i % 3 == 2) {
      // What the intruders did under the units' addresses a moment ago, in audit, speaks against
      // it, and so does the candidate of the last learning.
      link.cli().ok({"enforce", "rooms", "--force"});
      return link.forbid_intruders();
    }
    link.allow_intruders();
    if (i % 3 == 1) {
      link.cli().ok({"audit", "rooms"});
      return;
    }
    link.cli().ok({"learn", "rooms", "--for", "10ms"});
    link.forbid_intruders();
  };
  link.run(
      {.row = 4, .name = "mode change", .count = 1000, .once = change, .flows_counted = false});
  CHECK(link.cli().frames("learn") > learned);
  CHECK(link.cli().frames("", "would_drop") > 0);
}

// Nobody confirms: every enforce ends at its deadline, in the data path.
TEST_CASE("confirm deadlines") {
  LoadedLink link;
  const auto pass_deadline = [&](std::uint64_t) {
    // The intruders of the last audit speak against it.
    link.cli().ok({"enforce", "rooms", "--force", "--confirm", "1s"});
    link.allow_intruders();
    REQUIRE(eventually(seconds(10), [&] { return link.cli().json({"mode"})["mode"] == "audit"; }));
  };
  link.run({.row = 8, .name = "confirm deadline", .count = 20, .once = pass_deadline});
  CHECK(link.cli().frames("", "would_drop") > 0);
}

TEST_CASE("program upgrades") {
  LoadedLink link;
  const auto program = [&](int side) {
    return must(read_link_pin(Pins(link.lab().bpffs()).port("rooms", Lab::port(side)))).program_id;
  };
  std::array<std::uint32_t, 2> loaded = {program(1), program(2)};
  link.run({.row = 5, .name = "program upgrade", .count = 200, .once = [&](std::uint64_t) {
              link.cli().ok({"upgrade", "rooms", "--again"});
              const std::array<std::uint32_t, 2> now = {program(1), program(2)};
              REQUIRE(now[0] != loaded[0]);
              REQUIRE(now[1] != loaded[1]);
              loaded = now;
            }});
}

// The bridge carries the frames, then haguard, then the bridge again.
// A frame that is redirected may overtake those that the kernel still has.
TEST_CASE("forwarding switches") {
  LoadedLink link;
  const auto change = [&](std::uint64_t i) {
    link.cli().ok({"forward", "rooms", "--set", i % 2 == 0 ? "redirect" : "kernel"});
  };
  link.run({.row = 9,
            .name = "kernel to redirect, or back",
            .count = 500,
            .once = change,
            .in_order = false});
  CHECK(link.cli().json({"status"})["links"][0]["forward"] == "kernel");
}

// The egress program leaves the ports, and comes back.
TEST_CASE("residence times off and on") {
  LoadedLink link;
  const auto change = [&](std::uint64_t i) {
    link.cli().ok({"latency", "rooms", "--set", i % 2 == 0 ? "off" : "sampled"});
  };
  link.run({.row = 10, .name = "residence times off, or on", .count = 500, .once = change});
  CHECK(link.cli().json({"status"})["links"][0]["latency"] == "sampled");
}
