// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Every link's metrics at the moment they are asked for. The kernel's maps are read at each scrape,
// so counters go on through policy swaps, upgrades and restarts of whoever exports them.
#pragma once

#include <prometheus/collectable.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "link/place.h"
#include "metrics/reading.h"

namespace haguard {

class Exporter : public prometheus::Collectable {
 public:
  Exporter(Place place, std::string version)
      : place_(std::move(place)), version_(std::move(version)) {}

  // Links that should be there; one that is not attached is exported as down.
  void expect(std::vector<std::string> links) { expected_ = std::move(links); }

  // A link that cannot be read is exported as down, and why is told as a warning of the place.
  std::vector<prometheus::MetricFamily> Collect() const override;

  // Collect() in the text format of Prometheus (version 0.0.4).
  std::string text() const;

 private:
  LinkReading read(const std::string& name) const;

  Place place_;
  std::string version_;
  std::vector<std::string> expected_;
  // By link. No metric: what its flows are called.
  mutable std::map<std::string, std::shared_ptr<const PolicyLabels>> labels_;
  mutable std::map<std::string, std::string> complaints_;  // told already
};

// Content-Type of text().
inline constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace haguard
