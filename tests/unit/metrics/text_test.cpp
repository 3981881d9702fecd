// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Our text beside that of the library: the same lines, and the same numbers in them.
#include "metrics/text.h"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <sstream>

#include "metrics/family_set.h"
#include "metrics/histogram.h"

using namespace haguard;
using prometheus::MetricType;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

// What stands before the last word, with numbers in le="..." left out, and the last word.
struct Parts {
  std::string name;
  double bound = 0;
  double value = 0;
};

Parts parts_of(std::string line) {
  Parts parts;
  const std::size_t space = line.rfind(' ');
  parts.value = std::stod(line.substr(space + 1));
  line.resize(space);
  const std::size_t bound = line.find("le=\"");
  if (bound != std::string::npos) {
    parts.bound = std::stod(line.substr(bound + 4));
    line.resize(bound);
  }
  parts.name = line;
  return parts;
}

bool same_number(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= std::abs(a) * 1e-14;
}

}  // namespace

TEST_CASE("metrics text: says what the library says") {
  FamilySet set;
  const MetricKind counter = {"a_total", "Help with \\ and\na second line", MetricType::Counter};
  const MetricKind gauge = {"b_seconds", "Help", MetricType::Gauge};
  const MetricKind bare = {"c", "Help", MetricType::Gauge};
  const MetricKind histogram = {"d_seconds", "Help", MetricType::Histogram};
  const double values[] = {0,
                           1,
                           -1,
                           0.1,
                           1.0 / 3,
                           1e-9,
                           123456789012345678.0,
                           1.5e300,
                           2e53,
                           1e15,
                           65535,
                           std::numeric_limits<double>::infinity(),
                           -std::numeric_limits<double>::infinity(),
                           std::numeric_limits<double>::quiet_NaN()};
  int number = 0;
  for (const double value : values) {
    const std::string text = std::to_string(number++);
    set.counter(counter, metric_labels({{"x", text}, {"y", "a \"b\" \\ c\nd {e=\"f\"},"}}), value);
    set.gauge(gauge, metric_labels({{"x", text}}), value);
  }
  set.gauge(bare, {}, 7);
  hg_histogram counts{};
  for (const std::uint64_t ns : {1ULL, 2000ULL, 3'000'000ULL, 60'000'000'000ULL})
    hg_histogram_add(&counts, ns);
  set.histogram(histogram, metric_labels({{"x", "1"}}), exported_histogram(counts, {10, 34}));
  set.histogram(histogram, {}, exported_histogram(counts, {10, 34}));

  const std::vector<prometheus::MetricFamily> families = set.take();
  const auto ours = lines_of(metrics_text(families));
  const auto theirs = lines_of(prometheus::TextSerializer().Serialize(families));
  std::size_t at = 0;
  for (const std::string& line : ours) {
    INFO(line);
    if (line.rfind("# HELP a_total", 0) == 0) {
      // The library lets a line break through, which ends the comment.
      CHECK(line == "# HELP a_total Help with \\\\ and\\na second line");
      at += theirs.at(at) == line ? 1 : 2;
      continue;
    }
    REQUIRE(at < theirs.size());
    const std::string& expected = theirs[at++];
    INFO(expected);
    // The sum of a histogram stands before its buckets there; the order of samples has no meaning.
    if (line.rfind("d_seconds", 0) == 0) continue;
    if (line.front() == '#') {
      CHECK(line == expected);
      continue;
    }
    const Parts a = parts_of(line);
    const Parts b = parts_of(expected);
    CHECK(a.name == b.name);
    CHECK(same_number(a.value, b.value));
  }
  CHECK(at == theirs.size());
}

TEST_CASE("metrics text: a histogram has the lines that the library writes, in whatever order") {
  hg_histogram counts{};
  for (const std::uint64_t ns : {1ULL, 2000ULL, 3'000'000ULL, 60'000'000'000ULL})
    hg_histogram_add(&counts, ns);
  FamilySet set;
  set.histogram({"d_seconds", "Help", MetricType::Histogram}, metric_labels({{"x", "1"}}),
                exported_histogram(counts, {10, 34}));
  const std::vector<prometheus::MetricFamily> families = set.take();
  const auto ours = lines_of(metrics_text(families));
  const auto theirs = lines_of(prometheus::TextSerializer().Serialize(families));
  REQUIRE(ours.size() == theirs.size());
  for (const std::string& line : ours) {
    if (line.front() == '#') continue;
    const Parts a = parts_of(line);
    INFO(line);
    CHECK(std::count_if(theirs.begin(), theirs.end(), [&](const std::string& other) {
            if (other.front() == '#') return false;
            const Parts b = parts_of(other);
            return a.name == b.name && same_number(a.bound, b.bound) &&
                   same_number(a.value, b.value);
          }) == 1);
  }
}
