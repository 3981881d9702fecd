// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// status says the same of the policy whether it finds its few numbers or has to read all of it.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <chrono>

#include "base/file.h"
#include "e2e/bad_input.h"
#include "fixture/must.h"
#include "harness/poll.h"

using namespace haguard;
using nlohmann::json;

namespace {

constexpr const char* kSummary = "summary.json";
const std::vector<std::string> kTexts = {"history/1.toml", "policy.toml"};

std::string path_of(const SteadyLab& steady, const std::string& name) {
  return steady.lab().state_dir() + "/rooms/" + name;
}

// What it says of the policy in force.
json policy_status(const SteadyLab& steady) {
  const json all = steady.haguard().json({"status", "rooms"})["links"][0];
  json policy;
  for (const char* key : {"generation", "system", "peers", "flows", "flows_without_frames"})
    policy[key] = all.at(key);
  return policy;
}

json steady_status(std::uint32_t generation, std::size_t flows) {
  return {{"generation", generation},
          {"system", ""},
          {"peers", 2},
          {"flows", flows},
          {"flows_without_frames", flows}};
}

}  // namespace

TEST_CASE("status: it reads no policy") {
  const SteadyLab steady;
  for (const std::string& text : kTexts)
    must(write_file(path_of(steady, text), "[no policy"));
  CHECK(policy_status(steady) == steady_status(1, 4));
}

TEST_CASE("status: the VLAN that a link is confined to") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  CHECK_FALSE(haguard.json({"status", "rooms"})["links"][0].contains("vlan"));
  CHECK(haguard.ok({"status", "rooms"}).find("VLAN") == std::string::npos);
  for (const auto& [words, tags] :
       {std::pair<std::string, json>{"3001", {3001}}, {"100,200", {100, 200}}}) {
    haguard.ok({"detach", "rooms"});
    haguard.ok({"attach", "rooms", "--ports", "eth1,eth2", "--vlan", words});
    CHECK(haguard.json({"status", "rooms"})["links"][0].at("vlan") == tags);
  }
  CHECK(haguard.ok({"status", "rooms"}).find("only frames of VLAN 100/200 are judged") !=
        std::string::npos);
  const std::string metrics = haguard.ok({"metrics"});
  INFO(metrics);
  CHECK(metrics.find("vlan=\"100/200\"") != std::string::npos);
}

TEST_CASE("status: a port without carrier, and one that is set down") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  const auto port = [&] { return haguard.json({"status", "rooms"})["links"][0]["ports"][1]; };
  const auto says = [&](const char* words) {
    return haguard.ok({"status", "rooms"}).find(words) != std::string::npos;
  };
  const auto carrier = [&](const char* value) {
    const std::string line = fmt::format("port=\"eth2\"}} {}\n", value);
    const std::string metrics = haguard.ok({"metrics"});
    return metrics.find("haguard_port_carrier{link=\"rooms\"," + line) != std::string::npos;
  };
  CHECK(port()["signal"] == "carrier");
  CHECK(carrier("1"));
  must(steady.lab().b().netns.ip_batch("link set eth0 down\n"));
  CHECK(eventually(std::chrono::seconds(10), [&] { return port()["signal"] == "no carrier"; }));
  CHECK(port()["condition"] == "live");
  CHECK(says("eth2  native, no carrier"));
  CHECK(carrier("0"));
  CHECK(haguard.ok({"top", "--count", "1"}).find("no carrier") != std::string::npos);
  must(steady.lab().fw().ip_batch("link set eth2 down\n"));
  CHECK(port()["signal"] == "down");
  CHECK(says("eth2  native, down"));
  must(steady.lab().fw().ip_batch("link set eth2 up\n"));
  must(steady.lab().b().netns.ip_batch("link set eth0 up\n"));
  CHECK(eventually(std::chrono::seconds(10), [&] { return port()["signal"] == "carrier"; }));
  CHECK(says("eth2  native    "));
  must(steady.lab().fw().ip_batch("link delete eth2\n"));
  CHECK(port()["signal"].is_null());
}

TEST_CASE("status: without its numbers it reads the policy") {
  const SteadyLab steady;
  const std::string summary = path_of(steady, kSummary);
  const std::string whole = must(read_file(summary));
  SECTION("absent") {
    must(remove_file(summary));
  }
  SECTION("torn") {
    must(write_file(summary, whole.substr(0, whole.size() / 2)));
  }
  SECTION("of values of another kind") {
    json edited = json::parse(whole);
    edited["flow_ids"] = "all";
    must(write_file(summary, edited.dump()));
  }
  SECTION("of another table") {
    json edited = json::parse(whole);
    edited["of"]["table"] = edited["of"]["table"].get<std::uint32_t>() + 1;
    edited["peers"] = 17;
    must(write_file(summary, edited.dump()));
  }
  CHECK(policy_status(steady) == steady_status(1, 4));
}

TEST_CASE("status: the numbers change with the policy") {
  const SteadyLab steady;
  const std::string before = must(read_file(path_of(steady, kSummary)));
  const std::string more =
      "\n[[flow]]\nname = \"more\"\nfrom = \"secondary\"\nto = \"primary\"\nprotocol = 106\n";
  steady.haguard().ok(
      {"policy", "apply", steady.file("more.toml", std::string(kSteadyPolicy) + more)});
  CHECK(policy_status(steady) == steady_status(2, 5));
  // Those of the policy before say nothing of this one.
  must(write_file(path_of(steady, kSummary), before));
  CHECK(policy_status(steady) == steady_status(2, 5));
  steady.enforces_and_lets_go();
}

TEST_CASE("status: a candidate is told of until it is a policy") {
  const SteadyLab steady;
  const auto waits = [&steady] {
    return steady.haguard().json({"status", "rooms"})["links"][0]["candidate"].get<bool>();
  };
  CHECK_FALSE(waits());
  must(write_file(path_of(steady, "candidate.toml"), kSteadyPolicy));
  CHECK(waits());
}

TEST_CASE("status: a candidate that nobody accepts is put away, not lost") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  const std::string old = path_of(steady, "candidate.old.toml");
  const auto text = [](const std::string& path) {
    const Result<std::string> read = read_file(path);
    return read.ok() ? *read : std::string();
  };
  CHECK(haguard.ok({"learn", "rooms", "--for", "100ms"}).find(old) == std::string::npos);
  CHECK(text(old).empty());
  const std::string first = text(path_of(steady, "candidate.toml"));
  CHECK(haguard.ok({"learn", "rooms", "--for", "100ms"}).find(old) != std::string::npos);
  CHECK(text(old) == first);

  must(write_file(path_of(steady, "candidate.toml"), kSteadyPolicy));
  CHECK(haguard.ok({"review", "rooms", "--discard"}).find(old) != std::string::npos);
  CHECK(text(old) == kSteadyPolicy);
  CHECK_FALSE(haguard.json({"status", "rooms"})["links"][0]["candidate"].get<bool>());
  steady.refuses({"review", "rooms"}, {4, {"there is no candidate"}});
  steady.refuses({"review", "rooms", "--discard"}, {4, {"there is none"}});
  CHECK(haguard.ok({"policy", "diff", "rooms", "--file", old}).find("no difference") !=
        std::string::npos);
}
