// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <array>
#include <string>

#include "base/seconds.h"
#include "metrics/families.h"
#include "policy/reason_words.h"

namespace haguard {
namespace {

using prometheus::MetricType;

constexpr MetricKind kAttached = {"haguard_port_attached",
                                  "Whether the program is on the interface of the port",
                                  MetricType::Gauge};
constexpr MetricKind kCarrier = {"haguard_port_carrier",
                                 "Whether the interface with the program is up and has carrier",
                                 MetricType::Gauge};
constexpr MetricKind kPortInfo = {"haguard_port_info", "How the program is attached to the port",
                                  MetricType::Gauge};
constexpr MetricKind kReceivedFrames = {"haguard_received_frames_total",
                                        "Frames that came in on the port", MetricType::Counter};
constexpr MetricKind kReceivedBytes = {"haguard_received_bytes_total",
                                       "Bytes that came in on the port", MetricType::Counter};
constexpr MetricKind kPortFrames = {
    "haguard_frames_total",
    "Frames by what became of them and why; would_drop is let through, "
    "but enforce would drop it",
    MetricType::Counter};
constexpr MetricKind kPortBytes = {"haguard_bytes_total", "Bytes by what became of them and why",
                                   MetricType::Counter};
constexpr MetricKind kRuns = {"haguard_program_runs_total",
                              "Runs of the program while kernel.bpf_stats_enabled was on",
                              MetricType::Counter};
constexpr MetricKind kRunTime = {"haguard_program_run_seconds_total",
                                 "Time spent in the program while kernel.bpf_stats_enabled was on",
                                 MetricType::Counter};

constexpr std::array<const char*, HG_DISPOSITIONS> kDispositions = {"passed", "would_drop",
                                                                    "dropped"};

// Also those that did not occur yet: an increase from nothing is none to Prometheus.
bool is_possible(std::uint32_t disposition, std::uint32_t reason) {
  return reason != HG_REASON_NONE && is_drop_reason(reason) == (disposition != HG_PASSED);
}

void add_reasons(FamilySet& families, const LinkReading& link, const PortReading& port) {
  for (std::uint32_t d = 0; d < HG_DISPOSITIONS; ++d)
    for (std::uint32_t reason = 0; reason < HG_REASON_COUNT; ++reason) {
      const hg_counter& counter = port.counters.by.at(d).at(reason);
      if (counter.frames == 0 && !is_possible(d, reason)) continue;
      const auto labels = [&] {
        return metric_labels({{"link", link.name},
                              {"port", port.state.name},
                              {"disposition", kDispositions.at(d)},
                              {"reason", reason_name(reason)}});
      };
      families.counter(kPortFrames, labels(), static_cast<double>(counter.frames));
      families.counter(kPortBytes, labels(), static_cast<double>(counter.bytes));
    }
}

// A program that takes the place of another one counts from zero, so its number is a label.
void add_run(FamilySet& families, const LinkReading& link, const PortReading& port) {
  if (port.run.runs == 0) return;
  const auto labels = [&] {
    return metric_labels({{"link", link.name},
                          {"port", port.state.name},
                          {"program", std::to_string(port.program_id)}});
  };
  families.counter(kRuns, labels(), static_cast<double>(port.run.runs));
  families.counter(kRunTime, labels(), to_seconds(port.run.time_ns));
}

}  // namespace

void add_port_families(FamilySet& families, const LinkReading& link) {
  for (const PortReading& port : link.ports) {
    const auto labels = [&] {
      return metric_labels({{"link", link.name}, {"port", port.state.name}});
    };
    const PortCondition condition = port.state.condition;
    families.gauge(kAttached, labels(), is_attached(condition) ? 1 : 0);
    families.gauge(kCarrier, labels(), port.state.signal == PortSignal::kCarrier ? 1 : 0);
    families.gauge(kPortInfo,
                   metric_labels({{"link", link.name},
                                  {"port", port.state.name},
                                  {"condition", condition_name(condition)},
                                  {"xdp", port.generic ? "generic" : "native"}}),
                   1);
    const hg_counter received = port.counters.received();
    families.counter(kReceivedFrames, labels(), static_cast<double>(received.frames));
    families.counter(kReceivedBytes, labels(), static_cast<double>(received.bytes));
    add_reasons(families, link, port);
    add_run(families, link, port);
  }
}

}  // namespace haguard
