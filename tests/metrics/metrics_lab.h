// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A lab whose metrics are asked for, of the command or of the daemon, and held against what the
// other commands say.
#pragma once

#include <string>

#include "base/fd.h"
#include "daemon/daemon_lab.h"
#include "metrics/exposition.h"

namespace haguard {

class MetricsLab : public DaemonLab {
 public:
  // `config`: the whole of haguard.toml; empty: none is written.
  explicit MetricsLab(const std::string& config = "");

  void attach() const { haguard().attach(); }
  // Nothing is sent and counted any more.
  void quiet() const;
  // Of haguard metrics.
  Exposition metrics() const { return Exposition::parse(haguard().ok({"metrics"})); }
  // What differs from haguard counters, flows and status; empty: nothing does.
  std::string disagreements(const Exposition& metrics) const;
};

// For kPairPolicy.
inline constexpr const char* kOneMoreFlow = R"(
[[flow]]
name = "ping"
from = "primary"
to = "secondary"
protocol = "icmp"
)";

// The kernel measures programs while this lives; no sysctl is touched.
class StatsOn {
 public:
  StatsOn();

 private:
  Fd fd_;
};

}  // namespace haguard
