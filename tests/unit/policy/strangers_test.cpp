// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// hg_head.strangers: what the head of a table alone tells of a sender, and that it never tells it
// of one that a flow or a host has.
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "unit/policy/pair.h"
#include "unit/policy/table_lines.h"

namespace haguard::pair {
namespace {

constexpr unsigned kAddresses = 1024;

CompiledPolicy pair_with_105() {
  Policy policy = peers_only();
  policy.flows = {ip_flow(105), reversed(ip_flow(105))};
  return compiled(policy);
}

Frame frame_from(const IpAddress& source) {
  return Frame()
      .ethernet(kPrimaryMac, kSecondaryMac)
      .ipv4({.source = source, .destination = kSecondary, .protocol = 105});
}

std::optional<hg_verdict> glance_at(const Table& table, const Frame& frame) {
  const Bytes bytes = frame.bytes();
  return glance(table, frame_of(bytes, bytes.size()), kPrimarySide);
}

// 198.51.100.0 and those behind it, of which none is a peer's.
IpAddress stranger(unsigned number) {
  return ip(fmt::format("198.51.{}.{}", 100 + number / 256, number % 256));
}

}  // namespace

TEST_CASE("no address of a flow or a host is a stranger's") {
  const CompiledPolicy policy = pair_with_105();
  const hg_head& head = policy.table.front().head;
  unsigned checked = 0;
  for (const TableLine& line : lines_of(policy.table)) {
    if (!hg_has_address(line.key.kind)) continue;
    ++checked;
    CHECK((head.strangers & hg_source_bit(&line.key)) == 0);
  }
  CHECK(checked >= 6);  // two flows in two families, and the hosts
}

TEST_CASE("most strangers are told by the head, the others by a look-up") {
  const CompiledPolicy policy = pair_with_105();
  unsigned told = 0;
  for (unsigned i = 0; i < kAddresses; ++i) {
    const Frame frame = frame_from(stranger(i));
    CHECK(reason(policy, frame) == "unknown_source");
    const auto verdict = glance_at(policy.table, frame);
    REQUIRE(verdict.has_value());
    CHECK(reason(*verdict) == "unknown_source");
    const Bytes bytes = frame.bytes();
    const hg_packet packet = parse_frame(bytes, bytes.size(), kPrimarySide);
    if (hg_is_unheard_of(&policy.table.front().head, &packet)) ++told;
  }
  CHECK(told > kAddresses * 3 / 4);
  CHECK(told < kAddresses);  // four addresses have bits of their own, and others share them
}

TEST_CASE("a table without the bits of strangers loses no frame") {
  CompiledPolicy policy = pair_with_105();
  policy.table.front().head.strangers = 0;
  const auto flow = glance_at(policy.table, v4_frame(105));
  REQUIRE(flow.has_value());
  CHECK(reason(*flow) == "flow");
  const auto stranger = glance_at(policy.table, frame_from(kStranger));
  REQUIRE(stranger.has_value());
  CHECK(reason(*stranger) == "unknown_source");
  CHECK(reason(policy, frame_from(kStranger)) == "unknown_source");
}

}  // namespace haguard::pair
