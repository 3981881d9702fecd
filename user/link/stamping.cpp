// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/stamping.h"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <cstddef>

#include "bpf/port_stats.h"
#include "latency/histogram.h"

namespace haguard {
namespace {

constexpr std::array<const char*, 3> kStampings = {"off", "heartbeats", "sampled"};

}  // namespace

const char* stamping_name(hg_stamping stamping) {
  return stamping < kStampings.size() ? kStampings.at(stamping) : "unknown";
}

Result<hg_stamping> parse_stamping(const std::string& name) {
  for (std::size_t i = 0; i < kStampings.size(); ++i)
    if (name == kStampings.at(i)) return static_cast<hg_stamping>(i);
  return usage(fmt::format("read \"{}\": no such choice", name), "one of off, heartbeats, sampled");
}

const char* stamp_class_name(hg_stamp_class kind) {
  return kind == HG_CLASS_HEARTBEAT ? "heartbeat" : "other";
}

Result<hg_stamping> read_stamping(const Map& control) {
  HG_TRY(const auto state, read_entry<hg_control>(control, 0));
  return static_cast<hg_stamping>(state.stamping);
}

Status write_stamping(const Map& control, hg_stamping stamping) {
  HG_TRY(auto entry, MappedEntry<hg_control>::open(control));
  std::atomic_ref<__u32>(entry->stamp_mask).store(HG_DEFAULT_STAMP_MASK);
  std::atomic_ref<__u32>(entry->stamping).store(stamping);
  return Done{};
}

Result<std::vector<hg_stamp_stats>> read_stamp_stats(const Link& link) {
  std::vector<hg_stamp_stats> stats(link.ports().size());
  for (std::uint32_t side = 0; side < stats.size(); ++side) {
    HG_TRY(stats[side], read_stamps(link.maps.port_stats, side));
  }
  return stats;
}

Result<hg_histogram> read_residence(const Link& link, std::size_t from, std::size_t to,
                                    hg_stamp_class kind) {
  const auto index = HG_RESIDENCE_INDEX(link.ports().size(), from, to, kind);
  HG_TRY(const auto cpus,
         read_cpus<hg_histogram>(link.maps.residence, static_cast<std::uint32_t>(index)));
  return merged(cpus);
}

}  // namespace haguard
