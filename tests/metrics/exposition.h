// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Metrics in the text format of Prometheus, read back: what a scrape says, as a test asks for it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace haguard {

using SampleLabels = std::map<std::string, std::string>;

struct ExposedSample {
  std::string name;
  SampleLabels labels;
  double value = 0;
};

struct ExposedFamily {
  std::string type;
  std::string help;
  std::set<std::string> labels;  // of any of its samples; without "le"
};

class Exposition {
 public:
  // Fails the test on a line that is neither a comment nor a sample.
  static Exposition parse(const std::string& text);

  const std::map<std::string, ExposedFamily>& families() const { return families_; }
  const std::vector<ExposedSample>& samples() const { return samples_; }

  // Of exactly these labels.
  std::optional<double> find(const std::string& name, const SampleLabels& labels) const;
  // The same, which must be there.
  double value(const std::string& name, const SampleLabels& labels) const;
  // Over every sample that has at least these labels.
  double sum(const std::string& name, const SampleLabels& labels) const;

 private:
  void add_comment(const std::string& line);
  void add_sample(const std::string& line);

  std::map<std::string, ExposedFamily> families_;
  std::vector<ExposedSample> samples_;
};

// Every counter (and histogram bucket) of `before` that is less in `after`, or no longer there.
std::vector<std::string> gone_back(const Exposition& before, const Exposition& after);

}  // namespace haguard
