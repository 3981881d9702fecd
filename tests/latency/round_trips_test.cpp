// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Round trips through a real bridge: those of a real kernel, and slow ones against the limits of
// the knowledge base.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <chrono>

#include "base/file.h"
#include "e2e/intruder_lab.h"
#include "fixture/must.h"
#include "fixture/pair.h"
#include "fixture/pair_text.h"
#include "harness/frame.h"
#include "harness/poll.h"

using namespace haguard;
using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

std::string policy_text(const std::string& system) {
  std::string text = fmt::format("link = \"rooms\"\nsystem = \"{}\"\n", system);
  text += kPairPeersText;
  for (const std::string from : {"primary", "secondary"})
    for (const char* protocol : {"105", "\"icmp\"", "\"arp\"", "\"tcp\""})
      text += fmt::format(
          "\n[[flow]]\nname = \"{1} of {0}\"\nfrom = \"{0}\"\nto = \"{2}\"\nprotocol = {3}\n", from,
          std::string(protocol).find('"') == 0 ? std::string(protocol).substr(1, 3) : "hello",
          from == "primary" ? "secondary" : "primary", protocol);
  return text;
}

json round_trips(const HaguardCli& haguard) {
  return haguard.json({"latency", "rooms"})["round_trips"];
}

json row_of(const HaguardCli& haguard, const std::string& kind, const std::string& asker) {
  const json rows = round_trips(haguard)["rows"];
  for (const json& row : rows)
    if (row["kind"] == kind && row["asker"] == asker) return row;
  return {};
}

bool wait_for_row(const HaguardCli& haguard, const std::string& kind, const std::string& asker) {
  return eventually(seconds(10), [&] { return !row_of(haguard, kind, asker).is_null(); });
}

// An echo that is answered after a while, all by the test.
class SlowLab {
 public:
  explicit SlowLab(const std::string& system)
      : lab_({.guests = false, .silent = true}, policy_text(system)) {
    lab_.enforce();
  }
  const HaguardCli& haguard() const { return lab_.haguard(); }

  void answer_after(milliseconds delay) {
    ++number_;
    pass(Seat::kUnitA, Frame()
                           .ethernet(kMacA, kMacB)
                           .ipv4({.source = kIpA, .destination = kIpB})
                           .echo_request(7, number_)
                           .payload_size(40));
    const auto asked = std::chrono::steady_clock::now();
    REQUIRE(eventually(delay + seconds(5),
                       [&] { return std::chrono::steady_clock::now() - asked >= delay; }));
    pass(Seat::kUnitB, Frame()
                           .ethernet(kMacB, kMacA)
                           .ipv4({.source = kIpB, .destination = kIpA})
                           .echo_reply(7, number_)
                           .payload_size(40));
  }

 private:
  void pass(Seat seat, const Frame& frame) {
    lab_.send(seat, frame.bytes());
    REQUIRE(lab_.arrives(seat, frame.bytes()));
  }

  IntruderLab lab_;
  std::uint16_t number_ = 0;
};

}  // namespace

TEST_CASE("round trips: ARP and echo of real kernels, by who asks", "[trips]") {
  const Lab lab = must(Lab::create({.ipv6 = false}));
  const HaguardCli haguard(lab);
  haguard.attach();
  const std::string path = lab.scratch() + "/policy.toml";
  must(write_file(path, policy_text("cisco-asa")));
  haguard.ok({"policy", "apply", path});
  CHECK(round_trips(haguard)["rows"].empty());
  haguard.ok({"enforce", "rooms", "--force"});
  REQUIRE(Lab::ping(lab.a(), lab.b().ipv4));
  CHECK(wait_for_row(haguard, "echo", "eth1"));
  CHECK(row_of(haguard, "echo", "eth2").is_null());
  REQUIRE(Lab::ping(lab.b(), lab.a().ipv4));
  CHECK(wait_for_row(haguard, "echo", "eth2"));
  CHECK((wait_for_row(haguard, "arp", "eth1") || wait_for_row(haguard, "arp", "eth2")));
  const json row = row_of(haguard, "echo", "eth1");
  INFO(row.dump(2));
  CHECK(row["answerer"] == "eth2");
  CHECK(row["count"] == 1);
  CHECK(row["max"].get<double>() > 0);
  const std::string text = haguard.ok({"latency", "rooms"});
  INFO(text);
  CHECK(text.find("eth1 asks eth2  ICMP echo, request to reply") != std::string::npos);
  CHECK(haguard.frames("", "dropped") == 0);
}

TEST_CASE("round trips: the limits of an ASA are those of the knowledge base", "[trips]") {
  SlowLab lab("cisco-asa");
  lab.answer_after(milliseconds(12));
  CHECK(round_trips(lab.haguard())["warn"] == 0.01);
  CHECK(round_trips(lab.haguard())["critical"] == 0.25);
  CHECK(row_of(lab.haguard(), "echo", "eth1")["verdict"] == "warning");
  lab.answer_after(milliseconds(260));
  const json row = row_of(lab.haguard(), "echo", "eth1");
  INFO(row.dump(2));
  CHECK(row["verdict"] == "critical");
  CHECK(row["max"].get<double>() >= 0.26);
  const std::string text = lab.haguard().ok({"latency", "rooms"});
  INFO(text);
  CHECK(text.find("critical: ") != std::string::npos);
  CHECK(text.find("Cisco ASA") != std::string::npos);
}

TEST_CASE("round trips: a system without limits is not judged", "[trips]") {
  SlowLab lab("vrrp");
  lab.answer_after(milliseconds(12));
  CHECK(round_trips(lab.haguard())["warn"].is_null());
  CHECK(row_of(lab.haguard(), "echo", "eth1")["verdict"] == "none");
}
