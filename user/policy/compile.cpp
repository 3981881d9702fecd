// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/compile.h"

#include <fmt/format.h>

#include <algorithm>

#include "policy/datapath.h"
#include "policy/expand.h"
#include "policy/host_lines.h"
#include "policy/roster.h"
#include "policy/table_builder.h"
#include "policy/vlan_pairs.h"

namespace haguard {
namespace {

// The lines of a policy before they are placed.
struct Lines {
  std::vector<TableLine> all;     // of flows in their order, then of hosts
  std::vector<std::size_t> ends;  // ends[i]: behind the last line of flows[i]
  std::vector<hg_vlan_pair> vlans;
};

Error with_name(const Flow& flow, const Error& error) {
  return {error.kind, fmt::format("flow \"{}\": {}", flow.name, error.message), error.hint};
}

Result<std::vector<std::uint32_t>> vlan_bits_of(const std::vector<Flow>& flows, VlanPairs& pairs) {
  std::vector<std::uint32_t> bits;
  bits.reserve(flows.size());
  for (const Flow& flow : flows) {
    const auto bit = pairs.bit_of(flow.vlan);
    if (!bit) return with_name(flow, bit.error());
    bits.push_back(*bit);
  }
  return bits;
}

// A later fragment belongs to a frame that was timed.
void time_in_slot(std::vector<TableLine>& lines, std::size_t begin, std::uint32_t slot) {
  for (std::size_t i = begin; i < lines.size(); ++i) {
    if (lines[i].key.shape == HG_SHAPE_LATER) continue;
    lines[i].flags |= HG_LINE_TIMED;
    lines[i].slot = static_cast<std::uint8_t>(slot);
  }
}

// What was given to each flow.
struct Given {
  std::vector<std::uint32_t> flow_ids;
  std::vector<std::optional<std::uint32_t>> slots;
};

Result<Lines> lines_of(const Roster& roster, const std::vector<Flow>& flows, const Given& given,
                       hg_scope scope) {
  VlanPairs pairs;
  HG_TRY(const std::vector<std::uint32_t> vlan_bits, vlan_bits_of(flows, pairs));
  Lines lines;
  lines.all.reserve(flows.size() + 16);
  for (std::size_t i = 0; i < flows.size(); ++i) {
    const std::size_t begin = lines.all.size();
    const Status expanded = expand_flow(roster, flows[i], given.flow_ids[i], lines.all);
    if (!expanded) return with_name(flows[i], expanded.error());
    if (given.slots[i]) time_in_slot(lines.all, begin, *given.slots[i]);
    lines.ends.push_back(lines.all.size());
  }
  const std::vector<TableLine> hosts = host_lines(roster, flows, vlan_bits, scope);
  lines.all.insert(lines.all.end(), hosts.begin(), hosts.end());
  lines.vlans = pairs.pairs();
  return lines;
}

std::uint8_t shapes_of(const std::vector<TableLine>& lines) {
  unsigned shapes = 0;
  for (const TableLine& line : lines)
    if (has_shape(line.key)) shapes |= 1U << line.key.shape;
  return static_cast<std::uint8_t>(shapes);
}

// hg_head.strangers.
std::uint64_t strangers_to(const std::vector<TableLine>& lines) {
  std::uint64_t known = 0;
  for (const TableLine& line : lines)
    if (hg_has_address(line.key.kind)) known |= hg_source_bit(&line.key);
  return ~known;
}

void fill_head(Table& table, const Lines& lines, const CompileOptions& options) {
  hg_head& head = table.front().head;
  head.generation = options.generation;
  head.strangers = strangers_to(lines.all);
  head.shapes = shapes_of(lines.all);
  head.scope = options.scope;
  if (!lines.ends.empty()) head.flags |= HG_HEAD_FLOWS;
  if (options.confine_learning) head.flags |= HG_HEAD_CONFINE;
  if (options.scope_vlan) {
    head.flags |= HG_HEAD_SCOPE_VLAN;
    head.scope_vlan = vlan_pair_of(*options.scope_vlan);
  }
  head.vlan_count = static_cast<std::uint8_t>(lines.vlans.size());
  std::copy(lines.vlans.begin(), lines.vlans.end(), table[HG_TAGS_ENTRY].tags.vlans);
}

Error overlap_of(const std::vector<Flow>& flows, const Lines& lines, const EqualKeys& equal) {
  const auto owner = [&](std::size_t line) {
    const auto end = std::upper_bound(lines.ends.begin(), lines.ends.end(), line);
    return flows[static_cast<std::size_t>(end - lines.ends.begin())].name;
  };
  return usage(fmt::format("flows \"{}\" and \"{}\" match the same frames", owner(equal.first),
                           owner(equal.second)),
               "remove one of them, or an address that a peer lists twice");
}

Result<Table> table_of(const Roster& roster, const std::vector<Flow>& flows, const Given& given,
                       const CompileOptions& options) {
  HG_TRY(const Lines lines, lines_of(roster, flows, given, options.scope));
  HG_TRY(BuiltTable built, build_table(lines.all, options.entries));
  if (built.equal) return overlap_of(flows, lines, *built.equal);
  fill_head(built.table, lines, options);
  return std::move(built.table);
}

}  // namespace

Result<CompiledPolicy> compile_policy(const Policy& policy, const CompileOptions& options,
                                      const FlowIds& previous) {
  HG_TRY(const Roster roster, Roster::make(policy.peers, options.ports));
  HG_TRY(AssignedIds assigned, assign_flow_ids(policy.flows, previous, options.flow_capacity));
  AssignedSlots slots = assign_heartbeat_slots(policy.flows, assigned.flow_ids, assigned.recycled,
                                               options.slot_owners);
  HG_TRY(Table table, table_of(roster, policy.flows, {assigned.flow_ids, slots.of_flow}, options));
  return CompiledPolicy{std::move(table), std::move(assigned.ids), std::move(assigned.flow_ids),
                        std::move(assigned.recycled), std::move(slots)};
}

Result<Table> compile_hosts(const std::vector<Peer>& peers, const CompileOptions& options) {
  HG_TRY(const Roster roster, Roster::make(peers, options.ports));
  return table_of(roster, {}, {}, options);
}

}  // namespace haguard
