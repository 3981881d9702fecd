// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/ports.h"

#include <fmt/format.h>

#include <array>

#include "base/file.h"
#include "link/egress.h"
#include "link/forward.h"
#include "net/interfaces.h"

namespace haguard {
namespace {

std::string link_pin(const Link& link, std::size_t side) {
  return link.place.pins.port(link.name, link.ports().at(side));
}

std::string program_pin(const Link& link, std::size_t side) {
  return link.place.pins.program(link.name, side);
}

XdpMode xdp_mode_of(const Link& link, std::size_t side) {
  const bool generic = (link.info.ports[side].flags & HG_PORT_GENERIC) != 0;
  return generic ? XdpMode::kGeneric : XdpMode::kNative;
}

// After a crash between exchange and rename, the program on the port is the next one.
bool is_next_attached(const Link& link, std::size_t side) {
  const Result<XdpLinkInfo> attached = read_link_pin(link_pin(link, side));
  const Result<Program> next = open_program(next_of(program_pin(link, side)));
  return attached.ok() && next.ok() && attached->program_id == next->id;
}

Status settle_program(const Link& link, std::size_t side) {
  if (!is_next_attached(link, side)) return Done{};
  return rename_pin(next_of(program_pin(link, side)), program_pin(link, side));
}

// After a crash between attach and rename, the program is on the port by an XDP link that waits for
// its name: it gets it. True then. Another one that waits is of no use, and gives the slot back.
Result<bool> settle_port(const Link& link, std::size_t side, const Program& program) {
  const std::string pin = link_pin(link, side);
  const Result<XdpLinkInfo> left = read_link_pin(next_of(pin));
  if (!left.ok() && left.error().kind == ErrorKind::kNotFound) return false;
  if (!left.ok()) return left.error();
  HG_TRY(const unsigned interface, interface_index(link.ports().at(side)));
  if (left->ifindex == interface && left->program_id == program.id) {
    HG_CHECK(rename_pin(next_of(pin), pin));
    return true;
  }
  if (left->ifindex != 0) HG_CHECK(detach_link_pin(next_of(pin)));
  HG_CHECK(remove_file(next_of(pin)));
  return false;
}

// One exchange that may have to be taken back.
struct Exchange {
  std::size_t side = 0;
  Program before;
};

void take_back(const Link& link, const std::vector<Exchange>& done,
               const std::vector<Program>& fresh) {
  for (const Exchange& one : done) {
    // The failure that led here is the one to tell; a port that keeps the new program works too.
    const Status restored =
        replace_program(link_pin(link, one.side), one.before.fd.get(), fresh[one.side].fd.get());
    static_cast<void>(restored);
  }
}

Status exchange(const Link& link, std::size_t side, const Program& fresh,
                std::vector<Exchange>& done) {
  HG_CHECK(settle_program(link, side));
  HG_TRY(Program before, program_of(link, side));
  const std::string next = next_of(program_pin(link, side));
  HG_CHECK(remove_file(next));
  HG_CHECK(pin_program(fresh, next));
  HG_TRY(const XdpLinkInfo attached, read_link_pin(link_pin(link, side)));
  if (attached.ifindex == 0) return Done{};
  HG_CHECK(replace_program(link_pin(link, side), fresh.fd.get(), before.fd.get()));
  done.push_back({side, std::move(before)});
  return Done{};
}

std::optional<PortSignal> read_signal(const XdpLinkInfo& pinned) {
  // Interfaces of other network namespaces have numbers of their own.
  if (interface_with(pinned).empty()) return {};
  const Result<Interface> interface = query_interface(pinned.ifindex);
  if (!interface.ok()) return {};  // it went away meanwhile
  if (!interface->up) return PortSignal::kDown;
  return interface->carrier ? PortSignal::kCarrier : PortSignal::kNoCarrier;
}

bool has_current_programs(const Link& link) {
  return link.info.program == carried_program();
}

}  // namespace

const char* condition_name(PortCondition condition) {
  constexpr std::array<const char*, 5> kNames = {"live", "renamed", "returned", "absent",
                                                 "elsewhere"};
  return kNames.at(static_cast<std::size_t>(condition));
}

const char* signal_name(PortSignal signal) {
  constexpr std::array<const char*, 3> kNames = {"carrier", "no carrier", "down"};
  return kNames.at(static_cast<std::size_t>(signal));
}

std::optional<LinkPort> port_of_program(const Place& place, std::uint32_t program_id) {
  const auto names = place.pins.links();
  if (!names.ok()) return {};
  for (const std::string& name : *names) {
    const Result<Link> link = open_link(place, name);
    if (!link.ok()) continue;
    for (const std::string& port : link->ports()) {
      const Result<XdpLinkInfo> pinned = read_link_pin(place.pins.port(name, port));
      if (pinned.ok() && pinned->ifindex != 0 && pinned->program_id == program_id)
        return LinkPort{name, port};
    }
  }
  return {};
}

unsigned interface_of(const Link& link, std::size_t side) {
  const Result<XdpLinkInfo> pinned = read_link_pin(link_pin(link, side));
  return pinned.ok() && !interface_with(*pinned).empty() ? pinned->ifindex : 0;
}

Result<PortState> read_port_state(const Link& link, std::size_t side) {
  PortState state;
  state.name = link.ports().at(side);
  const Result<XdpLinkInfo> pinned = read_link_pin(link_pin(link, side));
  if (!pinned.ok() && pinned.error().kind != ErrorKind::kNotFound) return pinned.error();
  state.ifindex = pinned.ok() ? pinned->ifindex : 0;
  const Result<unsigned> named = interface_index(state.name);
  if (state.ifindex == 0)
    state.condition = named.ok() ? PortCondition::kReturned : PortCondition::kAbsent;
  else if (!named.ok())
    state.condition = PortCondition::kRenamed;
  else if (*named != state.ifindex)
    state.condition = PortCondition::kElsewhere;
  else
    state.condition = PortCondition::kLive;
  if (is_attached(state.condition)) state.signal = read_signal(*pinned);
  return state;
}

Result<Program> program_of(const Link& link, std::size_t side) {
  const std::string pin = program_pin(link, side);
  return open_program(is_next_attached(link, side) ? next_of(pin) : pin);
}

Status attach_port(const Link& link, std::size_t side) {
  HG_CHECK(settle_program(link, side));
  HG_TRY(const Program program, program_of(link, side));
  const std::string name = link.ports().at(side);
  const std::string pin = link_pin(link, side);
  HG_TRY(const bool settled, settle_port(link, side, program));
  if (settled) return Done{};
  HG_TRY(const Fd attached, attach_xdp(program.fd.get(), name, xdp_mode_of(link, side)));
  // Pinned beside the old one and renamed over it, so that a crash leaves one of the two.
  HG_CHECK(pin_link(attached.get(), next_of(pin)));
  return rename_pin(next_of(pin), pin);
}

Status check_names(const Link& link) {
  for (std::size_t side = 0; side < link.ports().size(); ++side) {
    const std::string name = link.ports()[side];
    const Result<XdpLinkInfo> pinned = read_link_pin(link_pin(link, side));
    if (!pinned.ok() && pinned.error().kind != ErrorKind::kNotFound) return pinned.error();
    if (!pinned.ok() || pinned->ifindex == 0) continue;
    const std::string holder = interface_with(*pinned);
    if (holder.empty())
      return failed(
          fmt::format("attach {}: the program of {} is on interface {} of another network "
                      "namespace, and judges there",
                      link.name, name, pinned->ifindex),
          fmt::format("run haguard in that namespace, or bring the interface back; haguard detach "
                      "{} takes it off",
                      link.name));
    if (holder != name && interface_index(name).ok())
      return failed(
          fmt::format("attach {}: the program of {} is on {}, and judges there; {} is another "
                      "interface",
                      link.name, name, holder, name),
          fmt::format("give the name back: ip link set dev {0} name OTHER, ip link set dev {1} "
                      "name {0}; or haguard detach {2}, and attach it anew",
                      name, holder, link.name));
  }
  return Done{};
}

Result<std::vector<std::string>> attach_returned_ports(const Link& link) {
  std::vector<std::string> names;
  Status first = Done{};
  for (std::size_t side = 0; side < link.ports().size(); ++side) {
    HG_TRY(const PortState state, read_port_state(link, side));
    if (state.condition != PortCondition::kReturned) continue;
    const Status attached = attach_port(link, side);
    if (attached.ok()) names.push_back(state.name);
    if (!attached.ok() && first.ok()) first = attached;
  }
  if (!names.empty()) {
    const Status placed = place_partners(link);
    if (!placed.ok() && first.ok()) first = placed;
  }
  if (!first.ok()) return first.error();
  return names;
}

Result<UpgradeReport> upgrade_link(Link& link, bool even_if_same) {
  UpgradeReport report;
  if (has_current_programs(link) && !even_if_same) {
    report.current = true;
    return report;
  }
  const std::vector<std::string> ports = link.ports();
  HG_TRY(const std::vector<Program> fresh,
         load_programs(static_cast<unsigned>(ports.size()), link.info.stamp_tag, link.maps));
  std::vector<Exchange> done;
  for (std::size_t side = 0; side < ports.size(); ++side) {
    const Status exchanged = exchange(link, side, fresh[side], done);
    if (exchanged.ok()) continue;
    take_back(link, done, fresh);
    return exchanged.error();
  }
  for (std::size_t side = 0; side < ports.size(); ++side)
    HG_CHECK(rename_pin(next_of(program_pin(link, side)), program_pin(link, side)));
  renew_egress(link);
  renew_transmit(link);
  link.info.program = carried_program();
  HG_CHECK(write_entry(link.maps.link_info, 0, link.info));
  for (const Exchange& one : done)
    report.replaced.push_back(ports[one.side]);
  for (std::size_t side = 0; side < ports.size(); ++side) {
    HG_TRY(const PortState state, read_port_state(link, side));
    if (state.ifindex == 0) report.absent.push_back(ports[side]);
  }
  return report;
}

}  // namespace haguard
