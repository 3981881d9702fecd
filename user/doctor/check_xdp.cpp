// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// port.pin, port.xdp_slot, port.xdp_mode: whether the program is on this very interface.
#include <fmt/format.h>

#include "doctor/checks.h"
#include "doctor/path.h"

namespace haguard {
namespace {

constexpr const char* kPin = "port.pin";
constexpr const char* kSlot = "port.xdp_slot";
constexpr const char* kMode = "port.xdp_mode";
constexpr const char* kUnguarded =
    "frames of this side are neither counted nor judged; what it protects against passes";

bool is_ours(const PortFacts& port) {
  return port.pin && port.pin->ok() && port.slot.ok() &&
         (*port.pin)->program_id == port.slot->program_id;
}

std::string program_name(const PortFacts& port) {
  if (port.holder.empty()) return fmt::format("program {}", port.slot->program_id);
  return fmt::format("program {} \"{}\"", port.slot->program_id, port.holder);
}

// The program in the slot is that of another port of the link, on the interface that was it once.
bool is_of_this_link(const LinkFacts& link, const PortFacts& port) {
  return port.holder_port && port.holder_port->link == link.name;
}

// Commands that give `holder` the name of the port, which another interface may have: even that of
// another port, whose name `holder` has.
std::vector<std::string> names_back(const LinkFacts& link, const PortFacts& port,
                                    const std::string& holder) {
  if (!port.interface) return {fmt::format("ip link set dev {} name {}", holder, port.name)};
  const std::string back = is_of_this_link(link, port) ? port.holder_port->port : "OTHER";
  std::vector<std::string> remedy = {
      fmt::format("ip link set dev {} name {}", port.name, back == holder ? "hgswap" : back),
      fmt::format("ip link set dev {} name {}", holder, port.name)};
  if (back == holder) remedy.push_back(fmt::format("ip link set dev hgswap name {}", holder));
  return remedy;
}

// Where the program of this port is, if it judges on an interface that is not this one.
bool judges_elsewhere(const PortFacts& port) {
  return port.pin && port.pin->ok() && (*port.pin)->ifindex != 0 &&
         (!port.interface || port.interface->index != (*port.pin)->ifindex);
}

}  // namespace

Finding judge_pin(const MachineFacts& machine, const LinkFacts& link, const PortFacts& port) {
  if (!port.pin) return Finding::ok(kPin, "not attached");
  if (!port.pin->ok()) {
    if (port.pin->error().kind != ErrorKind::kNotFound)
      return Finding::unchecked(kPin, port.pin->error());
    return Finding::error(kPin, "the pin that keeps the program here is gone", kUnguarded,
                          {attach_command(link)});
  }
  const unsigned held = (*port.pin)->ifindex;
  if (held == 0)
    return Finding::error(kPin, "the interface was deleted: its pin holds an empty XDP link",
                          kUnguarded, {attach_command(link)});
  if (port.interface && port.interface->index == held)
    return Finding::ok(kPin, fmt::format("the program is pinned to interface {}", held));
  const Interface* other =
      machine.interfaces.ok() ? find_interface(*machine.interfaces, held) : nullptr;
  if (other != nullptr)
    return Finding::error(
        kPin, fmt::format("the program is on {}, which was {} once", other->name, port.name),
        port.interface ? fmt::format(
                             "it judges there; frames of the {} of today are not judged by it",
                             port.name)
                       : "it judges there, but configuration and policy know the port by its name",
        names_back(link, port, other->name));
  return Finding::error(
      kPin, fmt::format("the program is on interface {}, which is not here", held),
      "the interface was moved to another network namespace, or this command runs "
      "in another one",
      {"ip netns exec NAMESPACE haguard doctor"});
}

Finding judge_slot(const MachineFacts& /*machine*/, const LinkFacts& link, const PortFacts& port) {
  if (!port.slot.ok()) return Finding::unchecked(kSlot, port.slot.error());
  if (port.slot->program_id == 0) {
    if (!link.attached) return Finding::ok(kSlot, "the XDP slot is free");
    return Finding::error(
        kSlot, "the link is attached, but no program is on this interface", kUnguarded,
        {judges_elsewhere(port)
             ? fmt::format("haguard doctor {}: port.pin says where it is", link.name)
             : attach_command(link)});
  }
  if (is_ours(port)) return Finding::ok(kSlot, fmt::format("{} is haguard's", program_name(port)));
  if (port.pin && !port.pin->ok() && port.pin->error().kind != ErrorKind::kNotFound)
    return Finding::unchecked(kSlot, port.pin->error());
  if (is_of_this_link(link, port))
    return Finding::error(
        kSlot,
        fmt::format("{} is haguard's, for port {} of this link", program_name(port),
                    port.holder_port->port),
        "frames are judged here, as those of the other port: the interfaces have each other's "
        "names",
        {fmt::format("haguard doctor {}: port.pin says which name each had", link.name)});
  if (port.holder_port)
    return Finding::error(kSlot,
                          fmt::format("{} is haguard's, for port {} of link {}", program_name(port),
                                      port.holder_port->port, port.holder_port->link),
                          "an interface has one slot: two links cannot share it",
                          {fmt::format("haguard detach {}", port.holder_port->link)});
  std::vector<std::string> remedy = {fmt::format("bpftool prog show id {}", port.slot->program_id)};
  remedy.push_back(port.holder == "xdp_dispatcher"
                       ? fmt::format("xdp-loader unload {} --all", port.name)
                       : fmt::format("ip link set dev {} xdp off", port.name));
  return Finding::error(
      kSlot, fmt::format("{} of somebody else holds the XDP slot", program_name(port)),
      link.attached ? kUnguarded
                    : "an interface has one slot: haguard cannot be attached beside it",
      std::move(remedy));
}

Finding judge_xdp_mode(const MachineFacts& /*machine*/, const LinkFacts& link,
                       const PortFacts& port) {
  if (!port.slot.ok()) return Finding::unchecked(kMode, port.slot.error());
  if (port.slot->program_id == 0) return Finding::ok(kMode, "no program attached");
  if (port.slot->mode == XdpMode::kNative) return Finding::ok(kMode, "native XDP");
  return Finding::warning(
      kMode, "generic XDP: the program runs late, on finished packets",
      "several times slower than native, and a flood that native mode would shed "
      "costs the whole receive path; right only where the driver has no native mode",
      {fmt::format("haguard detach {}", link.name), attach_command(link)});
}

}  // namespace haguard
