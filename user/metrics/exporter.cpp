// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "metrics/exporter.h"

#include <set>

#include "link/link.h"
#include "metrics/families.h"
#include "metrics/text.h"

namespace haguard {

LinkReading Exporter::read(const std::string& name) const {
  LinkReading down;
  down.name = name;
  const Result<Link> link = open_link(place_, name);
  Result<LinkReading> reading =
      link.ok() ? read_link(*link, labels_[name]) : Result<LinkReading>(link.error());
  if (reading.ok()) {
    complaints_.erase(name);
    return std::move(*reading);
  }
  labels_.erase(name);
  const bool is_absent = reading.error().kind == ErrorKind::kNotFound;
  std::string& told = complaints_[name];
  if (!is_absent && told != reading.error().message) place_.warn(reading.error());
  told = reading.error().message;
  return down;
}

std::vector<prometheus::MetricFamily> Exporter::Collect() const {
  FamilySet families;
  add_build_family(families, version_);
  std::set<std::string> names(expected_.begin(), expected_.end());
  const Result<std::vector<std::string>> attached = place_.pins.links();
  if (attached.ok()) names.insert(attached->begin(), attached->end());
  if (!attached.ok()) place_.warn(attached.error());
  std::erase_if(labels_, [&](const auto& one) { return names.count(one.first) == 0; });
  for (const std::string& name : names) {
    const LinkReading link = read(name);
    add_link_families(families, link);
    add_port_families(families, link);
    add_flow_families(families, link);
    add_residence_families(families, link);
    add_heartbeat_families(families, link);
    add_trip_families(families, link);
  }
  return families.take();
}

std::string Exporter::text() const {
  return metrics_text(Collect());
}

}  // namespace haguard
