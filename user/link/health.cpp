// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/health.h"

#include <fmt/format.h>

#include "bpf/xdp.h"
#include "link/control.h"
#include "link/ports.h"

namespace haguard {
namespace {

Result<PortVitals> read_port_vitals(const Link& link, std::size_t side) {
  PortVitals vitals;
  vitals.name = link.ports().at(side);
  const Result<unsigned> interface = interface_index(vitals.name);
  vitals.interface = interface.ok() ? *interface : 0;
  const Result<XdpLinkInfo> pinned = read_link_pin(link.place.pins.port(link.name, vitals.name));
  if (!pinned.ok() && pinned.error().kind != ErrorKind::kNotFound) return pinned.error();
  vitals.is_pinned = pinned.ok();
  if (!pinned.ok()) return vitals;
  vitals.attached_to = pinned->ifindex;
  vitals.program_id = pinned->program_id;
  HG_TRY(const Program own, program_of(link, side));
  vitals.own_program_id = own.id;
  return vitals;
}

}  // namespace

Status judge_port(const PortVitals& vitals) {
  const bool is_attached = vitals.is_pinned && vitals.attached_to != 0;
  if (!is_attached && vitals.interface == 0) return Done{};
  if (!is_attached) return failed(fmt::format("{} is there without the program", vitals.name));
  if (vitals.program_id != vitals.own_program_id)
    return failed(fmt::format("{} runs program {}, which is not its own, {}", vitals.name,
                              vitals.program_id, vitals.own_program_id));
  return Done{};
}

Status check_link(const Link& link) {
  HG_TRY(const ModeState mode, read_mode(link.maps.control));
  static_cast<void>(mode);
  for (std::size_t side = 0; side < link.ports().size(); ++side) {
    HG_TRY(const PortVitals vitals, read_port_vitals(link, side));
    HG_CHECK(judge_port(vitals));
  }
  return Done{};
}

}  // namespace haguard
