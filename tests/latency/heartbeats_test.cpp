// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Gaps between heartbeats of a (synthetic) ASA pair through a real bridge: its interval, a pause of
// one unit, what counters survive, and how many flows are timed.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <fstream>

#include "e2e/haguard_cli.h"
#include "fixture/must.h"
#include "fixture/pair_text.h"
#include "harness/asa_pair.h"
#include "harness/poll.h"

using namespace haguard;
using nlohmann::json;
using std::chrono::seconds;

namespace {

std::string pair_policy_text() {
  std::string text = std::string("link = \"rooms\"\nsystem = \"cisco-asa\"\n") + kPairPeersText;
  for (const std::string from : {"primary", "secondary"}) {
    const std::string to = from == "primary" ? "secondary" : "primary";
    const auto add = [&](const std::string& name, const std::string& lines) {
      text += fmt::format("\n[[flow]]\nname = \"{}\"\nfrom = \"{}\"\nto = \"{}\"\n{}\n", name, from,
                          to, lines);
    };
    add("hello of " + from, "protocol = 105\nheartbeat = true");
    add("state of " + from, "protocol = 8\nfragments = true");
    add("more state of " + from, "protocol = 9\nfragments = true");
    add("ping of " + from, "protocol = \"icmp\"");
    add("arp of " + from, "protocol = \"arp\"");
  }
  return text;
}

class HeartbeatLab {
 public:
  HeartbeatLab() : lab_(must(Lab::create({.ipv6 = false}))), haguard_(lab_) {
    haguard_.attach();
    apply(pair_policy_text());
    haguard_.ok({"enforce", "rooms", "--force"});
  }
  const Lab& lab() const { return lab_; }
  const HaguardCli& haguard() const { return haguard_; }

  std::string write(const std::string& policy) const {
    std::string path = lab_.scratch() + "/policy.toml";
    std::ofstream(path) << policy;
    return path;
  }
  void apply(const std::string& policy) const {
    haguard_.ok({"policy", "apply", write(policy), "--force"});
  }

  json heartbeats() const { return haguard_.json({"latency"})["heartbeats"]; }
  json row(const std::string& flow) const {
    const json rows = heartbeats()["rows"];
    for (const json& row : rows)
      if (row["flow"] == flow) return row;
    FAIL("no row of " << flow);
    return {};
  }
  std::uint64_t gaps(const std::string& flow) const { return row(flow)["count"]; }
  std::uint64_t frames(const std::string& flow) const {
    const json flows = haguard_.json({"flows"})["flows"];
    for (const json& one : flows)
      if (one["name"] == flow) return one["frames"];
    return 0;
  }
  bool wait_for_gaps(const std::string& flow, std::uint64_t count) const {
    return eventually(seconds(30), [&] { return gaps(flow) >= count; });
  }

 private:
  Lab lab_;
  HaguardCli haguard_;
};

void pause_unit(AsaPair& pair) {
  pair.b().signal(SIGSTOP);
}
void resume_unit(AsaPair& pair) {
  pair.b().signal(SIGCONT);
}

}  // namespace

TEST_CASE("heartbeats: a poll of 200 ms shows its interval, by direction", "[heartbeats]") {
  const HeartbeatLab lab;
  AsaPair pair = must(AsaPair::start(lab.lab(), {.arguments = {"--stream-rate", "200"}}));
  REQUIRE(lab.wait_for_gaps("hello of primary", 20));
  REQUIRE(lab.wait_for_gaps("hello of secondary", 20));
  const json heartbeats = lab.heartbeats();
  INFO(heartbeats.dump(2));
  CHECK(heartbeats["hold"] == 15.0);
  CHECK(heartbeats["hold_from"] == "system");
  CHECK(heartbeats["untimed"] == 0);
  REQUIRE(heartbeats["rows"].size() == 2);
  for (const json& row : heartbeats["rows"]) {
    CHECK(row["interval"].get<double>() == Approx(0.2).margin(0.06));
    CHECK(row["longest"].get<double>() >= row["max"].get<double>());
    CHECK(row["share_of_hold"].get<double>() == Approx(row["longest"].get<double>() / 15));
    std::uint64_t in_buckets = 0;
    for (const json& bucket : row["buckets"])
      in_buckets += bucket["count"].get<std::uint64_t>();
    CHECK(in_buckets == row["count"]);
  }
  const std::string text = lab.haguard().ok({"latency", "rooms"});
  INFO(text);
  CHECK(text.find("hello of primary (primary -> secondary)") != std::string::npos);
  CHECK(text.find("of hold 15.0 s (") != std::string::npos);
  CHECK(lab.haguard().frames("", "dropped") == 0);
}

TEST_CASE("heartbeats: a unit that pauses shows what it missed, and when", "[heartbeats]") {
  const HeartbeatLab lab;
  AsaPair pair = must(AsaPair::start(lab.lab()));
  REQUIRE(lab.wait_for_gaps("hello of secondary", 15));
  const std::uint64_t missed_before = lab.row("hello of secondary")["missed"];
  pause_unit(pair);
  json row;
  const bool silent = eventually(seconds(30), [&] {
    row = lab.row("hello of secondary");
    return row["missed_now"] >= 5;
  });
  INFO(row.dump(2));
  REQUIRE(silent);
  CHECK(row["silent"].get<double>() > 1.0);
  CHECK(row["longest"] == row["silent"]);
  CHECK(row["longest_at"].is_null());
  CHECK(lab.haguard().ok({"latency", "rooms"}).find("missed so far") != std::string::npos);
  resume_unit(pair);
  const bool over = eventually(seconds(30), [&] {
    row = lab.row("hello of secondary");
    return row["missed"].get<std::uint64_t>() >= missed_before + 5 && row["missed_now"] == 0;
  });
  INFO(row.dump(2));
  REQUIRE(over);
  CHECK(row["max"].get<double>() > 1.0);
  CHECK(row["longest_at"].is_number());
  CHECK(row["interval"].get<double>() == Approx(0.2).margin(0.06));
}

TEST_CASE("heartbeats: through a failover both directions go on", "[heartbeats]") {
  const HeartbeatLab lab;
  AsaPair pair = must(AsaPair::start(lab.lab(), {.arguments = {"--stream-rate", "200"}}));
  REQUIRE(eventually(seconds(30), [&] { return pair.healthy(); }));
  REQUIRE(lab.wait_for_gaps("hello of primary", 5));
  REQUIRE(pair.b().write("failover\n").ok());
  REQUIRE(eventually(seconds(30), [&] {
    return must(AsaPair::status(pair.b())).role == "active" && pair.healthy();
  }));
  for (const char* flow : {"hello of primary", "hello of secondary"}) {
    const std::uint64_t before = lab.gaps(flow);
    CHECK(lab.wait_for_gaps(flow, before + 5));
  }
  CHECK(lab.haguard().frames("", "dropped") == 0);
}

// A flow has one gap less than frames, and one less again after each time in which nobody looked.
TEST_CASE("heartbeats: gaps go on through upgrade and policy, and bypass is none", "[heartbeats]") {
  const HeartbeatLab lab;
  AsaPair pair = must(AsaPair::start(lab.lab()));
  REQUIRE(lab.wait_for_gaps("hello of secondary", 5));
  lab.haguard().ok({"upgrade", "rooms", "--again"});
  REQUIRE(lab.wait_for_gaps("hello of secondary", 8));
  lab.apply(pair_policy_text());
  lab.haguard().ok({"audit", "rooms"});
  REQUIRE(lab.wait_for_gaps("hello of secondary", 11));
  const auto settled = [&](std::uint64_t less) {
    pause_unit(pair);
    const bool equal = eventually(seconds(20), [&] {
      const std::uint64_t gaps = lab.gaps("hello of secondary");
      return gaps + less == lab.frames("hello of secondary");
    });
    CHECK(lab.gaps("hello of secondary") + less == lab.frames("hello of secondary"));
    resume_unit(pair);
    return equal;
  };
  CHECK(settled(1));
  lab.haguard().ok({"bypass", "rooms"});
  const std::uint64_t bypassed = lab.haguard().frames("bypass");
  REQUIRE(eventually(seconds(30), [&] { return lab.haguard().frames("bypass") >= bypassed + 20; }));
  CHECK(lab.row("hello of secondary")["silent"] == 0.0);
  lab.haguard().ok({"audit", "rooms"});
  const std::uint64_t gaps = lab.gaps("hello of secondary");
  REQUIRE(lab.wait_for_gaps("hello of secondary", gaps + 3));
  CHECK(settled(2));
}

TEST_CASE("heartbeats: beyond the room for them flows are named, not forgotten", "[heartbeats]") {
  const HeartbeatLab lab;
  std::string policy = pair_policy_text();
  for (int port = 1000; port < 1064; ++port)
    policy += fmt::format(
        "\n[[flow]]\nname = \"udp {0}\"\nfrom = \"primary\"\nto = \"secondary\"\nprotocol = "
        "\"udp\"\ndestination_port = {0}\nheartbeat = true\n",
        port);
  const Output applied = lab.haguard().run({"policy", "apply", lab.write(policy), "--force"});
  INFO(applied.err);
  CHECK(applied.exit_code == 0);
  CHECK(applied.err.find("64 at most, so 2 are not timed, among them \"udp 1062\"") !=
        std::string::npos);
  const json heartbeats = lab.heartbeats();
  CHECK(heartbeats["rows"].size() == 64);
  CHECK(heartbeats["untimed"] == 2);
  CHECK(lab.haguard().ok({"latency", "rooms"}).find("2 more heartbeat flows are not timed") !=
        std::string::npos);
}
