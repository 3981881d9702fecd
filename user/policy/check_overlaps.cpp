// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>

#include <array>
#include <optional>
#include <unordered_map>

#include "policy/check_parts.h"
#include "policy/datapath.h"
#include "policy/expand.h"

namespace haguard {
namespace {

struct KeyHash {
  std::size_t operator()(const hg_flow_key& key) const { return hg_hash(&key, 0); }
};
struct SameKey {
  bool operator()(const hg_flow_key& a, const hg_flow_key& b) const {
    return hg_same_key(&a, &b) != 0;
  }
};

// Key of a line to the index of the flow that has it.
using KeyOwners = std::unordered_map<hg_flow_key, std::uint32_t, KeyHash, SameKey>;

// The lines of each flow; flow_id is the index of the flow.
std::vector<hg_line> expand_all(const Policy& policy, const Roster& roster, Problems& problems) {
  std::vector<hg_line> lines;
  for (std::uint32_t i = 0; i < policy.flows.size(); ++i) {
    const Flow& flow = policy.flows[i];
    // Unknown peers were reported with the flow itself.
    if (roster.find(flow.from) == nullptr) continue;
    if (!flow.to.empty() && roster.find(flow.to) == nullptr) continue;
    if (const Status expanded = expand_flow(roster, flow, i, lines); !expanded)
      problems.error(flow, expanded.error().message, expanded.error().hint);
  }
  return lines;
}

bool is_identical(const Flow& a, const Flow& b) {
  return flow_identity(a) == flow_identity(b);  // reported by check_flows
}

// Two flows of equal keys: the table has one place, and the data path one counter for both.
KeyOwners own_keys(const Policy& policy, const std::vector<hg_line>& lines, Problems& problems) {
  KeyOwners owners;
  owners.reserve(lines.size());
  std::uint32_t reported = ~0U;
  for (const hg_line& line : lines) {
    const auto [owner, is_new] = owners.try_emplace(line.key, line.flow_id);
    if (is_new || line.key.shape == HG_SHAPE_LATER || owner->second == line.flow_id) continue;
    const Flow& flow = policy.flows[line.flow_id];
    const Flow& other = policy.flows[owner->second];
    if (reported == line.flow_id || is_identical(flow, other)) continue;
    reported = line.flow_id;
    problems.error(flow, fmt::format("it matches the same frames as flow \"{}\"", other.name),
                   "remove one of them");
  }
  return owners;
}

// The flow that a wider shape of this key belongs to.
std::optional<std::uint32_t> wider_owner(const KeyOwners& owners, const hg_line& line) {
  constexpr std::array<std::uint8_t, 3> kWider{HG_SHAPE_ANY_SOURCE, HG_SHAPE_ANY_DESTINATION,
                                               HG_SHAPE_NO_PORTS};
  if (!has_shape(line.key)) return std::nullopt;
  for (const std::uint8_t shape : kWider) {
    const bool is_wider = line.key.shape == HG_SHAPE_PORTS || shape == HG_SHAPE_NO_PORTS;
    if (!is_wider || shape == line.key.shape || line.key.shape == HG_SHAPE_LATER) continue;
    hg_flow_key key = line.key;
    hg_apply_shape(&key, shape);
    const auto owner = owners.find(key);
    if (owner != owners.end() && owner->second != line.flow_id) return owner->second;
  }
  return std::nullopt;
}

// Flows whose every key is also allowed by a wider one.
void warn_of_covered(const Policy& policy, const std::vector<hg_line>& lines,
                     const KeyOwners& owners, Problems& problems) {
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::uint32_t index = lines[begin].flow_id;
    std::optional<std::uint32_t> cover;
    bool is_covered = true;
    std::size_t end = begin;
    for (; end < lines.size() && lines[end].flow_id == index; ++end) {
      if (lines[end].key.shape == HG_SHAPE_LATER) continue;
      const auto wider = wider_owner(owners, lines[end]);
      is_covered = is_covered && wider.has_value();
      if (wider) cover = wider;
    }
    if (is_covered && cover)
      problems.warning(
          policy.flows[index],
          fmt::format("flow \"{}\" allows all of its frames as well", policy.flows[*cover].name),
          "remove it, unless it is there for its own counter");
    begin = end;
  }
}

}  // namespace

void check_overlaps(const Policy& policy, const Roster& roster, Problems& problems) {
  const std::vector<hg_line> lines = expand_all(policy, roster, problems);
  const KeyOwners owners = own_keys(policy, lines, problems);
  warn_of_covered(policy, lines, owners, problems);
}

}  // namespace haguard
