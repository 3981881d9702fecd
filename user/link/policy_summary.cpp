// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/policy_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/file.h"
#include "base/json.h"
#include "link/apply.h"
#include "link/store.h"

namespace haguard {
namespace {

constexpr const char* kSummary = "summary.json";

// Ids in a row as [first, last]: mostly all of them.
using Runs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

Runs runs_of(const std::vector<std::uint32_t>& ids) {
  Runs runs;
  for (const std::uint32_t id : ids) {
    if (!runs.empty() && runs.back().second + 1 == id)
      runs.back().second = id;
    else
      runs.emplace_back(id, id);
  }
  return runs;
}

// Which table a summary is of. The kernel's ids of maps begin anew with each boot, so one alone
// does not say it.
nlohmann::json tie_of(const Link& link, std::uint32_t table) {
  return {{"table", table}, {"attached_at", link.info.attached_at}};
}

// Throws what the library throws on a value of another kind.
PolicySummary summary_of(const nlohmann::json& json, std::uint32_t capacity) {
  PolicySummary summary;
  summary.system = json.at("system").get<std::string>();
  summary.peers = json.at("peers").get<std::size_t>();
  for (const auto& [first, last] : json.at("flow_ids").get<Runs>())
    for (std::uint32_t id = first; id <= last && id < capacity; ++id)
      summary.flow_ids.push_back(id);
  return summary;
}

std::optional<PolicySummary> kept_summary(const Link& link) {
  const std::string file = Store(link.place, link.name).path(kSummary);
  const Result<std::string> text = read_file(file);
  if (!text.ok()) return std::nullopt;
  const Result<nlohmann::json> json = parse_json(*text, file);
  const Result<std::uint32_t> table = table_id(link.maps.policy);
  if (!json.ok() || !table.ok() || !json->is_object()) return std::nullopt;
  if (json->value("of", nlohmann::json()) != tie_of(link, *table)) return std::nullopt;
  try {
    return summary_of(*json, link.info.flow_capacity);
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

Result<PolicySummary> summarise(const Link& link, const Policy& policy) {
  PolicySummary summary{policy.system, policy.peers.size(), {}};
  HG_TRY(summary.flow_ids, flow_ids_of(link, policy));
  std::sort(summary.flow_ids.begin(), summary.flow_ids.end());
  return summary;
}

}  // namespace

Result<PolicySummary> read_summary(const Link& link) {
  if (std::optional<PolicySummary> kept = kept_summary(link)) return std::move(*kept);
  const Result<Policy> policy = policy_in_force(link);
  if (policy.ok()) return summarise(link, *policy);
  if (policy.error().kind == ErrorKind::kNotFound) return PolicySummary{};
  return policy.error();
}

void keep_summary(const Link& link, const Policy& policy, std::vector<std::uint32_t> flow_ids) {
  const Result<std::uint32_t> table = table_id(link.maps.policy);
  if (!table.ok()) return;
  std::sort(flow_ids.begin(), flow_ids.end());
  const nlohmann::json json = {{"schema", 1},
                               {"of", tie_of(link, *table)},
                               {"system", policy.system},
                               {"peers", policy.peers.size()},
                               {"flow_ids", runs_of(flow_ids)}};
  const Store store(link.place, link.name);
  const Status written =
      write_own_file(store.path(kSummary),
                     json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
  static_cast<void>(written);
}

Result<std::vector<std::uint32_t>> flow_ids_of(const Link& link, const Policy& policy) {
  HG_TRY(const FlowIds ids, Store(link.place, link.name).flow_ids());
  std::vector<std::uint32_t> found;
  found.reserve(policy.flows.size());
  for (const Flow& flow : policy.flows) {
    const auto id = ids.find(flow_identity(flow));
    if (id == ids.end() || id->second >= link.info.flow_capacity)
      return failed(
          fmt::format("read the flows of {}: \"{}\" has no id", link.name, flow.name),
          "the policy's file was edited by hand: put it in force with haguard policy apply");
    found.push_back(id->second);
  }
  return found;
}

}  // namespace haguard
