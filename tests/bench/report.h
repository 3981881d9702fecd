// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What a run found: sections of lines, ratios first, for people and as JSON.
#pragma once

#include <string>
#include <vector>

#include "bench/contest.h"

namespace haguard {

struct Line {
  std::string name;
  Series values;
  Series ratios{};  // none: the line has no baseline here
};

struct Section {
  std::string name;   // one word, for --only
  std::string title;  // what was measured, and what is 1
  std::string unit;   // of the values
  std::vector<Line> lines;
};

class Report {
 public:
  void add(Section section) { sections_.push_back(std::move(section)); }
  const std::vector<Section>& sections() const { return sections_; }

  // nullptr: it was not measured in this run.
  const Line* find(const std::string& section, const std::string& line) const;

 private:
  std::vector<Section> sections_;
};

std::vector<Line> to_lines(std::vector<Standing> standings);

// Three digits that mean something.
std::string format_number(double value);

// One table, aligned.
std::string format_section(const Section& section, bool colour);

}  // namespace haguard
