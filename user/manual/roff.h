// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Text as man(7) wants it, and the little of Markdown that the hand-written parts of the manual
// use: paragraphs, "## SECTION", "- item", indented code, `code` and [text](link), whose link is
// left out.
#pragma once

#include <string>

namespace haguard {

// One line: what means something to roff is taken literally.
std::string roff_escape(const std::string& text);
// The same, with `code` in bold.
std::string roff_line(const std::string& text);
std::string roff_from_markdown(const std::string& text);

}  // namespace haguard
