// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>

#include <array>
#include <optional>

#include "policy/check_parts.h"
#include "policy/datapath.h"
#include "policy/expand.h"
#include "policy/hash_index.h"

namespace haguard {
namespace {

// Which line has a key.
class KeyOwners {
 public:
  explicit KeyOwners(const std::vector<TableLine>& lines) : lines_(lines), index_(lines.size()) {}

  // The first that was added with the key of this one: that one, or this.
  const TableLine& add(std::uint32_t line) {
    const hg_flow_key& key = lines_[line].key;
    if (has_shape(key)) shapes_ |= 1U << key.shape;
    return lines_[index_.add(hash_of(key), line, HasKey{lines_, key})];
  }

  // nullptr where no line has it.
  const TableLine* find(const hg_flow_key& key) const {
    const std::uint32_t line = index_.find(hash_of(key), HasKey{lines_, key});
    return line == HashIndex::kNone ? nullptr : &lines_[line];
  }

  // Some line whose frames carry ports has this shape.
  bool occurs(std::uint8_t shape) const { return (shapes_ & 1U << shape) != 0; }

 private:
  struct HasKey {
    const std::vector<TableLine>& lines;
    const hg_flow_key& key;
    bool operator()(std::uint32_t line) const { return is_same(lines[line].key, key); }
  };

  // The lower half of hg_hash() has not seen every bit of the key.
  static std::uint64_t hash_of(const hg_flow_key& key) {
    const std::uint64_t hash = hg_hash(&key, 0);
    return hash ^ hash >> 32U;
  }

  const std::vector<TableLine>& lines_;
  HashIndex index_;
  unsigned shapes_ = 0;
};

// The lines of each flow; flow_id is the index of the flow.
std::vector<TableLine> expand_all(const Policy& policy, const Roster& roster, Problems& problems) {
  std::vector<TableLine> lines;
  lines.reserve(policy.flows.size());
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
KeyOwners own_keys(const Policy& policy, const std::vector<TableLine>& lines, Problems& problems) {
  KeyOwners owners(lines);
  std::uint32_t reported = ~0U;
  for (std::uint32_t i = 0; i < lines.size(); ++i) {
    const TableLine& line = lines[i];
    const std::uint32_t owner = owners.add(i).flow_id;
    if (line.key.shape == HG_SHAPE_LATER || owner == line.flow_id) continue;
    const Flow& flow = policy.flows[line.flow_id];
    const Flow& other = policy.flows[owner];
    if (reported == line.flow_id || is_identical(flow, other)) continue;
    reported = line.flow_id;
    problems.error(flow, fmt::format("it matches the same frames as flow \"{}\"", other.name),
                   "remove one of them");
  }
  return owners;
}

// The flow that a wider shape of this key belongs to.
std::optional<std::uint32_t> wider_owner(const KeyOwners& owners, const TableLine& line) {
  constexpr std::array<std::uint8_t, 3> kWider{HG_SHAPE_ANY_SOURCE, HG_SHAPE_ANY_DESTINATION,
                                               HG_SHAPE_NO_PORTS};
  if (!has_shape(line.key)) return std::nullopt;
  for (const std::uint8_t shape : kWider) {
    const bool is_wider = line.key.shape == HG_SHAPE_PORTS || shape == HG_SHAPE_NO_PORTS;
    if (!owners.occurs(shape)) continue;
    if (!is_wider || shape == line.key.shape || line.key.shape == HG_SHAPE_LATER) continue;
    hg_flow_key key = line.key;
    hg_apply_shape(&key, shape);
    const TableLine* owner = owners.find(key);
    if (owner != nullptr && owner->flow_id != line.flow_id) return owner->flow_id;
  }
  return std::nullopt;
}

// Flows whose every key is also allowed by a wider one.
void warn_of_covered(const Policy& policy, const std::vector<TableLine>& lines,
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
  const std::vector<TableLine> lines = expand_all(policy, roster, problems);
  const KeyOwners owners = own_keys(policy, lines, problems);
  warn_of_covered(policy, lines, owners, problems);
}

}  // namespace haguard
