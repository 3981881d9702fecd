// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/link.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/file.h"

namespace haguard {
namespace {

constexpr const char* kTable = "table";
constexpr const char* kTableNext = "table_next";
constexpr const char* kTableAside = "table_aside";

// Text out of a fixed field; a hostile or torn map may lack the terminating zero.
std::string text_of(const char* field, std::size_t size) {
  return {field, ::strnlen(field, size)};
}

// After a crash between swap and rename the newer pin is the one in force.
Result<Map> open_table(const Link& link) {
  HG_TRY(const std::uint32_t id, table_id(link.maps.policy));
  for (const char* name : {kTable, kTableNext}) {
    Result<Map> map = Map::open_pin(link.place.pins.map(link.name, name));
    if (!map.ok() && map.error().kind == ErrorKind::kNotFound) continue;
    if (!map.ok()) return map.error();
    HG_TRY(const MapInfo info, map->info());
    if (info.id == id) return map;
  }
  return not_found(fmt::format("read the policy table of {}: its pin is missing", link.name),
                   "put the policy in force again: haguard policy apply");
}

// What is pinned as the next table is the one in force, after a crash between swap and rename, and
// gets its place; or it never came into force, and goes.
Status settle_next_table(const Link& link, const std::string& next, const std::string& current) {
  const Result<Map> pinned = Map::open_pin(next);
  if (!pinned.ok() && pinned.error().kind == ErrorKind::kNotFound) return Done{};
  if (!pinned.ok()) return pinned.error();
  HG_TRY(const MapInfo info, pinned->info());
  const Result<std::uint32_t> in_force = table_id(link.maps.policy);
  if (!in_force.ok() && in_force.error().kind != ErrorKind::kNotFound) return in_force.error();
  if (in_force.ok() && *in_force == info.id) return rename_pin(next, current);
  return remove_file(next);
}

Status put_map_in_force(const Link& link, const Map& table) {
  const std::string next = link.place.pins.map(link.name, kTableNext);
  const std::string current = link.place.pins.map(link.name, kTable);
  HG_CHECK(settle_next_table(link, next, current));
  HG_CHECK(table.pin(next));
  HG_CHECK(swap_table(link.maps.policy, table));
  // It is in force, and is found under either name.
  const Status renamed = rename_pin(next, current);
  static_cast<void>(renamed);
  return Done{};
}

}  // namespace

std::vector<std::string> Link::ports() const {
  std::vector<std::string> names;
  const std::size_t count = std::min<std::size_t>(info.port_count, HG_MAX_SIDES);
  for (std::size_t side = 0; side < count; ++side)
    names.push_back(text_of(info.ports[side].name, sizeof info.ports[side].name));
  return names;
}

std::optional<VlanTags> Link::scope_vlan() const {
  if (info.has_scope_vlan == 0) return {};
  VlanTags tags;
  for (const unsigned tag : {info.scope_vlan.outer, info.scope_vlan.inner})
    if ((tag & HG_VLAN_PRESENT) != 0)
      tags.ids.push_back(static_cast<std::uint16_t>(tag & HG_VLAN_ID));
  return tags;
}

std::string Link::system() const {
  return text_of(info.system, sizeof info.system);
}

CompileOptions Link::compile_options(std::uint32_t generation) const {
  CompileOptions options;
  options.ports = ports();
  options.entries = info.table_entries;
  options.flow_capacity = info.flow_capacity;
  options.generation = generation;
  options.scope = info.scope == HG_SCOPE_PEERS ? HG_SCOPE_PEERS : HG_SCOPE_LINK;
  options.scope_vlan = scope_vlan();
  return options;
}

Result<Link> open_link(const Place& place, const std::string& name) {
  Link link;
  link.name = name;
  link.place = place;
  Result<LinkMaps> maps = LinkMaps::open(place.pins, name);
  if (!maps.ok() && maps.error().kind == ErrorKind::kNotFound) {
    HG_TRY(const auto versions, place.pins.other_versions(name));
    if (!versions.empty())
      return failed(
          fmt::format("open link {}: it was attached by a haguard of abi {}, this is {}", name,
                      fmt::join(versions, ", "), HG_ABI_VERSION),
          fmt::format("it goes on as it is; to change over: haguard detach {0} and haguard "
                      "attach {0}, which bring its policy and mode back",
                      name));
    return not_found(fmt::format("open link {}: not attached", name),
                     fmt::format("haguard attach {} --ports IFACE,IFACE", name));
  }
  if (!maps.ok()) return maps.error();
  link.maps = std::move(*maps);
  HG_TRY(link.info, read_entry<hg_link_info>(link.maps.link_info, 0));
  if (link.info.abi != HG_ABI_VERSION)
    return failed(fmt::format("open link {}: its maps are of version {}, this is version {}", name,
                              link.info.abi, HG_ABI_VERSION),
                  "detach it with the haguard that attached it");
  return link;
}

Result<std::string> choose_link(const Place& place, const std::string& name) {
  if (!name.empty()) return name;
  HG_TRY(const std::vector<std::string> links, place.pins.links());
  if (links.size() == 1) return links.front();
  if (links.empty())
    return not_found("choose a link: none is attached", "haguard attach NAME --ports IFACE,IFACE");
  return usage(fmt::format("choose a link: there are {}", links.size()),
               fmt::format("name one of: {}", fmt::join(links, ", ")));
}

Status check_still_attached(const Link& link, const std::string& attempt,
                            const std::string& command) {
  HG_TRY(const MapInfo opened, link.maps.control.info());
  const Result<Map> pinned =
      Map::open_pin(link.place.pins.map(link.name, link.maps.control.name()));
  if (!pinned.ok() && pinned.error().kind == ErrorKind::kNotFound)
    return failed(attempt + ": it was detached meanwhile",
                  fmt::format("haguard attach {} --ports IFACE,IFACE", link.name));
  if (!pinned.ok()) return pinned.error();
  HG_TRY(const MapInfo info, pinned->info());
  if (info.id == opened.id) return Done{};
  return failed(attempt + ": it was detached and attached anew meanwhile", command);
}

Status put_in_force(const Link& link, const std::vector<hg_entry>& table) {
  HG_TRY(const Map fresh, create_table(table));
  return put_map_in_force(link, fresh);
}

Status set_table_aside(const Link& link) {
  HG_TRY(const Map table, open_table(link));
  HG_CHECK(drop_table_aside(link));
  return table.pin(link.place.pins.map(link.name, kTableAside));
}

bool has_table_aside(const Link& link) {
  return Map::open_pin(link.place.pins.map(link.name, kTableAside)).ok();
}

Status put_back_table(const Link& link) {
  HG_TRY(const Map table, Map::open_pin(link.place.pins.map(link.name, kTableAside)));
  HG_CHECK(put_map_in_force(link, table));
  return drop_table_aside(link);
}

Status drop_table_aside(const Link& link) {
  return remove_file(link.place.pins.map(link.name, kTableAside));
}

Result<hg_head> read_head(const Link& link) {
  HG_TRY(const Map table, open_table(link));
  HG_TRY(const auto entry, read_entry<hg_entry>(table, 0));
  return entry.head;
}

Result<std::vector<MapMemory>> memory_by_map(const Link& link) {
  std::vector<MapMemory> memory;
  for (const Map* map : link.maps.all()) {
    HG_TRY(const MapInfo info, map->info());
    memory.push_back({map->name(), info.memory_bytes});
  }
  HG_TRY(const Map table, open_table(link));
  HG_TRY(const MapInfo info, table.info());
  memory.push_back({kTable, info.memory_bytes});
  return memory;
}

Result<std::uint64_t> memory_of(const Link& link) {
  HG_TRY(const std::vector<MapMemory> maps, memory_by_map(link));
  std::uint64_t bytes = 0;
  for (const MapMemory& map : maps)
    bytes += map.bytes;
  return bytes;
}

}  // namespace haguard
