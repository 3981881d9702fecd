// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Two asa-unit processes, in a lab with unit-a as the primary. A real unit never answers its peer
// with ICMP "protocol unreachable"; so that the kernel does not either while a unit is not running,
// each namespace holds raw sockets that nobody reads.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "harness/lab.h"
#include "harness/process.h"

namespace haguard {

struct AsaPairOptions {
  bool ipv6 = false;
  std::chrono::milliseconds poll{200};
  std::chrono::milliseconds hold{800};
  std::vector<std::string> arguments{};  // more for both units: {"--vlan", "100"}
};

// The last status line of a unit.
struct AsaStatus {
  std::map<std::string, std::uint64_t> counts;
  std::string role;  // "active", "standby"
  std::string peer;  // "never seen", "ready", "testing", "failed"
  std::string line;  // for messages

  std::uint64_t operator[](const std::string& name) const;
};

class AsaPair {
 public:
  static Result<AsaPair> start(const Lab& lab, const AsaPairOptions& options = {}) {
    return start(lab.a(), lab.b(), options);
  }
  static Result<AsaPair> start(const Host& primary, const Host& secondary,
                               const AsaPairOptions& options = {});

  Process& a() { return *units_[0]; }
  Process& b() { return *units_[1]; }
  // Asks the unit and waits for its answer.
  static Result<AsaStatus> status(Process& unit);
  // Both ready, exactly one active.
  bool healthy();
  // Both active at this moment.
  bool split_brain();
  // Both healthy and both have received `hellos` more hellos than now, before the deadline.
  bool healthy_for(std::uint64_t hellos, std::chrono::milliseconds deadline);
  // The statuses and events of both, for the message of a failed test.
  std::string to_string();

 private:
  AsaPair() = default;
  std::vector<Fd> quiet_;
  std::array<std::optional<Process>, 2> units_;
};

}  // namespace haguard
