// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "manual/roff.h"

#include <cstddef>
#include <regex>
#include <sstream>
#include <utility>

namespace haguard {
namespace {

bool starts_with(const std::string& text, const char* beginning) {
  return text.rfind(beginning, 0) == 0;
}

// Goes through the lines of a text and remembers what it is in.
class MarkdownToRoff {
 public:
  std::string convert(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
      take(line);
    end_code();
    return std::move(roff_);
  }

 private:
  void take(const std::string& line) {
    if (starts_with(line, "    ")) return take_code(line.substr(4));
    if (line.empty()) {
      wants_paragraph_ = true;
      return;
    }
    end_code();
    if (starts_with(line, "## ")) {
      roff_ += ".SH " + roff_escape(line.substr(3)) + "\n";
    } else if (starts_with(line, "- ")) {
      roff_ += ".IP \\(bu 2\n" + roff_line(line.substr(2)) + "\n";
    } else if (starts_with(line, "  ")) {
      roff_ += roff_line(line.substr(2)) + "\n";  // an item goes on
    } else {
      if (wants_paragraph_ && !after_heading_) roff_ += ".PP\n";
      roff_ += roff_line(line) + "\n";
    }
    after_heading_ = starts_with(line, "## ");
    wants_paragraph_ = false;
  }

  void take_code(const std::string& line) {
    if (!in_code_) roff_ += ".PP\n.RS 4\n.nf\n";
    if (in_code_ && wants_paragraph_) roff_ += "\n";
    in_code_ = true;
    wants_paragraph_ = false;
    after_heading_ = false;
    roff_ += roff_escape(line) + "\n";
  }

  void end_code() {
    if (in_code_) roff_ += ".fi\n.RE\n";
    if (in_code_) wants_paragraph_ = true;
    in_code_ = false;
  }

  std::string roff_;
  bool in_code_ = false;
  bool wants_paragraph_ = false;
  bool after_heading_ = true;
};

}  // namespace

std::string roff_escape(const std::string& text) {
  std::string escaped;
  if (!text.empty() && (text[0] == '.' || text[0] == '\'')) escaped = "\\&";
  for (const char c : text) {
    if (c == '\\')
      escaped += "\\e";
    else if (c == '-')
      escaped += "\\-";
    else if (c == '\'')
      escaped += "\\(aq";
    else
      escaped += c;
  }
  return escaped;
}

std::string roff_line(const std::string& text) {
  static const std::regex kLink(R"(\[([^\]]*)\]\([^)]*\))");
  const std::string plain = std::regex_replace(text, kLink, "$1");
  std::string line;
  bool bold = false;
  std::size_t from = 0;
  for (std::size_t at = plain.find('`'); at != std::string::npos; at = plain.find('`', from)) {
    line += roff_escape(plain.substr(from, at - from)) + (bold ? "\\fR" : "\\fB");
    bold = !bold;
    from = at + 1;
  }
  return line + roff_escape(plain.substr(from));
}

std::string roff_from_markdown(const std::string& text) {
  return MarkdownToRoff().convert(text);
}

}  // namespace haguard
