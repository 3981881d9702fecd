// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The command line as a value: what manual pages and shell completions are made of, so that they
// say what --help says.
#pragma once

#include <string>
#include <vector>

namespace haguard {

struct CommandOption {
  std::vector<std::string> names;  // "-v", "--verbose"; none: a word by its place
  std::string place;               // "LINK", of a word by its place
  std::string value;               // what it takes: "TIME", "FILE"; empty: nothing
  std::vector<std::string> choices;
  std::string help;
  std::string fallback;  // what stands where it is left out
  bool required = false;
};

struct CommandNode {
  std::string name;   // "apply"
  std::string path;   // "haguard policy apply"
  std::string help;   // one line
  std::string group;  // commands of one group share a page
  std::vector<CommandOption> options;
  std::vector<CommandNode> commands;
};

// Commands of one group, in their order.
struct CommandGroup {
  std::string name;
  std::vector<const CommandNode*> commands;

  // The page that describes them: "haguard-learn" for the group that begins with learn.
  std::string page() const;
};
std::vector<CommandGroup> groups_of(const CommandNode& root);

// "--for TIME", "-v, --verbose", "LINK"
std::string usage_of(const CommandOption& option);
// What it takes, in one word: "TIME", "off|heartbeats|sampled".
std::string value_of(const CommandOption& option);

}  // namespace haguard
