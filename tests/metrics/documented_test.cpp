// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// docs/metrics.md and what is exported: the same metrics, of the same type, with the same labels.
#include <catch2/catch.hpp>
#include <sstream>

#include "base/file.h"
#include "fixture/must.h"
#include "metrics/exposition.h"
#include "metrics/metrics_lab.h"

using namespace haguard;

namespace {

// The cells of a line of a table: | `a` | b | c, d | ...
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream parts(line.substr(1));
  for (std::string cell; std::getline(parts, cell, '|');) {
    cell.erase(0, cell.find_first_not_of(" `"));
    cell.erase(cell.find_last_not_of(" `") + 1);
    cells.push_back(cell);
  }
  return cells;
}

std::string words_of(const std::string& type, const std::set<std::string>& labels) {
  std::string words = type + " of";
  for (const std::string& label : labels)
    words += " " + label;
  return words;
}

std::map<std::string, std::string> documented() {
  std::map<std::string, std::string> metrics;
  std::istringstream lines(must(read_file(HAGUARD_SOURCE_DIR "/docs/metrics.md")));
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("| `haguard_", 0) != 0) continue;
    const std::vector<std::string> cells = cells_of(line);
    REQUIRE(cells.size() >= 4);
    CHECK(!cells[3].empty());
    std::istringstream parts(cells[2]);
    std::set<std::string> labels;
    for (std::string label; parts >> label;)
      labels.insert(label.substr(0, label.find(',')));
    metrics[cells[0]] = words_of(cells[1], labels);
  }
  return metrics;
}

std::map<std::string, std::string> exported(const Exposition& exposition) {
  std::map<std::string, std::string> metrics;
  for (const auto& [name, family] : exposition.families())
    metrics[name] = words_of(family.type, family.labels);
  return metrics;
}

}  // namespace

TEST_CASE("documented: every metric with its type and labels, and no other") {
  MetricsLab lab("[link.rooms]\nports = [\"eth1\", \"eth2\"]\nhold_time = \"15s\"\n");
  const StatsOn statistics;
  lab.start();
  lab.apply(timed_policy());
  lab.haguard().ok({"enforce", "rooms", "--force", "--confirm", "10m"});
  const AsaPair pair = lab.timed_pair();
  lab.check_enforcing();
  CHECK(exported(lab.metrics()) == documented());
}
