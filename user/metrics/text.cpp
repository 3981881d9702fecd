// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "metrics/text.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <string_view>
#include <utility>

namespace haguard {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

void add_number(std::string& text, double value) {
  if (std::isnan(value))
    text += "NaN";
  else if (std::isinf(value))
    text += value > 0 ? "+Inf" : "-Inf";
  else
    fmt::format_to(std::back_inserter(text), "{}", value);
}

void add_escaped(std::string& text, std::string_view value, bool is_label) {
  for (const char c : value) {
    if (c == '\n') {
      text += "\\n";
      continue;
    }
    if (c == '\\' || (is_label && c == '"')) text += '\\';
    text += c;
  }
}

// `bound`: of a histogram's bucket; nullptr for anything else.
void add_sample(std::string& text, const MetricFamily& family, std::string_view ending,
                const ClientMetric& metric, double value, const double* bound = nullptr) {
  text += family.name;
  text += ending;
  char before = '{';
  for (const ClientMetric::Label& label : metric.label) {
    text += std::exchange(before, ',');
    text += label.name;
    text += "=\"";
    add_escaped(text, label.value, true);
    text += '"';
  }
  if (bound != nullptr) {
    text += std::exchange(before, ',');
    text += "le=\"";
    add_number(text, *bound);
    text += '"';
  }
  text += before == '{' ? " " : "} ";
  add_number(text, value);
  text += '\n';
}

void add_histogram(std::string& text, const MetricFamily& family, const ClientMetric& metric) {
  const ClientMetric::Histogram& histogram = metric.histogram;
  for (const ClientMetric::Bucket& bucket : histogram.bucket)
    add_sample(text, family, "_bucket", metric, static_cast<double>(bucket.cumulative_count),
               &bucket.upper_bound);
  add_sample(text, family, "_sum", metric, histogram.sample_sum);
  add_sample(text, family, "_count", metric, static_cast<double>(histogram.sample_count));
}

const char* type_word(MetricType type) {
  switch (type) {
    case MetricType::Counter:
      return "counter";
    case MetricType::Gauge:
      return "gauge";
    case MetricType::Histogram:
      return "histogram";
    default:
      return "untyped";
  }
}

}  // namespace

std::string metrics_text(const std::vector<MetricFamily>& families) {
  std::string text;
  for (const MetricFamily& family : families) {
    text += fmt::format("# HELP {} ", family.name);
    add_escaped(text, family.help, false);
    text += fmt::format("\n# TYPE {} {}\n", family.name, type_word(family.type));
    for (const ClientMetric& metric : family.metric) {
      if (family.type == MetricType::Histogram)
        add_histogram(text, family, metric);
      else
        add_sample(text, family, "", metric,
                   family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value);
    }
  }
  return text;
}

}  // namespace haguard
