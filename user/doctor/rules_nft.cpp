// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The JSON of nft: chains with a hook, and every verdict anywhere inside a rule, verdict maps
// included.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "doctor/rules.h"
#include "doctor/verdicts.h"

namespace haguard {
namespace {

using Json = nlohmann::json;

// Family and table; chains and maps are named within one.
using TableName = std::pair<std::string, std::string>;

struct Ruleset {
  std::map<TableName, VerdictsByChain> chains;
  std::map<TableName, std::map<std::string, Verdicts>> maps;
  std::vector<HookChain> hooks;
};

std::string text(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

TableName table_of(const Json& object) {
  return {text(object, "family"), text(object, "table")};
}

void add(const Verdicts& more, Verdicts& verdicts) {
  verdicts.drops += more.drops;
  verdicts.rejects += more.rejects;
  verdicts.queues += more.queues;
  verdicts.targets.insert(more.targets.begin(), more.targets.end());
}

// The depth of the JSON is bounded by nft's grammar; a hostile text is bounded here.
constexpr int kMaxDepth = 64;

void collect(const Json& value, const std::map<std::string, Verdicts>& maps, Verdicts& verdicts,
             int depth = 0) {
  if (depth > kMaxDepth || !value.is_structured()) return;
  for (const auto& [key, inner] : value.items()) {
    if (value.is_object() && key == "drop") ++verdicts.drops;
    if (value.is_object() && key == "reject") ++verdicts.rejects;
    if (value.is_object() && key == "queue") ++verdicts.queues;
    if (value.is_object() && (key == "jump" || key == "goto"))
      verdicts.targets.insert(text(inner, "target"));
    if (value.is_object() && key == "vmap") {
      const std::string name = text(inner, "data");
      const auto named = name.rfind('@', 0) == 0 ? maps.find(name.substr(1)) : maps.end();
      if (named != maps.end()) add(named->second, verdicts);
    }
    collect(inner, maps, verdicts, depth + 1);
  }
}

std::vector<std::string> devices_of(const Json& chain) {
  const auto found = chain.find("dev");
  if (found == chain.end()) return {};
  std::vector<std::string> devices;
  for (const Json& one : found->is_array() ? *found : Json::array({*found}))
    if (one.is_string()) devices.push_back(one.get<std::string>());
  return devices;
}

void add_chain(const Json& chain, Ruleset& rules) {
  if (text(chain, "hook").empty()) return;
  HookChain hook;
  hook.tool = "nft";
  hook.family = text(chain, "family");
  hook.table = text(chain, "table");
  hook.chain = text(chain, "name");
  hook.hook = text(chain, "hook");
  hook.devices = devices_of(chain);
  hook.drops_by_policy = text(chain, "policy") == "drop";
  rules.hooks.push_back(std::move(hook));
}

}  // namespace

Result<std::vector<HookChain>> parse_nft(const std::string& json) {
  const Json root = Json::parse(json, nullptr, false);
  if (!root.is_object() || !root.contains("nftables") || !root["nftables"].is_array())
    return failed("read the nftables rules: nft printed something else than a rule set");
  Ruleset rules;
  // Maps first: a rule may stand before the map it names.
  for (const Json& entry : root["nftables"])
    if (entry.is_object() && entry.contains("map") && entry["map"].is_object())
      collect(entry["map"], {}, rules.maps[table_of(entry["map"])][text(entry["map"], "name")]);
  for (const Json& entry : root["nftables"]) {
    if (!entry.is_object()) continue;
    if (entry.contains("chain") && entry["chain"].is_object()) add_chain(entry["chain"], rules);
    if (!entry.contains("rule") || !entry["rule"].is_object()) continue;
    const Json& rule = entry["rule"];
    const TableName table = table_of(rule);
    if (rule.contains("expr"))
      collect(rule["expr"], rules.maps[table], rules.chains[table][text(rule, "chain")]);
  }
  for (HookChain& hook : rules.hooks)
    add_reachable(rules.chains[{hook.family, hook.table}], hook.chain, hook);
  return rules.hooks;
}

}  // namespace haguard
