// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/findings_text.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "cli/table.h"

namespace haguard {
namespace {

constexpr std::size_t kIndent = 11;  // two spaces, the longest severity, two spaces
constexpr std::size_t kWidth = 100;
constexpr std::size_t kNarrowest = 60;

std::size_t width_of_output() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kWidth;
  return std::clamp<std::size_t>(size.ws_col, kNarrowest, kWidth);
}

Tone tone_of(Severity severity) {
  switch (severity) {
    case Severity::kOk:
      return Tone::kGood;
    case Severity::kWarning:
      return Tone::kWarn;
    case Severity::kError:
      return Tone::kBad;
    case Severity::kNote:
      break;
  }
  return Tone::kPlain;
}

// Lines no longer than `width`, broken between words.
std::vector<std::string> wrap(const std::string& text, std::size_t width) {
  std::vector<std::string> lines;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (lines.empty() || lines.back().size() + 1 + word.size() > width)
      lines.push_back(word);
    else
      lines.back() += " " + word;
  }
  return lines;
}

class Report {
 public:
  explicit Report(bool all) : all_(all), colour_(use_colour()), width_(width_of_output()) {}

  void title(const std::string& text) {
    fmt::print("{}{}\n", first_ ? "" : "\n", text);
    first_ = false;
  }

  void section(std::vector<const Finding*> findings) {
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding* a, const Finding* b) { return a->severity > b->severity; });
    std::string fine;
    for (const Finding* finding : findings) {
      if (finding->severity != Severity::kOk || all_)
        print(*finding);
      else
        fine += (fine.empty() ? "" : ", ") + finding->id.substr(finding->id.find('.') + 1);
    }
    if (fine.empty()) return;
    std::string head = severity(Severity::kOk);
    for (const std::string& line : wrap(fine, width_ - kIndent)) {
      fmt::print("  {}  {}\n", head, line);
      head = std::string(kIndent - 4, ' ');
    }
  }

 private:
  std::string severity(Severity severity) const {
    const std::string name = severity_name(severity);
    return paint(name, tone_of(severity), colour_) + std::string(kIndent - 4 - name.size(), ' ');
  }

  void print(const Finding& finding) {
    const std::string margin(kIndent, ' ');
    // The id follows where there is room for it.
    std::vector<std::string> what = wrap(printable(finding.what), width_ - kIndent);
    const std::string id = fmt::format("[{}]", finding.id);
    const bool fits = what.back().size() + 2 + id.size() <= width_ - kIndent;
    if (!fits) what.emplace_back();
    for (std::size_t i = 0; i < what.size(); ++i) {
      std::string line = what[i];
      if (i + 1 == what.size()) line += (line.empty() ? "" : "  ") + paint(id, Tone::kDim, colour_);
      if (i == 0)
        fmt::print("  {}  {}\n", severity(finding.severity), line);
      else
        fmt::print("{}{}\n", margin, line);
    }
    for (const std::string& detail : finding.details)
      fmt::print("{}- {}\n", margin, printable(detail));
    // The same reason for both ports is told once.
    if (told_.insert(finding.why).second)
      for (const std::string& line : wrap(printable(finding.why), width_ - kIndent))
        fmt::print("{}{}\n", margin, paint(line, Tone::kDim, colour_));
    for (const std::string& command : finding.remedy)
      fmt::print("{}  $ {}\n", margin, printable(command));
  }

  bool all_;
  bool colour_;
  std::size_t width_;
  bool first_ = true;
  std::set<std::string> told_;
};

std::string link_title(const LinkFacts& link) {
  std::string ports;
  for (const PortFacts& port : link.ports)
    ports += (ports.empty() ? "" : ", ") + port.name;
  if (link.name.empty()) return fmt::format("a link of {}", ports);
  if (link.pins_error) return fmt::format("{}, attached", link.name);
  if (!link.attached) return fmt::format("{}, not attached: {}", link.name, ports);
  return fmt::format("{}, attached to {}, mode {}", link.name, ports,
                     link.mode.empty() ? "unknown" : link.mode);
}

std::vector<const Finding*> findings_of(const std::vector<Finding>& findings,
                                        const std::string& scope, const std::string& link,
                                        const std::string& port) {
  std::vector<const Finding*> chosen;
  for (const Finding& finding : findings)
    if (finding.id.rfind(scope, 0) == 0 && finding.link == link && finding.port == port)
      chosen.push_back(&finding);
  return chosen;
}

std::string counted(const std::vector<Finding>& findings, Severity severity, const char* word,
                    bool plural) {
  const auto number = std::count_if(findings.begin(), findings.end(),
                                    [&](const Finding& one) { return one.severity == severity; });
  return fmt::format("{} {}{}", number, word, plural && number != 1 ? "s" : "");
}

}  // namespace

void print_findings(const Facts& facts, const std::vector<Finding>& findings, bool all) {
  Report report(all);
  report.title("machine");
  report.section(findings_of(findings, "machine.", "", ""));
  for (const LinkFacts& link : facts.links) {
    report.title(printable(link_title(link)));
    report.section(findings_of(findings, "link.", link.name, ""));
    for (const PortFacts& port : link.ports) {
      report.title(link.name.empty() ? printable(port.name)
                                     : printable(fmt::format("{}, {}", link.name, port.name)));
      report.section(findings_of(findings, "port.", link.name, port.name));
    }
  }
  fmt::print("\n{}, {}, {}, {}\n", counted(findings, Severity::kError, "error", true),
             counted(findings, Severity::kWarning, "warning", true),
             counted(findings, Severity::kNote, "note", true),
             counted(findings, Severity::kOk, "fine", false));
}

}  // namespace haguard
