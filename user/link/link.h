// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A pinned link, opened: what every command but attach starts from. The kernel's maps are the
// truth; opening reads them and changes nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "bpf/link_maps.h"
#include "haguard/port.h"
#include "link/place.h"
#include "policy/compile.h"

namespace haguard {

struct Link {
  std::string name;
  Place place;
  LinkMaps maps;
  hg_link_info info{};

  // The interface names; the index is the side.
  std::vector<std::string> ports() const;
  std::string system() const;
  // Only frames with these tags are judged, outer first (none: untagged ones); nothing: with any.
  std::optional<VlanTags> scope_vlan() const;
  // What the policy compiler needs to know of this link.
  CompileOptions compile_options(std::uint32_t generation) const;
};

// kNotFound when no such link is attached; kFailed when its pins are broken.
Result<Link> open_link(const Place& place, const std::string& name);

// `name`, or the only link where it is empty. kNotFound when there is none, kUsage when several.
Result<std::string> choose_link(const Place& place, const std::string& name);

// The link that was opened is still the one of that name. kFailed where it was detached since, or
// detached and attached anew: "ATTEMPT: it was detached meanwhile". `command` is what opens it
// anew.
Status check_still_attached(const Link& link, const std::string& attempt,
                            const std::string& command);

// Puts a table in force and keeps it reachable for readers without further privileges: pinned as
// `table_next` before the swap, renamed to `table` after it.
Status put_in_force(const Link& link, const std::vector<hg_entry>& table);

// Keeps the table in force reachable through swaps to others (pinned as `table_aside`), and puts it
// in force again: no file is needed for that.
Status set_table_aside(const Link& link);
bool has_table_aside(const Link& link);
// kNotFound when none was set aside.
Status put_back_table(const Link& link);
// What was set aside goes. Absent is fine.
Status drop_table_aside(const Link& link);

// The head of the table in force, whichever of the two pins it is.
Result<hg_head> read_head(const Link& link);

// Bytes of kernel memory that a map of the link takes, by the kernel's own account.
struct MapMemory {
  std::string map;
  std::uint64_t bytes = 0;
};
// Of each map; the table in force is "table".
Result<std::vector<MapMemory>> memory_by_map(const Link& link);
// Of all of them.
Result<std::uint64_t> memory_of(const Link& link);

}  // namespace haguard
