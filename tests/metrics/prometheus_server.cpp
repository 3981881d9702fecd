// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "metrics/prometheus_server.h"

#include <catch2/catch.hpp>
#include <chrono>

#include "base/file.h"
#include "fixture/must.h"
#include "harness/poll.h"

namespace haguard {
namespace {

const std::string kApi = "http://127.0.0.1:9090";

}  // namespace

bool comes_true(const std::function<bool()>& predicate) {
  return eventually(std::chrono::seconds(60), predicate, std::chrono::milliseconds(300));
}

PrometheusServer::PrometheusServer(const ServedLab& lab, const std::string& rules) : lab_(&lab) {
  const std::string folder = lab.lab().scratch() + "/prometheus";
  must(make_directories(folder));
  std::string config =
      "global:\n  scrape_interval: 500ms\n  scrape_timeout: 500ms\n  evaluation_interval: 500ms\n"
      "scrape_configs:\n  - job_name: haguard\n    static_configs:\n"
      "      - targets: [\"127.0.0.1:9465\"]\n";
  if (!rules.empty()) config += "rule_files: [\"" + rules + "\"]\n";
  must(write_file(folder + "/prometheus.yml", config));
  Command command;
  command.argv = {"prometheus", "--config.file=" + folder + "/prometheus.yml",
                  "--storage.tsdb.path=" + folder + "/data", "--web.listen-address=127.0.0.1:9090",
                  "--log.level=warn"};
  command.netns = lab.lab().fw().fd();
  process_ = must(Process::start(command));
  const bool ready = comes_true([&] { return lab.ask({kApi + "/-/ready"}).status == 200; });
  INFO(err());
  REQUIRE(ready);
}

nlohmann::json PrometheusServer::get(const std::string& path,
                                     const std::vector<std::string>& words) const {
  std::vector<std::string> curl = {"--get", kApi + "/api/v1/" + path};
  curl.insert(curl.end(), words.begin(), words.end());
  const Answer answer = lab_->ask(curl);
  INFO(answer.body << err());
  REQUIRE(answer.status == 200);
  return nlohmann::json::parse(answer.body)["data"];
}

std::vector<double> PrometheusServer::query(const std::string& expression) const {
  const nlohmann::json data = get("query", {"--data-urlencode", "query=" + expression});
  std::vector<double> values;
  for (const auto& one : data["result"])
    values.push_back(std::stod(one["value"][1].get<std::string>()));
  return values;
}

std::optional<double> PrometheusServer::value(const std::string& expression) const {
  const std::vector<double> values = query(expression);
  return values.size() == 1 ? std::optional(values.front()) : std::nullopt;
}

std::vector<std::string> PrometheusServer::names() const {
  return get("label/__name__/values").get<std::vector<std::string>>();
}

}  // namespace haguard
