// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A real Prometheus in the firewall of a lab, which scrapes the daemon there every half second.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/process.h"
#include "metrics/served_lab.h"

namespace haguard {

class PrometheusServer {
 public:
  // Returns when it answers. `rules`: a file of rules, or none.
  explicit PrometheusServer(const ServedLab& lab, const std::string& rules = "");

  // GET /api/v1/..., whose "data" it is. Fails the test on anything but success.
  nlohmann::json get(const std::string& path, const std::vector<std::string>& words = {}) const;
  // The values of an instant query.
  std::vector<double> query(const std::string& expression) const;
  // The value of a query that has exactly one.
  std::optional<double> value(const std::string& expression) const;
  // Of every metric that it has stored.
  std::vector<std::string> names() const;
  std::string err() const { return process_->err(); }

 private:
  const ServedLab* lab_;
  std::optional<Process> process_;
};

// Asks at a pace that a loaded machine bears, for a minute.
bool comes_true(const std::function<bool()>& predicate);

}  // namespace haguard
