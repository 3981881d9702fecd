// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "manual/pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstddef>

#include "manual/roff.h"

namespace haguard {
namespace {

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string heading(const std::string& name, int section, const std::string& version) {
  return fmt::format(".TH {} {} \"\" \"haguard {}\" \"haguard\"\n.SH NAME\n",
                     upper(roff_escape(name)), section, version);
}

// The text up to its first section, and from there on.
struct Halves {
  std::string description;
  std::string sections;
};
Halves halves_of(const std::string& markdown) {
  const auto at = markdown.find("\n## ");
  if (at == std::string::npos) return {markdown, ""};
  return {markdown.substr(0, at + 1), markdown.substr(at + 1)};
}

std::string option_text(const CommandOption& option) {
  std::string text = ".TP\n";
  if (option.names.empty()) {
    text += fmt::format("\\fI{}\\fR", roff_escape(option.place));
  } else {
    for (std::size_t i = 0; i < option.names.size(); ++i)
      text += fmt::format("{}\\fB{}\\fR", i > 0 ? ", " : "", roff_escape(option.names[i]));
    const std::string value = value_of(option);
    if (!value.empty()) text += fmt::format(" \\fI{}\\fR", roff_escape(value));
  }
  text += "\n" + roff_line(option.help);
  if (!option.fallback.empty()) text += " (default: " + roff_escape(option.fallback) + ")";
  return text + "\n";
}

std::string synopsis_of(const CommandNode& command) {
  std::string line = fmt::format("\\fB{}\\fR [\\fIOPTIONS\\fR]", roff_escape(command.path));
  for (const CommandOption& option : command.options) {
    if (!option.names.empty()) continue;
    line += fmt::format(fmt::runtime(option.required ? " \\fI{}\\fR" : " [\\fI{}\\fR]"),
                        roff_escape(option.place));
  }
  return line + "\n";
}

// The command itself, or the commands below it.
std::vector<const CommandNode*> leaves_of(const CommandNode& command) {
  if (command.commands.empty()) return {&command};
  std::vector<const CommandNode*> leaves;
  for (const CommandNode& one : command.commands)
    leaves.push_back(&one);
  return leaves;
}

std::string see_also(const std::vector<std::string>& pages, const std::string& own) {
  std::string text;
  for (const std::string& page : pages) {
    if (page == own) continue;
    const char* section = page == "haguard.toml" ? "5" : "8";
    text += fmt::format("{}.BR {} ({})", text.empty() ? "" : " ,\n", roff_escape(page), section);
  }
  return ".SH SEE ALSO\n" + text + "\n";
}

std::vector<std::string> pages_of(const CommandNode& root) {
  std::vector<std::string> pages = {"haguard"};
  for (const CommandGroup& group : groups_of(root))
    pages.push_back(group.page());
  pages.emplace_back("haguard.toml");
  return pages;
}

std::string lower_first(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

}  // namespace

std::string root_page(const CommandNode& root, const PageText& text) {
  const Halves halves = halves_of(text.markdown);
  std::string page = heading("haguard", 8, text.version);
  page += "haguard \\- guard of HA links that cross this firewall\n";
  page += ".SH SYNOPSIS\n\\fBhaguard\\fR [\\fIOPTIONS\\fR] \\fICOMMAND\\fR ...\n";
  page += ".SH DESCRIPTION\n" + roff_line(root.help) + "\n.PP\n" +
          roff_from_markdown(halves.description);
  page += ".SH COMMANDS\n";
  for (const CommandGroup& group : groups_of(root)) {
    page +=
        fmt::format(".SS {}, \\fB{}\\fR(8)\n", roff_escape(group.name), roff_escape(group.page()));
    for (const CommandNode* command : group.commands)
      page += fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff_escape(command->path),
                          roff_line(command->help));
  }
  page += ".SH OPTIONS\nThey stand before the command.\n";
  for (const CommandOption& option : root.options)
    page += option_text(option);
  return page + roff_from_markdown(halves.sections) + see_also(pages_of(root), "haguard");
}

std::string group_page(const CommandGroup& group, const CommandNode& root, const PageText& text) {
  const Halves halves = halves_of(text.markdown);
  std::string page = heading(group.page(), 8, text.version);
  for (std::size_t i = 0; i < group.commands.size(); ++i)
    page += fmt::format("{}haguard\\-{}", i > 0 ? ", " : "", roff_escape(group.commands[i]->name));
  page += " \\- " + roff_escape(lower_first(group.name)) + "\n.SH SYNOPSIS\n.nf\n";
  for (const CommandNode* command : group.commands)
    for (const CommandNode* leaf : leaves_of(*command))
      page += synopsis_of(*leaf);
  page += ".fi\n.SH DESCRIPTION\n" + roff_from_markdown(halves.description) + ".SH COMMANDS\n";
  for (const CommandNode* command : group.commands) {
    for (const CommandNode* leaf : leaves_of(*command)) {
      page += fmt::format(".SS {}\n{}\n", roff_escape(leaf->path), roff_line(leaf->help));
      for (const CommandOption& option : leaf->options)
        page += option_text(option);
    }
  }
  return page + roff_from_markdown(halves.sections) + see_also(pages_of(root), group.page());
}

std::string text_page(const std::string& name, int section, const std::string& about,
                      const PageText& text) {
  return heading(name, section, text.version) + roff_escape(name) + " \\- " + roff_escape(about) +
         "\n.SH DESCRIPTION\n" + roff_from_markdown(text.markdown) +
         ".SH SEE ALSO\n.BR haguard (8)\n";
}

std::string alias_page(const std::string& page) {
  return ".so man8/" + page + ".8\n";
}

}  // namespace haguard
