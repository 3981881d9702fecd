// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A lab whose metrics are asked for, of the command or of the daemon, and held against what the
// other commands say.
#pragma once

#include <string>

#include "base/fd.h"
#include "daemon/daemon_lab.h"
#include "harness/asa_pair.h"
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
  // With timed_policy() in force: a pair that talks as long as this lives, whose heartbeats show an
  // interval by now, and which has answered an echo.
  AsaPair timed_pair() const;
  // What differs from haguard counters, flows and status; empty: nothing does.
  std::string disagreements(const Exposition& metrics) const;
};

// For kPairPolicy: primary may ping.
inline constexpr const char* kOneMoreFlow = R"(
[[flow]]
name = "ping"
from = "primary"
to = "secondary"
protocol = "icmp"
)";

// kPairPolicy, and what else a pair of asa-unit sends, of an HA system that is known.
std::string timed_policy();

// The kernel measures programs while this lives; no sysctl is touched.
class StatsOn {
 public:
  StatsOn();

 private:
  Fd fd_;
};

}  // namespace haguard
