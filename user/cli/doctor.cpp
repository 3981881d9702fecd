// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// doctor: the findings of user/doctor for people (by machine, link and port, what is wrong first)
// and as JSON. Fails when there is an error among them.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/findings_text.h"
#include "doctor/checks.h"
#include "doctor/read.h"

namespace haguard {
namespace {

std::size_t count(const std::vector<Finding>& findings, Severity severity) {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [&](const Finding& one) { return one.severity == severity; }));
}

nlohmann::ordered_json finding_json(const Finding& finding) {
  nlohmann::ordered_json json = {{"id", finding.id},
                                 {"severity", severity_name(finding.severity)},
                                 {"checked", finding.checked}};
  if (!finding.link.empty()) json["link"] = finding.link;
  if (!finding.port.empty()) json["port"] = finding.port;
  json["what"] = finding.what;
  json["details"] = finding.details;
  json["why"] = finding.why;
  json["remedy"] = finding.remedy;
  return json;
}

void print_json(const std::vector<Finding>& findings) {
  nlohmann::ordered_json json = {{"schema", 1},
                                 {"errors", count(findings, Severity::kError)},
                                 {"warnings", count(findings, Severity::kWarning)},
                                 {"notes", count(findings, Severity::kNote)},
                                 {"ok", count(findings, Severity::kOk)},
                                 {"findings", nlohmann::ordered_json::array()}};
  for (const Finding& finding : findings)
    json["findings"].push_back(finding_json(finding));
  fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

}  // namespace

Status run_doctor(const Context& context, const DoctorArguments& arguments) {
  DoctorRequest request;
  request.place = context.place;
  request.config = context.config;
  request.config_facts = {context.config_file, context.config_error};
  request.link = arguments.link;
  request.ports = arguments.ports;
  HG_TRY(const Facts facts, read_facts(request));
  const std::vector<Finding> findings = examine(facts);
  if (arguments.json)
    print_json(findings);
  else
    print_findings(facts, findings, arguments.all);
  const std::size_t errors = count(findings, Severity::kError);
  if (errors == 0) return Done{};
  return failed(fmt::format("doctor found {} error{}", errors, errors == 1 ? "" : "s"),
                "each says what mends it");
}

}  // namespace haguard
