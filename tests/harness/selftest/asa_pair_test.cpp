// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The synthetic ASA pair over a plain bridge: what a correct firewall must look like to it.
#include "harness/asa_pair.h"

#include <catch2/catch.hpp>
#include <csignal>

#include "harness/poll.h"

using namespace haguard;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

// Generous, so that a loaded machine does not look like a dead link.
constexpr auto kHold = milliseconds(3000);
constexpr auto kDeadline = seconds(30);

Lab make_lab(bool ipv6) {
  auto lab = Lab::create({.ipv6 = ipv6});
  INFO((lab.ok() ? std::string() : lab.error().message));
  REQUIRE(lab.ok());
  return std::move(lab).value();
}

AsaPair make_pair(const Lab& lab, AsaPairOptions options = {}) {
  options.hold = kHold;
  auto pair = AsaPair::start(lab, options);
  INFO((pair.ok() ? std::string() : pair.error().message));
  REQUIRE(pair.ok());
  return std::move(pair).value();
}

AsaStatus status(Process& unit) {
  auto answer = AsaPair::status(unit);
  INFO((answer.ok() ? std::string() : answer.error().message));
  REQUIRE(answer.ok());
  return std::move(answer).value();
}

// What is equal on both ends of a lossless path once the stream has stopped.
bool stream_settled(AsaPair& pair) {
  const auto first = AsaPair::status(pair.a());
  const auto second = AsaPair::status(pair.b());
  return first.ok() && second.ok() && (*first)["stream_sent"] == (*second)["stream_received"] &&
         (*second)["stream_sent"] == (*first)["stream_received"] &&
         (*first)["acks_received"] == (*second)["acks_sent"] &&
         (*second)["acks_received"] == (*first)["acks_sent"];
}

void check_nothing_lost(Process& unit) {
  const AsaStatus now = status(unit);
  INFO(now.line);
  for (const char* name : {"hellos_lost", "stream_lost", "stream_late", "acks_lost", "ack_timeouts",
                           "sync_lost", "takeovers", "split_brains"}) {
    INFO(name);
    CHECK(now[name] == 0);
  }
}

}  // namespace

TEST_CASE("a pair is healthy over a plain bridge", "[root][asa]") {
  struct Variant {
    const char* name;
    bool ipv6;
    std::vector<std::string> arguments;
  };
  const Variant variant = GENERATE(
      Variant{"unicast", false, {}}, Variant{"subnet broadcast", false, {"--hello", "subnet"}},
      Variant{"all-ones broadcast", false, {"--hello", "broadcast"}},
      Variant{"tagged", false, {"--vlan", "3001"}},
      Variant{"tagged broadcast", false, {"--vlan", "3001", "--hello", "broadcast"}},
      Variant{"ipv6", true, {}}, Variant{"ipv6 all nodes", true, {"--hello", "broadcast"}},
      Variant{"ipv6 tagged", true, {"--vlan", "100"}});
  INFO(variant.name);
  const Lab lab = make_lab(variant.ipv6);
  auto arguments = variant.arguments;
  arguments.insert(arguments.end(), {"--stream-rate", "2000", "--sync-at-start", "yes"});
  AsaPair pair = make_pair(lab, {.ipv6 = variant.ipv6, .arguments = arguments});
  const bool healthy = pair.healthy_for(5, kDeadline);
  INFO(pair.to_string());
  REQUIRE(healthy);
  REQUIRE(pair.a().write("stream off\n").ok());
  CHECK(eventually(
      kDeadline, [&] { return stream_settled(pair); }, milliseconds(50)));
  check_nothing_lost(pair.a());
  check_nothing_lost(pair.b());
  const AsaStatus a = status(pair.a());
  const AsaStatus b = status(pair.b());
  INFO(a.line << "\n" << b.line);
  CHECK(a.role == "active");
  CHECK(a["stream_sent_large"] > 0);
  CHECK(b["stream_received"] > 100);
  CHECK(b["stream_sent"] == 0);
  CHECK(a["acks_received"] > 0);
  CHECK(a["sync_sent"] == 96);
  CHECK(b["sync_received"] == 96);
  CHECK(a["sync_confirmed"] == 1);
}

TEST_CASE("the frames of a pair are what they claim to be", "[root][asa]") {
  const Lab lab = make_lab(false);
  const auto wire = lab.b().raw_socket();
  REQUIRE(wire.ok());
  AsaPair pair = make_pair(lab, {.arguments = {"--vlan", "3001", "--stream-rate", "100"}});
  const auto tagged_ipv4 = [](std::uint8_t protocol, bool fragment) {
    return [=](ByteView frame) {
      return frame.size() > 38 && get16(frame, 12) == 0x8100 && get16(frame, 14) == 3001 &&
             get16(frame, 16) == 0x0800 && frame[27] == protocol &&
             ((get16(frame, 24) & 0x3fffU) != 0) == fragment;
    };
  };
  CHECK(wire->receive(kDeadline, tagged_ipv4(105, false)));
  CHECK(wire->receive(kDeadline, tagged_ipv4(8, false)));
  CHECK(wire->receive(kDeadline, tagged_ipv4(9, false)));
  CHECK(wire->receive(kDeadline, tagged_ipv4(8, true)));
  CHECK(wire->receive(kDeadline, tagged_ipv4(9, true)));
}

TEST_CASE("a stream at full rate loses nothing", "[root][asa]") {
  const Lab lab = make_lab(false);
  AsaPair pair = make_pair(lab, {.arguments = {"--stream-rate", "max"}});
  const bool healthy = pair.healthy_for(10, kDeadline);
  INFO(pair.to_string());
  REQUIRE(healthy);
  REQUIRE(pair.a().write("stream off\n").ok());
  CHECK(eventually(
      kDeadline, [&] { return stream_settled(pair); }, milliseconds(50)));
  check_nothing_lost(pair.a());
  check_nothing_lost(pair.b());
  CHECK(status(pair.b())["stream_received"] > 10000);
}

TEST_CASE("a failover on command flips the stream", "[root][asa]") {
  const Lab lab = make_lab(false);
  AsaPair pair = make_pair(lab, {.arguments = {"--stream-rate", "1000"}});
  const bool healthy = pair.healthy_for(3, kDeadline);
  INFO(pair.to_string());
  REQUIRE(healthy);
  const bool by_active = GENERATE(true, false);
  INFO("asked of the " << (by_active ? "active" : "standby"));
  REQUIRE((by_active ? pair.a() : pair.b()).write("failover\n").ok());
  CHECK(eventually(
      kDeadline,
      [&] {
        return status(pair.b()).role == "active" && status(pair.a())["stream_received"] > 100;
      },
      milliseconds(50)));
  CHECK(pair.healthy_for(3, kDeadline));
  CHECK(status(pair.a()).role == "standby");
  check_nothing_lost(pair.a());
  check_nothing_lost(pair.b());
}

TEST_CASE("when one unit dies the other becomes active", "[root][asa]") {
  const Lab lab = make_lab(false);
  AsaPair pair = make_pair(lab);
  const bool healthy = pair.healthy_for(2, kDeadline);
  INFO(pair.to_string());
  REQUIRE(healthy);
  pair.a().signal(SIGKILL);
  CHECK(eventually(
      kDeadline, [&] { return status(pair.b()).role == "active"; }, milliseconds(50)));
  const AsaStatus b = status(pair.b());
  INFO(b.line);
  CHECK(b.peer == "failed");
  CHECK(b["takeovers"] == 1);
  CHECK(b["missed_hellos"] >= 3);
  CHECK(b["probes"] > 0);
  // The host behind the dead unit still answers ARP and echo.
  CHECK(b["probe_answers"] > 0);
}

TEST_CASE("a cut link is a split brain, reported when the units meet again", "[root][asa]") {
  const Lab lab = make_lab(false);
  AsaPair pair = make_pair(lab);
  const bool healthy = pair.healthy_for(2, kDeadline);
  INFO(pair.to_string());
  REQUIRE(healthy);
  REQUIRE(lab.block(2, true).ok());
  REQUIRE(eventually(
      kDeadline, [&] { return pair.split_brain(); }, milliseconds(50)));
  CHECK(status(pair.b())["probe_answers"] == 0);
  CHECK_FALSE(pair.healthy());
  REQUIRE(lab.block(2, false).ok());
  CHECK(eventually(
      kDeadline, [&] { return pair.healthy(); }, milliseconds(50)));
  CHECK(status(pair.a())["split_brains"] + status(pair.b())["split_brains"] >= 1);
  CHECK(status(pair.b()).role == "standby");
  CHECK(status(pair.b())["hellos_lost"] > 0);
}
