// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/attach.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <set>

#include "base/clock.h"
#include "base/name.h"
#include "bpf/kernel.h"
#include "link/apply.h"
#include "link/control.h"
#include "link/link.h"
#include "link/store.h"

namespace haguard {
namespace {

template <std::size_t N>
void put_text(char (&field)[N], const std::string& text) {
  std::memcpy(field, text.data(), std::min(text.size(), N - 1));
}

Status check_ports(const AttachOptions& options) {
  const std::set<std::string> distinct(options.ports.begin(), options.ports.end());
  if (options.ports.empty() || options.ports.size() > HG_MAX_SIDES)
    return usage(fmt::format("attach {}: {} ports", options.name, options.ports.size()),
                 fmt::format("a link has 1 to {} ports: --ports eth1,eth2", HG_MAX_SIDES));
  if (distinct.size() != options.ports.size())
    return usage(fmt::format("attach {}: the same port twice", options.name),
                 "a link crosses different interfaces");
  for (const std::string& port : options.ports) {
    HG_CHECK(interface_index(port));
  }
  for (const std::string& port : options.ports) {
    HG_TRY(const XdpSlot slot, query_xdp(port));
    if (slot.program_id != 0)
      return failed(
          fmt::format("attach xdp to {}: the slot is taken by program {}", port, slot.program_id),
          fmt::format("`bpftool prog show id {}` names it; haguard needs the slot",
                      slot.program_id));
  }
  return Done{};
}

Result<hg_link_info> describe(const AttachOptions& options, const Capacity& capacity) {
  hg_link_info info{};
  info.abi = HG_ABI_VERSION;
  info.port_count = static_cast<__u32>(options.ports.size());
  put_text(info.link, options.name);
  put_text(info.system, options.system);
  info.flow_capacity = capacity.flows;
  info.learn_capacity = capacity.learn;
  info.table_slots = capacity.slots;
  info.scope = options.scope;
  if (options.scope_vlan) {
    const auto& ids = options.scope_vlan->ids;
    info.has_scope_vlan = 1;
    info.scope_vlan.outer =
        ids.empty() ? std::uint16_t{0} : static_cast<std::uint16_t>(HG_VLAN_PRESENT | ids[0]);
    info.scope_vlan.inner =
        ids.size() < 2 ? std::uint16_t{0} : static_cast<std::uint16_t>(HG_VLAN_PRESENT | ids[1]);
  }
  info.attached_at = wall_seconds();
  for (std::size_t side = 0; side < options.ports.size(); ++side) {
    HG_TRY(const unsigned index, interface_index(options.ports[side]));
    put_text(info.ports[side].name, options.ports[side]);
    info.ports[side].ifindex = index;
    info.ports[side].flags = options.xdp_mode == XdpMode::kGeneric ? HG_PORT_GENERIC : 0;
  }
  return info;
}

// The policy of the last time, or a table that knows nobody.
Result<std::uint32_t> bring_back_policy(const Link& link, const Store& store) {
  const Result<Policy> policy = store.policy();
  if (policy.ok()) {
    HG_TRY(const SavedState saved, store.state());
    HG_CHECK(install_policy(link, *policy, std::max(saved.generation, 1U)));
    return std::max(saved.generation, 1U);
  }
  if (policy.error().kind != ErrorKind::kNotFound) return policy.error();
  HG_TRY(const Table table, compile_hosts({}, link.compile_options(0)));
  HG_CHECK(put_in_force(link, table));
  return 0U;
}

Status attach_ports(const Place& place, const AttachOptions& options,
                    const std::vector<Program>& programs) {
  std::vector<Fd> links;  // detach again unless every one of them was pinned
  for (std::size_t side = 0; side < options.ports.size(); ++side) {
    HG_TRY(Fd link, attach_xdp(programs[side].fd.get(), options.ports[side], options.xdp_mode));
    HG_CHECK(pin_link(link.get(), place.pins.port(options.name, options.ports[side])));
    links.push_back(std::move(link));
  }
  return Done{};
}

Result<AttachReport> build(const Place& place, const AttachOptions& options) {
  const Capacity capacity = Capacity::for_flows(options.max_flows);
  HG_TRY(GuardSet guard, load_guard(static_cast<unsigned>(options.ports.size()), capacity));
  Link link;
  link.name = options.name;
  link.place = place;
  HG_TRY(link.info, describe(options, capacity));
  HG_CHECK(place.pins.make_folders(options.name));
  HG_CHECK(guard.maps.pin(place.pins, options.name));
  link.maps = std::move(guard.maps);
  HG_CHECK(write_entry(link.maps.link_info, 0, link.info));

  const Store store(place, options.name);
  AttachReport report;
  HG_TRY(report.generation, bring_back_policy(link, store));
  HG_TRY(const SavedState saved, store.state());
  report.mode = report.generation == 0 ? HG_MODE_BYPASS : saved.mode;
  HG_CHECK(write_mode(link.maps.control, {report.mode, 0}));
  HG_CHECK(attach_ports(place, options, guard.programs));
  return report;
}

// What is pinned already: the link itself, another one of this name, or remains of a crash.
Result<bool> already_attached(const Place& place, const AttachOptions& options) {
  const Result<Link> link = open_link(place, options.name);
  if (!link.ok() && link.error().kind == ErrorKind::kNotFound) return false;
  if (!link.ok()) return link.error();
  const std::vector<std::string> ports = link->ports();
  if (!is_live(place, options.name, ports)) return false;
  if (ports == options.ports) return true;
  return failed(
      fmt::format("attach {}: it is attached to {}", options.name, fmt::join(ports, ", ")),
      fmt::format("haguard detach {} first", options.name));
}

}  // namespace

bool is_live(const Place& place, const std::string& link, const std::vector<std::string>& ports) {
  return std::all_of(ports.begin(), ports.end(), [&](const std::string& port) {
    const Result<XdpLinkInfo> info = read_link_pin(place.pins.port(link, port));
    const Result<unsigned> index = interface_index(port);
    return info.ok() && index.ok() && info->ifindex == *index;
  });
}

Result<AttachReport> attach_link(const Place& place, const AttachOptions& options) {
  HG_CHECK(check_link_name(options.name));
  HG_CHECK(check_kernel());
  HG_CHECK(place.pins.ensure_mounted());
  HG_TRY(const bool already, already_attached(place, options));
  if (already) {
    HG_TRY(const Link link, open_link(place, options.name));
    HG_TRY(const hg_head head, read_head(link));
    HG_TRY(const ModeState mode, read_mode(link.maps.control));
    return AttachReport{true, head.generation, mode.mode};
  }
  HG_CHECK(place.pins.remove(options.name));
  HG_CHECK(check_ports(options));
  Result<AttachReport> report = build(place, options);
  if (!report.ok()) {
    // The first failure is the one to tell; what it left is removed as far as that goes.
    const Status removed = place.pins.remove(options.name);
    static_cast<void>(removed);
  }
  return report;
}

Status detach_link(const Place& place, const std::string& name) {
  HG_TRY(const Link link, open_link(place, name));
  const Store store(place, name);
  HG_TRY(SavedState state, store.state());
  state.mode = HG_MODE_BYPASS;
  HG_CHECK(write_mode(link.maps.control, {HG_MODE_BYPASS, 0}));
  HG_CHECK(place.pins.remove(name));
  return store.save_state(state);
}

}  // namespace haguard
