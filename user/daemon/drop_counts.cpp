// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/drop_counts.h"

#include <array>

namespace haguard {
namespace {

Result<DropCounts> read_side(const Link& link, std::size_t side, hg_disposition disposition) {
  constexpr std::uint32_t kReasons = HG_REASON_COUNT - HG_REASON_FIRST_DROP;
  const unsigned cpus = possible_cpus();
  std::array<std::uint32_t, kReasons> keys{};
  std::vector<hg_counter> values(std::size_t{kReasons} * cpus);
  // The kernel goes on behind this entry.
  auto place =
      static_cast<std::uint32_t>(HG_REASON_INDEX(side, disposition, HG_REASON_FIRST_DROP) - 1);
  std::uint32_t got = kReasons;
  HG_TRY(const bool more,
         link.maps.reason_stats.lookup_batch(&place, &place, keys.data(), values.data(), got));
  static_cast<void>(more);
  DropCounts counts{};
  for (std::size_t i = 0; i < std::size_t{got} * cpus; ++i)
    counts.at(keys.at(i / cpus) % HG_REASON_LIMIT) += values[i].frames;
  return counts;
}

}  // namespace

Result<std::vector<DropCounts>> read_drops(const Link& link, hg_disposition disposition) {
  std::vector<DropCounts> sides;
  for (std::size_t side = 0; side < link.ports().size(); ++side) {
    HG_TRY(sides.emplace_back(), read_side(link, side, disposition));
  }
  return sides;
}

}  // namespace haguard
