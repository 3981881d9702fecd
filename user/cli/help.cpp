// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/help.h"

#include <fmt/format.h>

#include <set>

#include "base/file.h"
#include "manual/completions.h"
#include "manual/pages.h"
#include "systems/load.h"

namespace haguard {
namespace {

constexpr std::size_t kMaxTextBytes = 1U << 20U;
constexpr unsigned kForAll = 0644;

Status write_new(const std::string& folder, const std::string& file, const std::string& text) {
  return write_file(fmt::format("{}/{}", folder, file), text, kForAll);
}

Result<PageText> text_of(const std::string& texts, const std::string& page) {
  HG_TRY(std::string markdown, read_file(fmt::format("{}/{}.md", texts, page), kMaxTextBytes));
  // The first line is the licence.
  return PageText{HAGUARD_VERSION, markdown.substr(markdown.find('\n') + 1)};
}

Status write_group(const CommandGroup& group, const CommandNode& root, const std::string& texts,
                   const std::string& folder) {
  HG_TRY(const PageText text, text_of(texts, group.page()));
  HG_CHECK(write_new(folder, group.page() + ".8", group_page(group, root, text)));
  for (std::size_t i = 1; i < group.commands.size(); ++i)
    HG_CHECK(
        write_new(folder, "haguard-" + group.commands[i]->name + ".8", alias_page(group.page())));
  return Done{};
}

}  // namespace

Status list_names(const Context& context, const std::string& what) {
  std::set<std::string> names;
  if (what == "links") {
    HG_TRY(const std::vector<std::string> attached, context.place.pins.links());
    names.insert(attached.begin(), attached.end());
    for (const LinkConfig& link : context.config.links)
      names.insert(link.name);
  } else {
    HG_TRY(const std::vector<System> systems, load_systems(context.place.systems));
    for (const System& system : systems)
      names.insert(system.id);
  }
  for (const std::string& name : names)
    fmt::print("{}\n", name);
  return Done{};
}

Status write_manual(const CommandNode& root, const std::string& texts, const std::string& folder) {
  const std::string commands = folder + "/man8";
  const std::string files = folder + "/man5";
  const std::string shells = folder + "/completions";
  for (const std::string& one : {commands, files, shells})
    HG_CHECK(make_directories(one));
  HG_TRY(const PageText about, text_of(texts, "haguard"));
  HG_CHECK(write_new(commands, "haguard.8", root_page(root, about)));
  for (const CommandGroup& group : groups_of(root))
    HG_CHECK(write_group(group, root, texts, commands));
  HG_TRY(const PageText config, text_of(texts, "haguard.toml"));
  HG_CHECK(write_new(files, "haguard.toml.5",
                     text_page("haguard.toml", 5, "configuration of haguard", config)));
  HG_CHECK(write_new(shells, "haguard", bash_completion(root)));
  HG_CHECK(write_new(shells, "_haguard", zsh_completion(root)));
  return write_new(shells, "haguard.fish", fish_completion(root));
}

}  // namespace haguard
