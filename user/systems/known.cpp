// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "systems/known.h"

#include <fmt/format.h>

#include "base/nearest.h"
#include "systems/load.h"

namespace haguard {

Status check_system_name(const std::vector<System>& systems, const std::string& name,
                         const std::string& attempt, const std::string& written) {
  if (name.empty() || find_system(systems, name) != nullptr) return Done{};
  const std::string what =
      fmt::format("{}: there is no system \"{}\" in the knowledge base", attempt, name);
  if (systems.empty()) return not_found(what, "it is empty: --systems FOLDER, or install it");
  std::vector<std::string> names;
  names.reserve(systems.size());
  for (const System& system : systems)
    names.push_back(system.id);
  return not_found(what, fmt::format("correct {}, or add a file for it; {}", written,
                                     nearest_hint(name, names)));
}

Status check_system_name(const std::vector<std::string>& folders, const std::string& name,
                         const std::string& attempt, const std::string& written) {
  if (name.empty()) return Done{};
  HG_TRY(const std::vector<System> systems, load_systems(folders));
  return check_system_name(systems, name, attempt, written);
}

}  // namespace haguard
