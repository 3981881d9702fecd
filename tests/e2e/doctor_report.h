// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What haguard doctor says in a lab, and its remedies carried out.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "e2e/haguard_cli.h"

namespace haguard {

// One run of `haguard doctor --json`. The exit code is 1 exactly when there is an error among the
// findings, and the counts are those of the findings; both are checked.
class DoctorReport {
 public:
  explicit DoctorReport(const HaguardCli& haguard, const std::vector<std::string>& words = {});
  explicit DoctorReport(const Command& command);

  int exit_code() const { return exit_code_; }
  // The one finding of this check; `port` "" is the link's or the machine's.
  const nlohmann::json& finding(const std::string& id, const std::string& port = "") const;
  // It was checked and has this severity; returns it.
  const nlohmann::json& require(const std::string& id, const std::string& severity,
                                const std::string& port = "") const;
  // The check could not be made.
  void require_unchecked(const std::string& id, const std::string& port = "") const;
  // Ids of this severity, with the port: "port.up eth1".
  std::vector<std::string> ids(const std::string& severity) const;

 private:
  int exit_code_ = 0;
  nlohmann::json json_;
};

// Runs the commands of the finding in the firewall of the lab; each must succeed.
void mend(const Lab& lab, const nlohmann::json& finding);

// The `details`, `remedy`, `what` and `why` of a finding hold these words somewhere.
bool tells(const nlohmann::json& finding, const std::string& words);

}  // namespace haguard
