// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A real Prometheus scrapes the real daemon, through a restart, a kill and an upgrade of it.
#include <catch2/catch.hpp>

#include "metrics/prometheus_server.h"

using namespace haguard;

namespace {

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// As many more scrapes.
void await_scrapes(const PrometheusServer& prometheus, double count) {
  const std::string scrapes = "count_over_time(up{job=\"haguard\"}[1h])";
  const double before = prometheus.value(scrapes).value_or(0);
  REQUIRE(comes_true([&] { return prometheus.value(scrapes).value_or(0) >= before + count; }));
}

}  // namespace

TEST_CASE("prometheus: stores what the commands say, and no counter is ever reset", "[long]") {
  ServedLab lab;
  lab.start();
  lab.apply(kPairPolicy);
  lab.haguard().ok({"enforce", "rooms", "--force"});
  lab.check_enforcing();
  const PrometheusServer prometheus(lab);
  REQUIRE(comes_true([&] { return prometheus.value("up{job=\"haguard\"}") == 1.0; }));
  lab.kill();
  REQUIRE(comes_true([&] { return prometheus.value("up{job=\"haguard\"}") == 0.0; }));
  lab.check_enforcing();
  lab.start();
  REQUIRE(comes_true([&] { return prometheus.value("up{job=\"haguard\"}") == 1.0; }));
  lab.haguard().ok({"upgrade", "rooms", "--again"});
  lab.check_enforcing();
  await_scrapes(prometheus, 2);

  const std::string dropped = "haguard_frames_total{port=\"eth1\",disposition=\"dropped\"";
  const std::string unknown = dropped + ",reason=\"unknown_protocol\"}";
  CHECK(prometheus.value(unknown) == 3.0);
  CHECK(prometheus.value("sum(" + dropped + "}) without (reason)").value_or(0) >= 3);
  CHECK(lab.haguard().frames("unknown_protocol", "dropped", "eth1") == 3);
  CHECK(prometheus.value("haguard_link_mode{mode=\"enforce\"}") == 1.0);
  CHECK(prometheus.value("haguard_flow_frames_total{flow=\"hello\"}") == 3.0);
  CHECK(comes_true([&] { return prometheus.value("increase(" + unknown + "[1h])") > 0.0; }));
  // Each of the heartbeats was timed on its way through.
  CHECK(prometheus.value("haguard_residence_seconds_count{class=\"heartbeat\",from_port=\"eth1\","
                         "to_port=\"eth2\"}") == 3.0);
  CHECK(prometheus
            .value("histogram_quantile(0.99, sum by (le) (haguard_residence_seconds_bucket{"
                   "class=\"heartbeat\"}))")
            .value_or(0) > 0);

  // And so was the time between them.
  CHECK(prometheus.value("haguard_heartbeat_gap_seconds_count{flow=\"hello\"}") == 2.0);

  std::size_t counters = 0;
  for (const std::string& name : prometheus.names()) {
    if (name.rfind("haguard_", 0) != 0) continue;
    if (!ends_with(name, "_total") && !ends_with(name, "_bucket") && !ends_with(name, "_count"))
      continue;
    INFO(name);
    ++counters;
    const auto resets = prometheus.value("sum(resets(" + name + "[1h]))");
    REQUIRE(resets.has_value());
    CHECK(*resets == 0);
  }
  CHECK(counters >= 12);
}
