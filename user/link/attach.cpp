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
#include "link/egress.h"
#include "link/forward.h"
#include "link/learning_run.h"
#include "link/link.h"
#include "link/ports.h"
#include "link/stamping.h"
#include "link/store.h"

namespace haguard {
namespace {

template <std::size_t N>
void put_text(char (&field)[N], const std::string& text) {
  std::memcpy(field, text.data(), std::min(text.size(), N - 1));
}

// False: its interface is waited for.
Result<bool> is_port_there(const AttachOptions& options, const std::string& port) {
  const Result<unsigned> interface = interface_index(port);
  const bool absent = !interface.ok() && interface.error().kind == ErrorKind::kNotFound;
  if (absent && options.wait_for_ports) return false;
  if (!interface.ok()) return interface.error();
  return true;
}

// kFailed when another link's, or somebody else's program is on it.
Status check_slot(const Place& place, const AttachOptions& options, const std::string& port) {
  HG_TRY(const bool there, is_port_there(options, port));
  if (!there) return Done{};
  HG_TRY(const XdpSlot slot, query_xdp(port));
  if (slot.program_id == 0) return Done{};
  if (const auto holder = port_of_program(place, slot.program_id))
    return failed(
        fmt::format("attach xdp to {}: it is a port of link {} already", port, holder->link),
        fmt::format("haguard detach {} first, or choose another interface", holder->link));
  return failed(
      fmt::format("attach xdp to {}: the slot is taken by program {}", port, slot.program_id),
      fmt::format("`bpftool prog show id {}` names it; haguard needs the slot", slot.program_id));
}

Status check_ports(const Place& place, const AttachOptions& options) {
  const std::set<std::string> distinct(options.ports.begin(), options.ports.end());
  if (options.ports.empty() || options.ports.size() > HG_MAX_SIDES)
    return usage(fmt::format("attach {}: {} ports", options.name, options.ports.size()),
                 fmt::format("a link has 1 to {} ports: --ports eth1,eth2", HG_MAX_SIDES));
  if (distinct.size() != options.ports.size())
    return usage(fmt::format("attach {}: the same port twice", options.name),
                 "a link crosses different interfaces");
  for (const std::string& port : options.ports)
    HG_CHECK(is_port_there(options, port));
  for (const std::string& port : options.ports)
    HG_CHECK(check_slot(place, options, port));
  return Done{};
}

hg_link_info describe(const AttachOptions& options, const Capacity& capacity) {
  hg_link_info info{};
  info.abi = HG_ABI_VERSION;
  info.port_count = static_cast<__u32>(options.ports.size());
  put_text(info.link, options.name);
  put_text(info.system, options.system);
  info.flow_capacity = capacity.flows;
  info.learn_capacity = capacity.learn;
  info.table_entries = capacity.entries;
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
  info.program = carried_program();
  info.flags = options.leased ? HG_LINK_LEASED : 0;
  info.hold_ns = options.hold_ns;
  info.stamping = options.stamping;
  info.forward = configured_forward(options.forward);
  // Unlike that of any other link of this machine, which is all that is asked of it.
  info.stamp_tag = static_cast<__u32>(monotonic_ns());
  for (std::size_t side = 0; side < options.ports.size(); ++side) {
    put_text(info.ports[side].name, options.ports[side]);
    info.ports[side].flags = options.xdp_mode == XdpMode::kGeneric ? HG_PORT_GENERIC : 0;
  }
  return info;
}

// The policy and the mode of the last time, or a table that knows nobody. A policy that comes in
// the place of a broken one is not enforced before somebody has looked at it.
Status bring_back(const Link& link, AttachReport& report) {
  HG_CHECK(forget_run(link.place, link.name));  // of maps that are gone
  const Store store(link.place, link.name);
  HG_TRY(const SavedState saved, store.state());
  const Result<SavedPolicy> policy = store.policy();
  if (!policy.ok() && policy.error().kind != ErrorKind::kNotFound) return policy.error();
  if (!policy.ok()) {
    HG_TRY(const Table table, compile_hosts({}, link.compile_options(0)));
    return put_in_force(link, table);
  }
  report.generation = std::max(saved.generation, 1U);
  HG_CHECK(install_policy(link, policy->policy, report.generation));
  ModeState mode{saved.mode, 0, false};
  if (saved.mode == HG_MODE_ENFORCE) mode = lasting_enforce(link, monotonic_ns());
  if (saved.mode == HG_MODE_ENFORCE && policy->in_place_of_another)
    mode = {HG_MODE_AUDIT, 0, false};
  report.mode = mode.mode;
  return write_mode(link.maps.control, mode);
}

// Without a partner the kernel has the frames, until the port's interface comes.
Status bring_back_forward(Link& link, const AttachOptions& options) {
  HG_TRY(const SavedState saved, Store(link.place, link.name).state());
  const hg_forward forward = options.forward.value_or(saved.forward);
  const bool redirect = forward == HG_FORWARD_REDIRECT;
  if (redirect && !options.hold_redirect) return set_forward(link, forward);
  HG_CHECK(place_partners(link));
  if (redirect) return hold_forward(link, forward);
  if (saved.forward != forward) remember_forward(link, forward);
  return Done{};
}

// What can be chosen at run time, as it is now.
Status report_choices(const Link& link, AttachReport& report) {
  HG_TRY(report.stamping, read_stamping(link.maps.control));
  HG_TRY(report.forward, read_forward(link));
  HG_TRY(report.held_forward, held_forward(link));
  return Done{};
}

Result<AttachReport> build(const Place& place, const AttachOptions& options) {
  const Capacity capacity = Capacity::for_flows(options.max_flows);
  Link link;
  link.name = options.name;
  link.place = place;
  link.info = describe(options, capacity);
  HG_TRY(GuardSet guard,
         load_guard(static_cast<unsigned>(options.ports.size()), link.info.stamp_tag, capacity));
  HG_CHECK(place.pins.make_folders(options.name));
  HG_CHECK(guard.maps.pin(place.pins, options.name));
  link.maps = std::move(guard.maps);
  HG_CHECK(write_entry(link.maps.link_info, 0, link.info));

  AttachReport report;
  HG_CHECK(bring_back(link, report));
  HG_CHECK(write_stamping(link.maps.control, options.stamping));
  for (std::size_t side = 0; side < options.ports.size(); ++side)
    HG_CHECK(pin_program(guard.programs[side], place.pins.program(options.name, side)));
  for (std::size_t side = 0; side < options.ports.size(); ++side) {
    HG_TRY(const bool ready, is_port_there(options, options.ports[side]));
    if (ready) HG_CHECK(attach_port(link, side));
    if (!ready) report.waiting.push_back(options.ports[side]);
  }
  HG_CHECK(bring_back_forward(link, options));
  place_egress(link);
  HG_CHECK(report_choices(link, report));
  return report;
}

// Everything is there but, maybe, the program on a port: what a crash between two ports leaves, or
// an interface that was deleted and made again.
Result<bool> is_complete(const Link& link) {
  const Result<hg_head> head = read_head(link);
  if (!head.ok() && head.error().kind != ErrorKind::kNotFound) return head.error();
  if (!head.ok()) return false;
  for (std::size_t side = 0; side < link.ports().size(); ++side) {
    const Result<Program> program = program_of(link, side);
    if (!program.ok() && program.error().kind != ErrorKind::kNotFound) return program.error();
    if (!program.ok()) return false;
  }
  return true;
}

Result<std::vector<std::string>> renamed_ports(const Link& link) {
  std::vector<std::string> names;
  for (std::size_t side = 0; side < link.ports().size(); ++side) {
    HG_TRY(const PortState state, read_port_state(link, side));
    if (state.condition == PortCondition::kRenamed) names.push_back(state.name);
  }
  return names;
}

// The link as it is, with every port on its interface.
Result<AttachReport> adopt(Link& link) {
  AttachReport report;
  report.already = true;
  report.older_program = link.info.program != carried_program();
  HG_CHECK(check_names(link));
  HG_TRY(report.returned, attach_returned_ports(link));
  HG_TRY(report.renamed, renamed_ports(link));
  HG_CHECK(place_partners(link));
  place_egress(link);
  HG_TRY(const hg_head head, read_head(link));
  HG_TRY(const ModeState mode, read_mode(link.maps.control));
  HG_CHECK(report_choices(link, report));
  report.generation = head.generation;
  report.mode = mode.mode;
  return report;
}

// A program of a link of this name is on some interface, or may be: what cannot be read is not
// gone.
Result<bool> holds_a_port(const Place& place, const std::string& name) {
  HG_TRY(const auto pins, place.pins.port_pins(name));
  for (const std::string& pin : pins) {
    const Result<XdpLinkInfo> info = read_link_pin(pin);
    const bool husk = info.ok() && info->ifindex == 0;
    const bool gone = !info.ok() && info.error().kind == ErrorKind::kNotFound;
    if (!husk && !gone) return true;
  }
  return false;
}

// What is pinned already: the link itself, another one of this name, or remains of a crash; only
// the last gives nothing, and only they may be removed without a word.
Result<std::optional<Link>> find_attached(const Place& place, const AttachOptions& options) {
  HG_TRY(const bool holds, holds_a_port(place, options.name));
  Result<Link> link = open_link(place, options.name);
  if (!link.ok() && holds)
    return failed(fmt::format("attach {}: a program is on its ports, but {}", options.name,
                              link.error().message),
                  link.error().kind == ErrorKind::kNotFound
                      ? fmt::format("its maps are gone: haguard detach {} first", options.name)
                      : link.error().hint);
  if (!link.ok()) return std::optional<Link>();
  HG_TRY(const bool complete, is_complete(*link));
  if (!complete) return std::optional<Link>();
  if (link->ports() == options.ports) return std::optional<Link>(std::move(*link));
  if (!holds) return std::optional<Link>();
  return failed(
      fmt::format("attach {}: it is attached to {}", options.name, fmt::join(link->ports(), ", ")),
      fmt::format("haguard detach {} first", options.name));
}

}  // namespace

Result<bool> would_redirect(const Place& place, const AttachOptions& options) {
  HG_CHECK(check_link_name(options.name));
  HG_TRY(const std::optional<Link> attached, find_attached(place, options));
  if (attached) return false;
  HG_TRY(const SavedState saved, Store(place, options.name).state());
  return options.forward.value_or(saved.forward) == HG_FORWARD_REDIRECT;
}

Result<AttachReport> attach_link(const Place& place, const AttachOptions& options) {
  HG_CHECK(check_link_name(options.name));
  HG_CHECK(check_kernel());
  HG_CHECK(place.pins.ensure_mounted());
  HG_TRY(std::optional<Link> attached, find_attached(place, options));
  if (attached) return adopt(*attached);
  HG_CHECK(place.pins.remove(options.name));
  HG_CHECK(check_ports(place, options));
  Result<AttachReport> report = build(place, options);
  if (!report.ok()) {
    // The first failure is the one to tell; what it left is removed as far as that goes.
    const Status removed = place.pins.remove(options.name);
    static_cast<void>(removed);
  }
  return report;
}

Status detach_link(const Place& place, const std::string& name) {
  const Result<Link> link = open_link(place, name);
  HG_TRY(const auto ports, place.pins.port_pins(name));
  // Broken pins must not keep an operator from taking the programs off.
  if (!link.ok() && ports.empty()) return link.error();
  if (link.ok()) HG_CHECK(write_mode(link->maps.control, {HG_MODE_BYPASS, 0, false}));
  if (link.ok()) withdraw_egress(*link);
  HG_CHECK(place.pins.remove(name));
  HG_CHECK(forget_run(place, name));
  return Store(place, name).update_state([](SavedState& state) { state.mode = HG_MODE_BYPASS; });
}

}  // namespace haguard
