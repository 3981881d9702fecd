// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Which flows are looked at for questions and answers: bulk flows are not.
#include <algorithm>
#include <catch2/catch.hpp>
#include <initializer_list>

#include "unit/policy/pair.h"
#include "unit/policy/table_lines.h"

namespace haguard::pair {
namespace {

bool is_looked_at(const Flow& flow) {
  Policy policy = peers_only();
  policy.flows = {flow};
  const std::vector<TableLine> lines = lines_of(compiled(policy).table);
  return std::any_of(lines.begin(), lines.end(),
                     [](const TableLine& line) { return (line.flags & HG_LINE_TRIP) != 0; });
}

Flow with_icmp_type(std::uint8_t protocol, std::uint8_t type) {
  Flow flow = ip_flow(protocol);
  flow.icmp_type = type;
  return flow;
}

Flow with_destination_port(std::uint8_t protocol, std::uint16_t port) {
  Flow flow = ip_flow(protocol);
  flow.source_port = port;
  flow.destination_port = port;
  return flow;
}

}  // namespace

TEST_CASE("round trips: flows that may ask or answer are marked, others are not") {
  CHECK(is_looked_at(arp_flow("primary", "secondary")));
  CHECK(is_looked_at(ip_flow(1)));
  CHECK(is_looked_at(with_icmp_type(1, 8)));
  CHECK_FALSE(is_looked_at(with_icmp_type(1, 3)));
  CHECK(is_looked_at(with_icmp_type(58, 136)));
  CHECK_FALSE(is_looked_at(with_icmp_type(58, 143)));
  CHECK(is_looked_at(ip_flow(6)));
  CHECK(is_looked_at(ip_flow(17)));
  CHECK(is_looked_at(with_destination_port(17, 4500)));
  CHECK_FALSE(is_looked_at(with_destination_port(17, 3780)));
  for (const std::uint8_t protocol : std::initializer_list<std::uint8_t>{8, 9, 50, 105, 112})
    CHECK_FALSE(is_looked_at(ip_flow(protocol)));
}

}  // namespace haguard::pair
