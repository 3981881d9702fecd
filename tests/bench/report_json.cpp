// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/report_json.h"

#include <nlohmann/json.hpp>

namespace haguard {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const Series& series) {
  return {{"median", series.median()},
          {"lowest", series.lowest()},
          {"spread", series.spread()},
          {"rounds", series.size()}};
}

Json to_json(const Section& section) {
  Json json = {{"name", section.name}, {"title", section.title}, {"unit", section.unit}};
  json["lines"] = Json::array();
  for (const Line& line : section.lines) {
    Json one = {{"name", line.name}};
    if (line.ratios.size() > 0) one["ratio"] = to_json(line.ratios);
    one["value"] = to_json(line.values);
    json["lines"].push_back(std::move(one));
  }
  return json;
}

Json to_json(const JudgedTarget& target) {
  return {{"what", target.what},
          {"target", target.target},
          {"value", target.value},
          {"met", target.met}};
}

}  // namespace

std::string to_json(const Machine& machine, const Report& report,
                    const std::vector<JudgedTarget>& targets) {
  Json json = {{"schema", 1},
               {"date", machine.date},
               {"machine",
                {{"kernel", machine.kernel},
                 {"cpu", machine.cpu},
                 {"cpus", machine.cpus},
                 {"returns", machine.returns}}}};
  json["sections"] = Json::array();
  for (const Section& section : report.sections())
    json["sections"].push_back(to_json(section));
  json["targets"] = Json::array();
  for (const JudgedTarget& target : targets)
    json["targets"].push_back(to_json(target));
  return json.dump(2) + "\n";
}

}  // namespace haguard
