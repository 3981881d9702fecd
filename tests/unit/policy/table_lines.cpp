// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "unit/policy/table_lines.h"

#include <algorithm>
#include <cstring>
#include <iterator>

namespace haguard {
namespace {

TableLine unpacked(const hg_line& from) {
  TableLine line;
  std::memcpy(&line.key, &from, offsetof(hg_line, flow_id));
  line.key.addresses.words[0] = from.address;
  std::copy(std::begin(from.mac), std::end(from.mac), line.mac);
  line.flags = from.flags;
  if (is_host(line.key)) {
    line.vlans = from.vlans;
    line.sides = from.sides;
  } else {
    line.flow_id = from.flow_id;
    line.slot = from.slot;
  }
  return line;
}

void add_rest(TableLine& line, const hg_rest& rest) {
  std::copy_n(rest.addresses, HG_REST_WORDS, &line.key.addresses.words[1]);
  line.key.number = rest.number;
}

}  // namespace

std::vector<PlacedLine> placed_lines(const Table& table) {
  const hg_head& head = table.front().head;
  const std::uint32_t first_long = HG_FIRST_SLOT + head.short_slots;
  std::vector<PlacedLine> placed;
  for (std::uint32_t slot = HG_FIRST_SLOT; slot < table.size(); slot += slot < first_long ? 1 : 2) {
    if (table[slot].line.kind == HG_KIND_NONE) continue;
    TableLine line = unpacked(table[slot].line);
    if (slot >= first_long) add_rest(line, table.at(slot + 1).rest);
    placed.push_back({line, slot});
  }
  return placed;
}

std::vector<TableLine> lines_of(const Table& table) {
  std::vector<TableLine> lines;
  for (const PlacedLine& placed : placed_lines(table))
    lines.push_back(placed.line);
  return lines;
}

}  // namespace haguard
