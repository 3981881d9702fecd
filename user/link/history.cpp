// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/file.h"
#include "base/json.h"
#include "policy/text.h"

namespace haguard {
namespace {

constexpr std::string_view kPolicyEnd = ".toml";

// "12.toml" is 12; 0 for the names of anything else.
std::uint32_t generation_of(std::string_view name) {
  std::uint32_t generation = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), generation);
  const std::string_view rest(end, static_cast<std::size_t>(name.data() + name.size() - end));
  return error == std::errc() && rest == kPolicyEnd ? generation : 0;
}

template <typename Value>
void read_field(const nlohmann::json& json, const char* key, Value& value) {
  const auto found = json.find(key);
  if (found == json.end()) return;
  if constexpr (std::is_same_v<Value, std::string>) {
    if (found->is_string()) value = found->get<std::string>();
  } else {
    if (found->is_number_integer()) value = found->get<Value>();
  }
}

}  // namespace

std::string History::path(std::uint32_t generation, const char* extension) const {
  return fmt::format("{}/{}{}", folder_, generation, extension);
}

Result<std::vector<std::uint32_t>> History::generations() const {
  HG_TRY(const auto names, list_folder(folder_));
  std::vector<std::uint32_t> found;
  for (const std::string& name : names)
    if (const std::uint32_t generation = generation_of(name)) found.push_back(generation);
  std::sort(found.begin(), found.end());
  return found;
}

HistoryEntry History::entry(std::uint32_t generation) const {
  HistoryEntry entry;
  entry.generation = generation;
  const std::string file = path(generation, ".json");
  const Result<std::string> text = read_file(file);
  if (!text.ok()) return entry;
  const Result<nlohmann::json> json = parse_json(*text, file);
  if (!json.ok() || !json->is_object()) return entry;
  read_field(*json, "at", entry.at);
  read_field(*json, "who", entry.who);
  read_field(*json, "how", entry.how);
  read_field(*json, "comment", entry.comment);
  read_field(*json, "peers", entry.peers);
  read_field(*json, "flows", entry.flows);
  return entry;
}

Result<std::vector<HistoryEntry>> History::list() const {
  HG_TRY(const auto found, generations());
  std::vector<HistoryEntry> entries;
  entries.reserve(found.size());
  for (const std::uint32_t generation : found)
    entries.push_back(entry(generation));
  return entries;
}

Result<Policy> History::policy(std::uint32_t generation) const {
  const std::string file = path(generation, kPolicyEnd.data());
  const Result<std::string> text = read_file(file);
  if (text.ok()) return parse_policy(*text, file);
  if (text.error().kind != ErrorKind::kNotFound) return text.error();
  return not_found(fmt::format("read policy generation {}: it is not in the history", generation),
                   "haguard policy history lists those that are");
}

Status History::remove(std::uint32_t generation) const {
  HG_CHECK(remove_file(path(generation, kPolicyEnd.data())));
  return remove_file(path(generation, ".json"));
}

Status History::remove_from(std::uint32_t generation) const {
  HG_TRY(const auto found, generations());
  for (const std::uint32_t one : found)
    if (one >= generation) HG_CHECK(remove(one));
  return Done{};
}

Status History::add(const HistoryEntry& entry, const Policy& policy) const {
  HG_CHECK(make_directories(folder_));
  HG_CHECK(remove_from(entry.generation));
  HG_TRY(const auto found, generations());
  for (std::size_t i = 0; i + kHistoryLimit <= found.size(); ++i)
    HG_CHECK(remove(found[i]));
  const nlohmann::ordered_json json = {{"schema", 1},
                                       {"generation", entry.generation},
                                       {"at", entry.at},
                                       {"who", entry.who},
                                       {"how", entry.how},
                                       {"comment", entry.comment},
                                       {"peers", policy.peers.size()},
                                       {"flows", policy.flows.size()}};
  HG_CHECK(
      write_own_file(path(entry.generation, ".json"),
                     json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n"));
  return write_own_file(path(entry.generation, kPolicyEnd.data()), format_policy(policy));
}

}  // namespace haguard
