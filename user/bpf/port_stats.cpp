// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpf/port_stats.h"

#include <cstddef>

namespace haguard {

Result<ReasonCounters> read_reasons(const Map& port_stats, std::uint32_t side) {
  HG_TRY(const auto cpus, read_cpus<hg_port_stats>(port_stats, side));
  ReasonCounters sums{};
  for (const hg_port_stats& cpu : cpus) {
    for (std::size_t i = 0; i < sums.size(); ++i) {
      sums[i].frames += cpu.reasons[i].frames;
      sums[i].bytes += cpu.reasons[i].bytes;
    }
  }
  return sums;
}

Result<hg_stamp_stats> read_stamps(const Map& port_stats, std::uint32_t side) {
  HG_TRY(const auto cpus, read_cpus<hg_port_stats>(port_stats, side));
  hg_stamp_stats sums{};
  for (const hg_port_stats& cpu : cpus) {
    sums.refused += cpu.stamps.refused;
    for (std::size_t kind = 0; kind < HG_CLASS_LIMIT; ++kind)
      sums.stamped[kind] += cpu.stamps.stamped[kind];
  }
  return sums;
}

}  // namespace haguard
