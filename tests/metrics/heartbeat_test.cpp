// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Heartbeats of a (synthetic) ASA pair and its round trips as metrics: what haguard latency says of
// the same frames, and a counter of missed hellos that never goes back.
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <set>

#include "base/file.h"
#include "fixture/must.h"
#include "harness/poll.h"
#include "metrics/metrics_lab.h"

using namespace haguard;
using nlohmann::json;
using std::chrono::seconds;

namespace {

class RhythmLab : public MetricsLab {
 public:
  RhythmLab() {
    attach();
    apply(timed_policy());
    haguard().ok({"audit", "rooms"});
  }

  // Of haguard latency, whose rows are those of `section`.
  json latency(const char* section) const { return haguard().json({"latency"})[section]; }
  double of(const std::string& metric, const std::string& flow) const {
    return metrics().sum(metric, {{"flow", flow}});
  }
  bool wait_for_gaps(const std::string& flow, double more) const {
    const double wanted = of("haguard_heartbeat_gap_seconds_count", flow) + more;
    return eventually(seconds(30),
                      [&] { return of("haguard_heartbeat_gap_seconds_count", flow) >= wanted; });
  }
};

SampleLabels labels_of(const json& row) {
  return {{"link", "rooms"},
          {"id", std::to_string(row["id"].get<unsigned>())},
          {"flow", row["flow"]},
          {"from", row["from"]},
          {"to", row["to"]}};
}

// Each exported bucket counts what is below its bound, and so do its sum and its count.
void check_histogram(const Exposition& metrics, const std::string& name, const SampleLabels& labels,
                     const json& row) {
  CHECK(metrics.value(name + "_count", labels) == row["count"].get<double>());
  CHECK(metrics.value(name + "_sum", labels) == Approx(row["sum"].get<double>()));
  unsigned bounds = 0;
  for (const ExposedSample& sample : metrics.samples()) {
    SampleLabels own = sample.labels;
    if (sample.name != name + "_bucket" || own.erase("le") == 0 || own != labels) continue;
    const std::string bound = sample.labels.at("le");
    double below = 0;
    for (const json& bucket : row["buckets"])
      if (bound == "+Inf" || bucket["to"].get<double>() <= std::stod(bound) * (1 + 1e-9))
        below += bucket["count"].get<double>();
    INFO(name << " up to " << bound);
    CHECK(sample.value == below);
    ++bounds;
  }
  CHECK(bounds > 40);
}

}  // namespace

TEST_CASE("heartbeat metrics: those of haguard latency, of the same frames") {
  const RhythmLab lab;
  AsaPair pair = must(AsaPair::start(lab.lab(), {.arguments = {"--stream-rate", "200"}}));
  REQUIRE(lab.wait_for_gaps("hello", 20));
  REQUIRE(lab.wait_for_gaps("hello back", 20));
  REQUIRE(Lab::ping(lab.lab().a(), lab.lab().b().ipv4));
  REQUIRE(Lab::ping(lab.lab().b(), lab.lab().a().ipv4));
  pair.a().signal(SIGSTOP);
  pair.b().signal(SIGSTOP);
  lab.quiet();
  const Exposition metrics = lab.metrics();
  const json heartbeats = lab.latency("heartbeats");
  const json trips = lab.latency("round_trips");
  INFO(heartbeats.dump(2));
  CHECK(metrics.value("haguard_link_hold_time_seconds", {{"link", "rooms"}}) == 15);
  CHECK(metrics.value("haguard_heartbeat_flows_untimed", {{"link", "rooms"}}) == 0);
  REQUIRE(heartbeats["rows"].size() == 2);
  for (const json& row : heartbeats["rows"]) {
    const SampleLabels flow = labels_of(row);
    check_histogram(metrics, "haguard_heartbeat_gap_seconds", flow, row);
    // A gap less than frames.
    CHECK(metrics.value("haguard_heartbeat_gap_seconds_count", flow) + 1 ==
          metrics.value("haguard_flow_frames_total", flow));
    CHECK(metrics.value("haguard_heartbeat_interval_seconds", flow) ==
          Approx(row["interval"].get<double>()));
    CHECK(metrics.value("haguard_heartbeat_interval_seconds", flow) == Approx(0.2).margin(0.06));
    CHECK(metrics.value("haguard_heartbeat_jitter_seconds", flow) ==
          Approx(row["jitter"].get<double>()));
    const double silence = metrics.value("haguard_heartbeat_silence_seconds", flow);
    CHECK(silence > 0);
    CHECK(silence < row["silent"].get<double>());
    const double longest = metrics.value("haguard_heartbeat_longest_gap_seconds", flow);
    CHECK(longest >= row["max"].get<double>() * 0.999);
    CHECK(longest <= row["longest"].get<double>() * 1.001);
  }
  std::set<std::string> askers;
  for (const json& row : trips["rows"]) {
    const SampleLabels labels = {{"link", "rooms"},
                                 {"asker", row["asker"]},
                                 {"answerer", row["answerer"]},
                                 {"kind", row["kind"]}};
    check_histogram(metrics, "haguard_round_trip_seconds", labels, row);
    if (row["kind"] == "echo") askers.insert(row["asker"].get<std::string>());
  }
  CHECK(askers == std::set<std::string>{"eth1", "eth2"});
  const char* limit = "haguard_round_trip_limit_seconds";
  CHECK(metrics.value(limit, {{"link", "rooms"}, {"severity", "warning"}}) == 0.01);
  CHECK(metrics.value(limit, {{"link", "rooms"}, {"severity", "critical"}}) == 0.25);
}

TEST_CASE("heartbeat metrics: a unit that pauses is silent, then missed, and the gap stays") {
  const RhythmLab lab;
  AsaPair pair = must(AsaPair::start(lab.lab()));
  REQUIRE(lab.wait_for_gaps("hello back", 15));
  const Exposition before = lab.metrics();
  const double missed = before.sum("haguard_heartbeat_missed_total", {{"flow", "hello back"}});
  pair.b().signal(SIGSTOP);
  REQUIRE(eventually(seconds(30), [&] {
    return lab.of("haguard_heartbeat_silence_seconds", "hello back") > 1.5;
  }));
  CHECK(lab.of("haguard_heartbeat_longest_gap_seconds", "hello back") > 1.5);
  CHECK(lab.of("haguard_heartbeat_silence_seconds", "hello") < 1.5);
  pair.b().signal(SIGCONT);
  const auto is_counted = [&] {
    return lab.of("haguard_heartbeat_missed_total", "hello back") >= missed + 5;
  };
  CHECK(eventually(seconds(30), is_counted));
  CHECK(lab.of("haguard_heartbeat_longest_gap_seconds", "hello back") > 1.5);
  CHECK(gone_back(before, lab.metrics()) == std::vector<std::string>{});
}

// What the old interval makes of the new gaps is missed, and the new one of the old gaps nothing:
// haguard latency judges all gaps by the interval of now.
TEST_CASE("heartbeat metrics: missed hellos do not go back when the poll time changes") {
  const RhythmLab lab;
  {
    const AsaPair quick = must(AsaPair::start(lab.lab()));
    REQUIRE(lab.wait_for_gaps("hello", 15));
  }
  const AsaPair slow = must(AsaPair::start(lab.lab(), {.poll = seconds(1), .hold = seconds(3)}));
  Exposition before = lab.metrics();
  std::vector<std::string> back;
  const bool changed = eventually(seconds(60), [&] {
    Exposition after = lab.metrics();
    for (const std::string& one : gone_back(before, after))
      back.push_back(one);
    before = std::move(after);
    return before.sum("haguard_heartbeat_interval_seconds", {{"flow", "hello"}}) > 0.8;
  });
  CHECK(changed);
  CHECK(back == std::vector<std::string>{});
  const json rows = lab.latency("heartbeats")["rows"];
  for (const json& row : rows)
    if (row["flow"] == "hello")
      CHECK(before.value("haguard_heartbeat_missed_total", labels_of(row)) >
            row["missed"].get<double>());
}

TEST_CASE("heartbeat metrics: a link that is attached anew begins at nothing") {
  const RhythmLab lab;
  AsaPair pair = must(AsaPair::start(lab.lab()));
  REQUIRE(lab.wait_for_gaps("hello back", 15));
  pair.b().signal(SIGSTOP);
  REQUIRE(eventually(
      seconds(30), [&] { return lab.of("haguard_heartbeat_silence_seconds", "hello back") > 1; }));
  pair.b().signal(SIGCONT);
  REQUIRE(eventually(seconds(30),
                     [&] { return lab.of("haguard_heartbeat_missed_total", "hello back") >= 3; }));
  lab.haguard().ok({"detach", "rooms"});
  pair.b().signal(SIGSTOP);
  lab.attach();
  CHECK(lab.of("haguard_heartbeat_missed_total", "hello back") == 0);
  CHECK(lab.of("haguard_heartbeat_gap_seconds_count", "hello back") == 0);
}

TEST_CASE("heartbeat metrics: the hold time is that of the knowledge base named") {
  const RhythmLab lab;
  const std::string folder = lab.lab().scratch() + "/systems";
  std::filesystem::create_directory(folder);
  std::string text = must(read_file(HAGUARD_SOURCE_DIR "/systems/cisco-asa.toml"));
  const std::string shipped = "\nhold = \"15s\"\n";
  REQUIRE(text.find(shipped) != std::string::npos);
  text.replace(text.find(shipped), shipped.size(), "\nhold = \"9s\"\n");
  must(write_file(folder + "/cisco-asa.toml", text));
  const auto named = Exposition::parse(lab.haguard().ok({"--systems", folder, "metrics"}));
  CHECK(named.value("haguard_link_hold_time_seconds", {{"link", "rooms"}}) == 9);
  CHECK(lab.metrics().value("haguard_link_hold_time_seconds", {{"link", "rooms"}}) == 15);
}
