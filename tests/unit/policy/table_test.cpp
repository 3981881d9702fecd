// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// How the lines of a table are placed: each in one of its two slots, close together, and up to
// what so many entries can hold.
#include <algorithm>
#include <catch2/catch.hpp>
#include <utility>
#include <vector>

#include "policy/datapath.h"
#include "policy/table_builder.h"
#include "unit/policy/table_lines.h"

namespace haguard {
namespace {

using Catch::Contains;

// IPv4 or IPv6, UDP, the n-th of their ports.
TableLine line_of_flow(std::uint8_t kind, std::uint32_t n) {
  TableLine line;
  line.key.kind = kind;
  line.key.protocol = 17;
  line.key.source_port = hg_be16(static_cast<std::uint16_t>(1 + n / 256));
  line.key.destination_port = hg_be16(static_cast<std::uint16_t>(1 + n % 256));
  line.key.addresses.words[0] = 0x020200c0010200c0;
  if (kind == HG_KIND_IPV6) line.key.addresses.words[3] = n;
  line.flow_id = n;
  return line;
}

std::vector<TableLine> lines_of_flows(std::uint32_t short_lines, std::uint32_t long_lines) {
  std::vector<TableLine> lines;
  for (std::uint32_t n = 0; n < short_lines; ++n)
    lines.push_back(line_of_flow(HG_KIND_IPV4, n));
  for (std::uint32_t n = 0; n < long_lines; ++n)
    lines.push_back(line_of_flow(HG_KIND_IPV6, n));
  return lines;
}

// UDP between the hosts of these numbers.
hg_flow_key v4_key(std::uint32_t from, std::uint32_t to, std::uint32_t source_port,
                   std::uint32_t destination_port) {
  constexpr std::uint32_t kNetwork = 0x0a000000;
  hg_flow_key key{};
  key.kind = HG_KIND_IPV4;
  key.protocol = 17;
  key.source_port = hg_be16(static_cast<std::uint16_t>(source_port));
  key.destination_port = hg_be16(static_cast<std::uint16_t>(destination_port));
  key.addresses.v4.source = hg_be32(kNetwork + from);
  key.addresses.v4.destination = hg_be32(kNetwork + to);
  return key;
}

Table built(const std::vector<TableLine>& lines, std::uint32_t entries) {
  auto result = build_table(lines, entries);
  REQUIRE(result.ok());
  REQUIRE_FALSE(result->equal.has_value());
  REQUIRE(result->table.size() == entries);
  return std::move(result->table);
}

std::size_t count_wrongly_placed(const Table& table) {
  const hg_head& head = table.front().head;
  std::size_t wrong = 0;
  for (const PlacedLine& placed : placed_lines(table)) {
    const hg_flow_key& key = placed.line.key;
    const std::uint64_t hash = hg_hash(&key, head.seed);
    if (placed.slot != hg_slot_a(&head, key.kind, hash) &&
        placed.slot != hg_slot_b(&head, key.kind, hash))
      ++wrong;
  }
  return wrong;
}

// Those that the look-up does not find, or finds as another.
std::size_t count_lost(const Table& table, const std::vector<TableLine>& lines) {
  std::size_t lost = 0;
  for (const TableLine& line : lines) {
    const hg_line* found = hg_find(&table, &table.front().head, &line.key);
    if (found == nullptr || found->flow_id != line.flow_id) ++lost;
  }
  return lost;
}

// These bytes are zero in every key of its kind.
bool is_unused(const hg_flow_key& key, std::size_t at) {
  const std::size_t begin =
      hg_key_is_short(key.kind) != 0 ? offsetof(hg_flow_key, number) : offsetof(hg_flow_key, pad);
  return at >= begin && at < offsetof(hg_flow_key, addresses);
}

}  // namespace

TEST_CASE("table: each line stands in one of its slots and is found") {
  const std::vector<TableLine> lines = lines_of_flows(5000, 3000);
  const Table table = built(lines, 32768);
  CHECK(placed_lines(table).size() == lines.size());
  CHECK(count_wrongly_placed(table) == 0);
  CHECK(count_lost(table, lines) == 0);
  for (std::uint32_t n = 0; n < 5000; ++n) {
    const TableLine other = line_of_flow(HG_KIND_IPV4, 5000 + n);
    CHECK(hg_find(&table, &table.front().head, &other.key) == nullptr);
  }
}

TEST_CASE("table: what it has of a line is all of it") {
  TableLine flow = line_of_flow(HG_KIND_IPV6, 7);
  flow.key.side = 1;
  flow.key.shape = HG_SHAPE_ANY_SOURCE;
  flow.key.vlan[0] = HG_VLAN_PRESENT | 3001;
  flow.key.vlan[1] = HG_VLAN_PRESENT | 7;
  flow.key.addresses.words[1] = 11;
  flow.key.addresses.words[2] = 12;
  flow.slot = 63;
  flow.flags = HG_LINE_MAC | HG_LINE_TIMED;
  flow.mac[0] = 0x02;
  flow.mac[5] = 0x66;
  TableLine ether;
  ether.key.kind = HG_KIND_ETHER;
  ether.key.number = 0x88b5;
  ether.flow_id = 8;
  TableLine host;
  host.key.kind = HG_KIND_HOST_V4;
  host.key.addresses.v4.source = 0x010200c0;
  host.vlans = 0x81;
  host.sides = 0x82;
  const std::vector<TableLine> found = lines_of(built({flow, ether, host}, 64));
  REQUIRE(found.size() == 3);
  for (const TableLine& line : {flow, ether, host}) {
    const auto same = std::find_if(found.begin(), found.end(), [&](const TableLine& other) {
      return is_same(line.key, other.key);
    });
    REQUIRE(same != found.end());
    CHECK(same->flow_id == line.flow_id);
    CHECK(same->slot == line.slot);
    CHECK(same->vlans == line.vlans);
    CHECK(same->sides == line.sides);
    CHECK(same->flags == line.flags);
    CHECK(std::equal(std::begin(line.mac), std::end(line.mac), same->mac));
  }
}

TEST_CASE("table: keys that differ in one bit are told apart") {
  for (const std::uint8_t kind : {HG_KIND_IPV4, HG_KIND_IPV6}) {
    TableLine line = line_of_flow(kind, 1);
    const Table table = built({line}, 64);
    const std::size_t bits = 64UL * (kind == HG_KIND_IPV4 ? HG_KEY_SHORT_WORDS : HG_KEY_WORDS);
    auto* const bytes = reinterpret_cast<std::uint8_t*>(&line.key);
    const std::uint32_t slot = placed_lines(table).front().slot;
    REQUIRE(hg_line_in_slot(&table, slot, &line.key) != nullptr);
    for (std::size_t bit = 0; bit < bits; ++bit) {
      const std::size_t at = bit / 8;
      if (at == 0 || is_unused(line.key, at)) continue;  // the kind says how long a key is
      INFO("kind " << int{kind} << ", bit " << bit);
      bytes[at] ^= static_cast<std::uint8_t>(1U << bit % 8);
      // As if both hashed alike, which is the worst that a stranger could find.
      CHECK(hg_line_in_slot(&table, slot, &line.key) == nullptr);
      bytes[at] ^= static_cast<std::uint8_t>(1U << bit % 8);
    }
  }
}

TEST_CASE("table: of many entries it uses few, and most lines stand in their first slot") {
  constexpr std::uint32_t kLines = 20000;
  const std::vector<TableLine> lines = lines_of_flows(kLines, 0);
  const Table table = built(lines, kLines * HG_ENTRIES_PER_FLOW);
  const hg_head& head = table.front().head;
  CHECK(head.short_slots == kLines * 5 / 2);
  std::size_t first = 0;
  for (const PlacedLine& placed : placed_lines(table)) {
    const std::uint64_t hash = hg_hash(&placed.line.key, head.seed);
    if (placed.slot == hg_slot_a(&head, placed.line.key.kind, hash)) ++first;
  }
  CHECK(first > kLines * 3 / 4);
}

TEST_CASE("table: it is built up to half full") {
  constexpr std::uint32_t kEntries = 8192;
  constexpr std::uint32_t kMost = (kEntries - HG_FIRST_SLOT - 6) / 2;  // 4 for long, 2 to spare
  SECTION("short") {
    const std::vector<TableLine> lines = lines_of_flows(kMost, 0);
    CHECK(count_lost(built(lines, kEntries), lines) == 0);
    const auto refused = build_table(lines_of_flows(kMost + 1, 0), kEntries);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().kind == ErrorKind::kFailed);
    CHECK_THAT(refused.error().message, Contains("8192") && Contains("8194"));
    CHECK_THAT(refused.error().hint, Contains("--max-flows 1025"));
  }
  SECTION("long") {
    const std::vector<TableLine> lines = lines_of_flows(0, kMost / 2);
    CHECK(count_lost(built(lines, kEntries), lines) == 0);
    CHECK_FALSE(build_table(lines_of_flows(0, kMost / 2 + 1), kEntries).ok());
  }
  SECTION("both") {
    const std::vector<TableLine> lines = lines_of_flows(kMost / 2, kMost / 4);
    CHECK(count_lost(built(lines, kEntries), lines) == 0);
  }
  SECTION("none") {
    constexpr std::uint32_t kFewest = HG_FIRST_SLOT + 2 + 4;
    CHECK(placed_lines(built({}, kFewest)).empty());
    CHECK_FALSE(build_table({}, kFewest - 1).ok());
    CHECK_FALSE(build_table({}, 0).ok());
  }
}

TEST_CASE("table: keys that are like each other are spread as well as others") {
  using Make = hg_flow_key (*)(std::uint32_t n);
  const std::pair<const char*, Make> kinds[] = {
      {"destination ports", [](std::uint32_t n) { return v4_key(1, 2, 0, n); }},
      {"source ports", [](std::uint32_t n) { return v4_key(1, 2, n, 0); }},
      {"both ports", [](std::uint32_t n) { return v4_key(1, 2, n % 128, n / 128); }},
      {"destinations", [](std::uint32_t n) { return v4_key(0, n, 500, 500); }},
      {"sources", [](std::uint32_t n) { return v4_key(n, 0, 500, 500); }},
      {"both addresses", [](std::uint32_t n) { return v4_key(n % 128, n / 128, 500, 500); }},
      {"address and port", [](std::uint32_t n) { return v4_key(0, n % 256, 0, n / 256); }},
  };
  constexpr std::uint32_t kLines = 16384;
  for (const auto& [what, make] : kinds) {
    INFO(what);
    std::vector<TableLine> lines(kLines);
    for (std::uint32_t n = 0; n < kLines; ++n) {
      lines[n].key = make(n);
      lines[n].flow_id = n;
    }
    const Table table = built(lines, kLines * HG_ENTRIES_PER_FLOW);
    CHECK(table.front().head.seed <= 8);
    CHECK(count_lost(table, lines) == 0);
  }
}

TEST_CASE("table: lines of one key are told of, and of later fragments the first stays") {
  std::vector<TableLine> lines = lines_of_flows(100, 100);
  SECTION("short") {
    lines.push_back(line_of_flow(HG_KIND_IPV4, 7));
  }
  SECTION("long") {
    lines.push_back(line_of_flow(HG_KIND_IPV6, 7));
  }
  const auto result = build_table(lines, 4096);
  REQUIRE(result.ok());
  REQUIRE(result->equal.has_value());
  CHECK(result->equal->second == 200);
  CHECK(lines[result->equal->first].flow_id == 7);

  TableLine later = line_of_flow(HG_KIND_IPV4, 1);
  later.key.shape = HG_SHAPE_LATER;
  TableLine again = later;
  again.flow_id = 2;
  const std::vector<TableLine> found = lines_of(built({later, again}, 64));
  REQUIRE(found.size() == 1);
  CHECK(found.front().flow_id == 1);
}

}  // namespace haguard
