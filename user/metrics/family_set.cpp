// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "metrics/family_set.h"

namespace haguard {

MetricLabels metric_labels(
    std::initializer_list<std::pair<std::string_view, std::string_view>> labels) {
  MetricLabels result;
  result.reserve(labels.size());
  for (const auto& [name, value] : labels)
    result.push_back({std::string(name), std::string(value)});
  return result;
}

prometheus::ClientMetric& FamilySet::add(const MetricKind& kind, MetricLabels labels) {
  const auto [place, is_new] = places_.try_emplace(kind.name, families_.size());
  if (is_new) families_.push_back({kind.name, kind.help, kind.type, {}});
  prometheus::ClientMetric& metric = families_[place->second].metric.emplace_back();
  metric.label = std::move(labels);
  return metric;
}

void FamilySet::counter(const MetricKind& kind, MetricLabels labels, double value) {
  add(kind, std::move(labels)).counter.value = value;
}

void FamilySet::gauge(const MetricKind& kind, MetricLabels labels, double value) {
  add(kind, std::move(labels)).gauge.value = value;
}

void FamilySet::histogram(const MetricKind& kind, MetricLabels labels,
                          prometheus::ClientMetric::Histogram histogram) {
  add(kind, std::move(labels)).histogram = std::move(histogram);
}

}  // namespace haguard
