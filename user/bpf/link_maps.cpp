// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpf/link_maps.h"

#include <bpf/bpf.h>
#include <fmt/format.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstring>

namespace haguard {
namespace {

// A new map is all zeros.
Status fill(const Map& map, const std::vector<hg_entry>& table) {
  const std::size_t used = HG_USED_ENTRIES(&table.at(0).head);
  if (used > table.size())
    return failed(fmt::format("fill the policy table: its head speaks of {} entries, and it has {}",
                              used, table.size()));
  const std::size_t size = sizeof(hg_entry) * used;
  HG_TRY(void* memory, map_values(map, size));
  std::memcpy(memory, table.data(), size);
  ::munmap(memory, size);
  return Done{};
}

}  // namespace

std::array<Map*, kMapCount> LinkMaps::all() {
  return {&control,        &policy,        &flow_stats, &port_stats,  &link_stats, &learned,
          &samples,        &sample_budget, &residence,  &forwarding,  &partners,   &redirect_stats,
          &redirect_ports, &heartbeats,    &waiting,    &round_trips, &link_info};
}

std::array<const Map*, kMapCount> LinkMaps::all() const {
  return {&control,        &policy,        &flow_stats, &port_stats,  &link_stats, &learned,
          &samples,        &sample_budget, &residence,  &forwarding,  &partners,   &redirect_stats,
          &redirect_ports, &heartbeats,    &waiting,    &round_trips, &link_info};
}

Result<LinkMaps> LinkMaps::open(const Pins& pins, const std::string& link) {
  LinkMaps maps;
  const auto own = maps.all();
  for (std::size_t i = 0; i < own.size(); ++i) {
    HG_TRY(*own[i], Map::open_pin(pins.map(link, kMapNames[i])));
  }
  return maps;
}

Status LinkMaps::pin(const Pins& pins, const std::string& link) const {
  for (const Map* map : all())
    HG_CHECK(map->pin(pins.map(link, map->name())));
  return Done{};
}

Result<Fd> create_table_map(std::uint32_t entries) {
  LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = BPF_F_MMAPABLE);
  const int fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "policy_table", sizeof(std::uint32_t),
                                sizeof(hg_entry), entries, &options);
  const int error = fd < 0 ? errno : 0;
  if (error != 0)
    return system_error(fmt::format("create a policy table of {} entries", entries), error,
                        error == EPERM ? "run as root, or with CAP_BPF and CAP_NET_ADMIN"
                                       : "fewer flows need less memory: --max-flows");
  return Fd(fd);
}

Result<Map> create_table(const std::vector<hg_entry>& table) {
  HG_TRY(Fd fd, create_table_map(static_cast<std::uint32_t>(table.size())));
  Map map(std::move(fd), "table");
  HG_CHECK(fill(map, table));
  const int error = bpf_map_freeze(map.fd()) == 0 ? 0 : errno;
  if (error != 0) return system_error("freeze the policy table", error);
  return map;
}

Status swap_table(const Map& policy, const Map& table) {
  const std::uint32_t zero = 0;
  const int inner = table.fd();
  const int error = bpf_map_update_elem(policy.fd(), &zero, &inner, BPF_ANY) == 0 ? 0 : errno;
  if (error != 0)
    return system_error("put the policy table in force", error,
                        "its size must be the one chosen when the link was attached");
  return Done{};
}

Status install_table(const Map& policy, const std::vector<hg_entry>& table) {
  HG_TRY(const Map fresh, create_table(table));
  return swap_table(policy, fresh);
}

Result<std::uint32_t> table_id(const Map& policy) {
  return read_entry<std::uint32_t>(policy, 0);
}

}  // namespace haguard
