// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The metric families of one scrape while they are filled. What must stay true: a family has one
// type and one help, and stands in the output once, whatever number of links adds to it.
#pragma once

#include <prometheus/metric_family.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace haguard {

// Name, meaning and labels of a metric; docs/metrics.md lists them all.
struct MetricKind {
  const char* name;
  const char* help;
  prometheus::MetricType type;
};

using MetricLabels = std::vector<prometheus::ClientMetric::Label>;

// Labels in the order given: {{"link", "rooms"}, {"port", "eth1"}}.
MetricLabels metric_labels(
    std::initializer_list<std::pair<std::string_view, std::string_view>> labels);

class FamilySet {
 public:
  void counter(const MetricKind& kind, MetricLabels labels, double value);
  void gauge(const MetricKind& kind, MetricLabels labels, double value);
  void histogram(const MetricKind& kind, MetricLabels labels,
                 prometheus::ClientMetric::Histogram histogram);

  // In the order in which they were first filled.
  std::vector<prometheus::MetricFamily> take() { return std::move(families_); }

 private:
  prometheus::ClientMetric& add(const MetricKind& kind, MetricLabels labels);

  std::vector<prometheus::MetricFamily> families_;
  std::unordered_map<std::string_view, std::size_t> places_;  // by name, in families_
};

}  // namespace haguard
