// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "metrics/exposition.h"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <sstream>
#include <utility>

namespace haguard {
namespace {

// The family that a sample belongs to: a histogram's samples have endings of their own.
std::string family_of(const std::string& sample, const std::map<std::string, ExposedFamily>& all) {
  for (const char* ending : {"_bucket", "_sum", "_count"}) {
    const std::string end = ending;
    if (sample.size() <= end.size() || sample.substr(sample.size() - end.size()) != end) continue;
    const auto found = all.find(sample.substr(0, sample.size() - end.size()));
    if (found != all.end() && found->second.type == "histogram") return found->first;
  }
  return sample;
}

// label="value", from `at`; backslashes escape.
SampleLabels read_labels(const std::string& line, std::size_t& at) {
  SampleLabels labels;
  while (line.at(at) != '}') {
    const std::size_t equals = line.find("=\"", at);
    REQUIRE(equals != std::string::npos);
    std::string& value = labels[line.substr(at, equals - at)];
    for (at = equals + 2; line.at(at) != '"'; ++at) {
      if (line[at] == '\\') ++at;
      value += line.at(at - 1) == '\\' && line[at] == 'n' ? '\n' : line.at(at);
    }
    ++at;
    if (line.at(at) == ',') ++at;
  }
  ++at;
  return labels;
}

bool has_labels(const ExposedSample& sample, const SampleLabels& labels) {
  return std::all_of(labels.begin(), labels.end(), [&](const auto& label) {
    const auto found = sample.labels.find(label.first);
    return found != sample.labels.end() && found->second == label.second;
  });
}

std::string text_of(const ExposedSample& sample) {
  std::string text = sample.name + "{";
  for (const auto& [name, value] : sample.labels)
    text += fmt::format("{}=\"{}\",", name, value);
  return text + "}";
}

}  // namespace

Exposition Exposition::parse(const std::string& text) {
  Exposition exposition;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    if (line.rfind("# ", 0) == 0)
      exposition.add_comment(line);
    else
      exposition.add_sample(line);
  }
  return exposition;
}

void Exposition::add_comment(const std::string& line) {
  std::istringstream words(line.substr(2));
  std::string what;
  std::string name;
  words >> what >> name >> std::ws;
  std::string rest;
  std::getline(words, rest);
  REQUIRE((what == "HELP" || what == "TYPE"));
  (what == "HELP" ? families_[name].help : families_[name].type) = rest;
}

void Exposition::add_sample(const std::string& line) {
  ExposedSample sample;
  std::size_t at = line.find_first_of("{ ");
  REQUIRE(at != std::string::npos);
  sample.name = line.substr(0, at);
  if (line[at++] == '{') sample.labels = read_labels(line, at);
  sample.value = std::stod(line.substr(at));
  const auto family = families_.find(family_of(sample.name, families_));
  REQUIRE(family != families_.end());
  for (const auto& [name, value] : sample.labels)
    if (name != "le") family->second.labels.insert(name);
  samples_.push_back(std::move(sample));
}

std::optional<double> Exposition::find(const std::string& name, const SampleLabels& labels) const {
  for (const ExposedSample& sample : samples_)
    if (sample.name == name && sample.labels == labels) return sample.value;
  return {};
}

double Exposition::value(const std::string& name, const SampleLabels& labels) const {
  const std::optional<double> found = find(name, labels);
  INFO(text_of({name, labels, 0}));
  REQUIRE(found.has_value());
  return *found;
}

double Exposition::sum(const std::string& name, const SampleLabels& labels) const {
  double sum = 0;
  for (const ExposedSample& sample : samples_)
    if (sample.name == name && has_labels(sample, labels)) sum += sample.value;
  return sum;
}

std::vector<std::string> gone_back(const Exposition& before, const Exposition& after) {
  std::vector<std::string> found;
  for (const ExposedSample& sample : before.samples()) {
    const auto family = before.families().find(family_of(sample.name, before.families()));
    if (family->second.type == "gauge") continue;
    const std::optional<double> now = after.find(sample.name, sample.labels);
    if (!now) found.push_back(text_of(sample) + " is gone");
    if (now && *now < sample.value)
      found.push_back(fmt::format("{}: {} after {}", text_of(sample), *now, sample.value));
  }
  return found;
}

}  // namespace haguard
