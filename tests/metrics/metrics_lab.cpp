// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "metrics/metrics_lab.h"

#include <bpf/bpf.h>
#include <fmt/format.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>

#include "fixture/must.h"
#include "harness/poll.h"

namespace haguard {
namespace {

void compare(std::string& differences, const Exposition& metrics, const std::string& name,
             const SampleLabels& labels, double expected) {
  const double found = metrics.sum(name, labels);
  if (found != expected) differences += fmt::format("{}: {}, not {}\n", name, found, expected);
}

}  // namespace

MetricsLab::MetricsLab(const std::string& config) {
  const std::string file = lab().scratch() + "/haguard.toml";
  if (config.empty())
    ::unlink(file.c_str());
  else
    write_config(config);
}

std::string timed_policy() {
  std::string text = "system = \"cisco-asa\"\n" + kPairPolicy;
  int number = 0;
  for (const std::string from : {"primary", "secondary"})
    for (const char* lines : {"protocol = 8\nfragments = true", "protocol = 9\nfragments = true",
                              "protocol = \"icmp\""})
      text +=
          fmt::format("\n[[flow]]\nname = \"flow {0} of {1}\"\nfrom = \"{1}\"\nto = \"{2}\"\n{3}\n",
                      number++, from, from == "primary" ? "secondary" : "primary", lines);
  return text;
}

AsaPair MetricsLab::timed_pair() const {
  AsaPair pair = must(AsaPair::start(lab()));
  REQUIRE(Lab::ping(lab().a(), lab().b().ipv4));
  REQUIRE(eventually(std::chrono::seconds(30), [&] {
    return metrics().families().count("haguard_heartbeat_interval_seconds") == 1;
  }));
  return pair;
}

void MetricsLab::quiet() const {
  std::string before;
  REQUIRE(eventually(std::chrono::seconds(20), [&] {
    const std::string now = haguard().ok({"counters", "--json"});
    return std::exchange(before, now) == now;
  }));
}

std::string MetricsLab::disagreements(const Exposition& metrics) const {
  std::string differences;
  const auto check = [&](const std::string& name, const SampleLabels& labels, double expected) {
    compare(differences, metrics, name, labels, expected);
  };
  const nlohmann::json counters = haguard().json({"counters"});
  for (const auto& port : counters["ports"]) {
    const SampleLabels labels = {{"link", "rooms"}, {"port", port["port"]}};
    check("haguard_received_frames_total", labels, port["received"]["frames"]);
    check("haguard_received_bytes_total", labels, port["received"]["bytes"]);
    check("haguard_frames_total", labels, port["received"]["frames"]);
    for (const auto& reason : port["reasons"]) {
      SampleLabels one = labels;
      one["disposition"] = reason["disposition"];
      one["reason"] = reason["reason"];
      check("haguard_frames_total", one, reason["frames"]);
      check("haguard_bytes_total", one, reason["bytes"]);
    }
  }
  const nlohmann::json flows = haguard().json({"flows"});
  for (const auto& flow : flows["flows"]) {
    const SampleLabels labels = {{"link", "rooms"},
                                 {"id", std::to_string(flow["id"].get<unsigned>())},
                                 {"flow", flow["name"]},
                                 {"from", flow["from"]},
                                 {"to", flow["to"]}};
    check("haguard_flow_frames_total", labels, flow["frames"]);
    check("haguard_flow_bytes_total", labels, flow["bytes"]);
  }
  const nlohmann::json status = haguard().json({"status", "rooms"})["links"][0];
  check("haguard_policy_generation", {{"link", "rooms"}}, status["generation"]);
  check("haguard_map_memory_bytes", {{"link", "rooms"}}, status["memory_bytes"]);
  check("haguard_link_mode", {{"mode", status["mode"]}}, 1);
  return differences;
}

StatsOn::StatsOn() : fd_(bpf_enable_stats(BPF_STATS_RUN_TIME)) {
  REQUIRE(fd_.valid());
}

}  // namespace haguard
