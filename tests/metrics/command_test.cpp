// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// haguard metrics: without a daemon, out of the maps; the same numbers as the other commands say.
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <chrono>

#include "base/file.h"
#include "fixture/must.h"
#include "harness/poll.h"
#include "metrics/exposition.h"
#include "metrics/metrics_lab.h"

using namespace haguard;
using std::chrono::seconds;

TEST_CASE("metrics command: promtool has nothing to say of it") {
  MetricsLab lab;
  lab.attach();
  lab.apply(kPairPolicy);
  Command promtool;
  promtool.argv = {"promtool", "check", "metrics"};
  promtool.input = lab.haguard().ok({"metrics"});
  const Output output = must(run(promtool));
  INFO(output.to_string() << promtool.input);
  CHECK(output.exit_code == 0);
  CHECK(output.out + output.err == "");
}

TEST_CASE("metrics command: frames, drops and flows are those of the other commands") {
  MetricsLab lab;
  lab.attach();
  lab.apply(kPairPolicy);
  lab.haguard().ok({"audit", "rooms"});
  lab.check_auditing();
  lab.haguard().ok({"enforce", "rooms", "--force"});
  lab.check_enforcing();
  lab.quiet();
  const Exposition metrics = lab.metrics();
  CHECK(lab.disagreements(metrics) == "");
  CHECK(metrics.value("haguard_frames_total", {{"link", "rooms"},
                                               {"port", "eth1"},
                                               {"disposition", "dropped"},
                                               {"reason", "unknown_protocol"}}) >= 1);
  CHECK(metrics.value("haguard_frames_total", {{"link", "rooms"},
                                               {"port", "eth1"},
                                               {"disposition", "would_drop"},
                                               {"reason", "unknown_protocol"}}) >= 1);
  CHECK(metrics.value("haguard_frames_total", {{"link", "rooms"},
                                               {"port", "eth1"},
                                               {"disposition", "dropped"},
                                               {"reason", "arp_lie"}}) == 0);
  CHECK(metrics.value("haguard_link_mode", {{"link", "rooms"}, {"mode", "enforce"}}) == 1);
  CHECK(metrics.value("haguard_link_mode", {{"link", "rooms"}, {"mode", "audit"}}) == 0);
  CHECK(metrics.value("haguard_events_total", {{"link", "rooms"}, {"kind", "mode"}}) == 2);
  CHECK(metrics.value("haguard_events_total", {{"link", "rooms"}, {"kind", "fallback"}}) == 0);
}

TEST_CASE("metrics command: no counter goes back, whatever happens to the link") {
  MetricsLab lab;
  lab.attach();
  lab.apply(kPairPolicy);
  lab.haguard().ok({"enforce", "rooms", "--force"});
  lab.check_enforcing();
  const StatsOn statistics;
  Exposition before = lab.metrics();
  const auto holds = [&](const char* what) {
    lab.check_enforcing();
    const Exposition after = lab.metrics();
    INFO(what);
    CHECK(gone_back(before, after) == std::vector<std::string>{});
    before = after;
  };
  holds("frames");
  CHECK(before.sum("haguard_program_runs_total", {{"link", "rooms"}}) > 0);
  CHECK(before.sum("haguard_program_run_seconds_total", {{"link", "rooms"}}) > 0);
  lab.apply(std::string(kPairPolicy) + kOneMoreFlow);
  holds("another policy");
  lab.haguard().ok({"policy", "rollback", "--force"});
  lab.apply(std::string(kPairPolicy) + kOneMoreFlow);
  holds("there and back");
  lab.haguard().ok({"bypass", "rooms"});
  lab.haguard().ok({"enforce", "rooms", "--force"});
  holds("bypass and enforce");
}

TEST_CASE("metrics command: an upgrade changes no counter") {
  MetricsLab lab;
  lab.attach();
  lab.apply(kPairPolicy);
  lab.haguard().ok({"enforce", "rooms", "--force"});
  lab.check_enforcing();
  const Exposition before = lab.metrics();
  lab.haguard().ok({"upgrade", "rooms", "--again"});
  lab.check_enforcing();
  std::vector<std::string> back = gone_back(before, lab.metrics());
  // The old program's own statistics end with it, if another test of this machine has them on.
  std::erase_if(back, [](const std::string& one) {
    return one.rfind("haguard_program_", 0) == 0 && one.find(" is gone") != std::string::npos;
  });
  CHECK(back == std::vector<std::string>{});
}

TEST_CASE("metrics command: a deadline counts down and falls back to audit") {
  MetricsLab lab;
  lab.attach();
  lab.apply(kPairPolicy);
  lab.haguard().ok({"enforce", "rooms", "--force", "--confirm", "2s"});
  const SampleLabels deadline = {{"link", "rooms"}, {"kind", "confirm"}};
  const double left = lab.metrics().value("haguard_link_deadline_remaining_seconds", deadline);
  CHECK(left <= 2.1);
  const SampleLabels audit = {{"link", "rooms"}, {"mode", "audit"}};
  REQUIRE(eventually(seconds(20),
                     [&] { return lab.metrics().find("haguard_link_mode", audit) == 1.0; }));
  const Exposition after = lab.metrics();
  CHECK(after.value("haguard_link_chosen_mode", {{"link", "rooms"}, {"mode", "enforce"}}) == 1);
  CHECK(after.value("haguard_link_deadline_remaining_seconds", deadline) == 0);
}

TEST_CASE("metrics command: --output replaces a file whole, readable by node_exporter") {
  MetricsLab lab;
  lab.attach();
  const std::string folder = lab.lab().scratch() + "/textfile";
  must(make_directories(folder));
  const std::string file = folder + "/haguard.prom";
  CHECK(lab.haguard().ok({"metrics", "--output", file}) == "");
  lab.apply(kPairPolicy);
  lab.haguard().ok({"metrics", "--output", file});
  const Exposition metrics = Exposition::parse(must(read_file(file)));
  CHECK(metrics.value("haguard_policy_generation", {{"link", "rooms"}}) == 1);
  struct stat info {};
  REQUIRE(::stat(file.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777U) == 0644U);
  CHECK(must(list_folder(folder)) == std::vector<std::string>{"haguard.prom"});
  CHECK(lab.haguard().run({"metrics", "--output", folder + "/no/such.prom"}).exit_code == 1);
}

TEST_CASE("metrics command: links that are not there, and names that need escaping") {
  MetricsLab lab;
  CHECK(lab.metrics().samples().size() == 1);
  CHECK(lab.metrics().sum("haguard_build_info", {}) == 1);
  must(write_file(lab.lab().scratch() + "/haguard.toml",
                  "[link.rooms]\nports = [\"eth1\", \"eth2\"]\n"));
  CHECK(lab.metrics().value("haguard_link_up", {{"link", "rooms"}}) == 0);
  lab.attach();
  CHECK(lab.metrics().value("haguard_link_up", {{"link", "rooms"}}) == 1);
  std::string policy = kPairPolicy;
  const std::string name = "\"hello\"";
  policy.replace(policy.find(name), name.size(), R"("a \"b\" c:\\d")");
  lab.apply(policy);
  CHECK(lab.metrics().value("haguard_flow_frames_total", {{"link", "rooms"},
                                                          {"id", "2"},
                                                          {"flow", "a \"b\" c:\\d"},
                                                          {"from", "primary"},
                                                          {"to", "secondary"}}) == 0);
}
