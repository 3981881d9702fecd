// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "systems/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <system_error>

#include "base/file.h"
#include "systems/read.h"

namespace haguard {
namespace {

constexpr std::size_t kMaxSystemFile = 1UL << 20U;
constexpr const char* kOperatorFolder = "/etc/haguard/systems";

// The *.toml files of a folder, sorted; none where the folder does not exist.
Result<std::vector<std::string>> files_of(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  if (error == std::errc::no_such_file_or_directory) return files;
  for (; !error && entry != std::filesystem::directory_iterator{}; entry.increment(error))
    if (entry->path().extension() == ".toml") files.push_back(entry->path().string());
  if (error) return system_error(fmt::format("list {}", folder), error.value());
  std::sort(files.begin(), files.end());
  return files;
}

// Found from the binary, so that one build serves every prefix.
std::string installed_folder() {
  std::error_code error;
  const std::filesystem::path binary = std::filesystem::read_symlink("/proc/self/exe", error);
  return (binary.parent_path() / HAGUARD_SYSTEMS_FROM_BINARY).lexically_normal().string();
}

Status load_folder(const std::string& folder, std::map<std::string, System>& systems) {
  HG_TRY(const std::vector<std::string> files, files_of(folder));
  std::map<std::string, std::string> file_of_id;
  for (const std::string& file : files) {
    HG_TRY(const std::string text, read_file(file, kMaxSystemFile));
    HG_TRY(System system, read_system(text, file));
    const auto [other, fresh] = file_of_id.emplace(system.id, file);
    if (!fresh)
      return usage(fmt::format("{}: id \"{}\" is also that of {}", file, system.id, other->second),
                   "ids are unique within a folder");
    systems[system.id] = std::move(system);
  }
  return Done{};
}

}  // namespace

std::vector<std::string> default_system_folders() {
  // Read once, at start-up, before there are threads.
  const char* replaced = std::getenv("HAGUARD_SYSTEMS_DIR");  // NOLINT(concurrency-mt-unsafe)
  return {replaced != nullptr ? replaced : installed_folder(), kOperatorFolder};
}

Result<std::vector<System>> load_systems(const std::vector<std::string>& folders) {
  std::map<std::string, System> by_id;
  for (const std::string& folder : folders)
    HG_CHECK(load_folder(folder, by_id));
  std::vector<System> systems;
  systems.reserve(by_id.size());
  for (auto& [id, system] : by_id)
    systems.push_back(std::move(system));
  return systems;
}

}  // namespace haguard
