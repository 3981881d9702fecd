// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What is shipped beside the metrics: the alerts, by promtool and its cases, and the dashboard,
// whose every query a real Prometheus answers from the real daemon.
#include <catch2/catch.hpp>
#include <regex>
#include <set>

#include "base/file.h"
#include "fixture/must.h"
#include "metrics/prometheus_server.h"

using namespace haguard;

namespace {

const std::string kSource = HAGUARD_SOURCE_DIR;
const std::string kRules = kSource + "/monitoring/haguard.rules.yml";
const std::string kDashboard = kSource + "/monitoring/haguard-dashboard.json";

std::set<std::string> metrics_in(const std::string& text) {
  static const std::regex name("\\bhaguard_[a-z0-9_]+");
  std::set<std::string> names;
  for (auto found = std::sregex_iterator(text.begin(), text.end(), name);
       found != std::sregex_iterator(); ++found)
    names.insert(found->str());
  return names;
}

// The rows of docs/metrics.md, which another test holds against what is exported.
std::set<std::string> documented_metrics() {
  const std::string text = must(read_file(kSource + "/docs/metrics.md"));
  static const std::regex row("\n\\| `(haguard_[a-z0-9_]+)` \\| ([a-z]+)");
  std::set<std::string> names;
  for (auto found = std::sregex_iterator(text.begin(), text.end(), row);
       found != std::sregex_iterator(); ++found) {
    names.insert((*found)[1].str());
    if ((*found)[2].str() != "histogram") continue;
    for (const char* ending : {"_bucket", "_sum", "_count"})
      names.insert((*found)[1].str() + ending);
  }
  return names;
}

struct Query {
  std::string panel;
  std::string expression;
};

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

// As Grafana sends them with everything chosen.
std::vector<Query> dashboard_queries() {
  const auto dashboard = nlohmann::json::parse(must(read_file(kDashboard)));
  std::vector<Query> queries;
  for (const auto& panel : dashboard["panels"]) {
    if (panel["type"] == "row") continue;
    for (const auto& target : panel["targets"]) {
      std::string expression = target["expr"];
      expression = replaced(expression, "$__rate_interval", "1h");
      expression = replaced(expression, "$instance", ".*");
      expression = replaced(expression, "$link", ".*");
      CHECK(expression.find('$') == std::string::npos);
      queries.push_back({panel["title"], expression});
    }
  }
  return queries;
}

// Nothing is wrong where these say nothing.
bool may_be_empty(const Query& query) {
  return query.expression.find("haguard_link_up") != std::string::npos;
}

}  // namespace

TEST_CASE("monitoring: promtool accepts the alerts, and each fires and rests as its cases say") {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"check", "rules", kRules},
        std::vector<std::string>{"test", "rules",
                                 kSource + "/tests/metrics/alerts/haguard.test.yml"}}) {
    Command promtool;
    promtool.argv = {"promtool"};
    promtool.argv.insert(promtool.argv.end(), words.begin(), words.end());
    const Output output = must(run(promtool));
    INFO(output.to_string());
    CHECK(output.exit_code == 0);
    CHECK_THAT(output.out, Catch::Contains("SUCCESS"));
  }
}

TEST_CASE("monitoring: alerts and dashboard ask for metrics that there are") {
  const std::set<std::string> known = documented_metrics();
  REQUIRE(known.count("haguard_residence_seconds_bucket") == 1);
  for (const std::string& file : {kRules, kDashboard}) {
    const std::set<std::string> asked = metrics_in(must(read_file(file)));
    CHECK(asked.size() > 5);
    for (const std::string& name : asked) {
      INFO(file << ": " << name);
      CHECK(known.count(name) == 1);
    }
  }
}

TEST_CASE(
    "monitoring: the dashboard's panels are apart, and have a title, a query and a name each") {
  const auto dashboard = nlohmann::json::parse(must(read_file(kDashboard)));
  std::set<int> ids;
  std::set<std::pair<int, int>> taken;
  for (const auto& panel : dashboard["panels"]) {
    INFO(panel["title"]);
    CHECK(ids.insert(panel["id"].get<int>()).second);
    const auto& grid = panel["gridPos"];
    CHECK(grid["x"].get<int>() + grid["w"].get<int>() <= 24);
    for (int x = grid["x"]; x < grid["x"].get<int>() + grid["w"].get<int>(); ++x)
      for (int y = grid["y"]; y < grid["y"].get<int>() + grid["h"].get<int>(); ++y)
        CHECK(taken.insert({x, y}).second);
    if (panel["type"] == "row") continue;
    CHECK(!panel["targets"].empty());
    for (const auto& target : panel["targets"])
      CHECK(!target["legendFormat"].get<std::string>().empty());
  }
}

TEST_CASE("monitoring: a real Prometheus answers every query and has every alert", "[long]") {
  ServedLab lab("", "hold_time = \"15s\"\n");
  const StatsOn statistics;
  lab.start();
  lab.apply(timed_policy());
  const PrometheusServer prometheus(lab, kRules);
  // What comes while Prometheus looks is what it shows.
  REQUIRE(comes_true([&] { return !prometheus.query("haguard_frames_total").empty(); }));
  lab.haguard().ok({"audit", "rooms"});
  lab.check_auditing();
  lab.haguard().ok({"enforce", "rooms", "--force", "--confirm", "10m"});
  const AsaPair pair = lab.timed_pair();
  const std::vector<Query> queries = dashboard_queries();
  CHECK(queries.size() >= 25);
  for (const Query& query : queries) {
    INFO(query.panel << ": " << query.expression);
    const bool answered = comes_true([&] {
      if (!prometheus.query(query.expression).empty() || may_be_empty(query)) return true;
      lab.check_enforcing();
      return false;
    });
    CHECK(answered);
  }
  std::set<std::string> healthy;
  CHECK(comes_true([&] {
    const auto rules = prometheus.get("rules");
    for (const auto& group : rules["groups"])
      for (const auto& rule : group["rules"])
        if (rule["health"] == "ok") healthy.insert(rule["name"]);
    return healthy.size() == 14;
  }));
  // The intruder of above sent in a peer's name, by a protocol of no flow.
  const auto firing = [&](const std::string& alert) {
    return !prometheus.query("ALERTS{alertstate=\"firing\",alertname=\"" + alert + "\"}").empty();
  };
  CHECK(comes_true([&] { return firing("HaguardPeerFramesDropped"); }));
  for (const char* quiet : {"HaguardLinkNotAttached", "HaguardEnforcementFellBack",
                            "HaguardLearnTableFull", "HaguardLatencyHigh"}) {
    INFO(quiet);
    CHECK_FALSE(firing(quiet));
  }
}
