// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "e2e/doctor_report.h"

#include <catch2/catch.hpp>

#include "fixture/must.h"

namespace haguard {
namespace {

Command doctor(const HaguardCli& haguard, const std::vector<std::string>& words) {
  std::vector<std::string> all{"doctor", "--json"};
  all.insert(all.end(), words.begin(), words.end());
  return haguard.command(all);
}

}  // namespace

DoctorReport::DoctorReport(const HaguardCli& haguard, const std::vector<std::string>& words)
    : DoctorReport(doctor(haguard, words)) {}

DoctorReport::DoctorReport(const Command& command) {
  const Output output = must(run(command));
  exit_code_ = output.exit_code;
  json_ = nlohmann::json::parse(output.out, nullptr, false);
  INFO(output.to_string());
  REQUIRE(json_.is_object());
  REQUIRE(json_["schema"] == 1);
  CHECK(json_["errors"] == ids("error").size());
  CHECK(json_["warnings"] == ids("warning").size());
  CHECK(json_["notes"] == ids("note").size());
  CHECK(json_["ok"] == ids("ok").size());
  CHECK(exit_code_ == (ids("error").empty() ? 0 : 1));
}

const nlohmann::json& DoctorReport::finding(const std::string& id, const std::string& port) const {
  const nlohmann::json* found = nullptr;
  for (const auto& one : json_["findings"]) {
    if (one["id"] != id || one.value("port", "") != port) continue;
    INFO(id << " stands there twice");
    REQUIRE(found == nullptr);
    found = &one;
  }
  INFO(id << " " << port << " in " << json_.dump(2));
  REQUIRE(found != nullptr);
  return *found;
}

const nlohmann::json& DoctorReport::require(const std::string& id, const std::string& severity,
                                            const std::string& port) const {
  const nlohmann::json& one = finding(id, port);
  INFO(one.dump(2));
  CHECK(one["checked"] == true);
  REQUIRE(one["severity"] == severity);
  if (severity != "ok") CHECK_FALSE(one["why"].get<std::string>().empty());
  return one;
}

void DoctorReport::require_unchecked(const std::string& id, const std::string& port) const {
  const nlohmann::json& one = finding(id, port);
  INFO(one.dump(2));
  CHECK(one["checked"] == false);
  CHECK(one["severity"] == "note");
  CHECK(one["what"].get<std::string>().rfind("not checked: ", 0) == 0);
}

std::vector<std::string> DoctorReport::ids(const std::string& severity) const {
  std::vector<std::string> chosen;
  for (const auto& one : json_["findings"]) {
    if (one["severity"] != severity) continue;
    const std::string port = one.value("port", "");
    chosen.push_back(one["id"].get<std::string>() + (port.empty() ? "" : " " + port));
  }
  return chosen;
}

void mend(const Lab& lab, const nlohmann::json& finding) {
  INFO(finding.dump(2));
  REQUIRE_FALSE(finding["remedy"].empty());
  for (const auto& command : finding["remedy"])
    must(lab.fw().run({"sh", "-c", command.get<std::string>()}));
}

bool tells(const nlohmann::json& finding, const std::string& words) {
  return finding.dump().find(words) != std::string::npos;
}

}  // namespace haguard
