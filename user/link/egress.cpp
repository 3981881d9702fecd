// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/egress.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "bpf/egress.h"
#include "bpf/tc.h"
#include "bpf/tcx.h"
#include "bpf/xdp.h"
#include "link/ports.h"
#include "link/stamping.h"
#include "net/interfaces.h"
#include "net/tc_filters.h"

namespace haguard {
namespace {

std::string egress_pin(const Link& link, std::size_t side) {
  return link.place.pins.egress(link.name, side);
}

void warn_of(const Link& link, const std::string& what, const Error& error) {
  link.place.warn(
      {error.kind, fmt::format("{}: no residence times: {}", what, error.message), error.hint});
}

// Pinned beside the old one and renamed over it, so that a crash leaves one of the two.
Status pin_over(const Program& program, const std::string& pin) {
  HG_CHECK(remove_file(next_of(pin)));
  HG_CHECK(pin_program(program, next_of(pin)));
  return rename_pin(next_of(pin), pin);
}

Status load_and_pin(const Link& link) {
  HG_TRY(const std::vector<Program> programs,
         load_egress(static_cast<unsigned>(link.ports().size()), link.info.stamp_tag,
                     link.maps.residence));
  for (std::size_t side = 0; side < programs.size(); ++side)
    HG_CHECK(pin_over(programs[side], egress_pin(link, side)));
  return Done{};
}

bool is_pinned(const Link& link) {
  for (std::size_t side = 0; side < link.ports().size(); ++side)
    if (!open_program(egress_pin(link, side)).ok()) return false;
  return true;
}

std::string tcx_pin(const Link& link, std::size_t side) {
  return egress_pin(link, side) + "_link";
}

// What a tcx link of this side says, where it is on this interface.
std::optional<XdpLinkInfo> tcx_on(const Link& link, std::size_t side, unsigned ifindex) {
  const Result<XdpLinkInfo> info = read_link_pin(tcx_pin(link, side));
  if (!info.ok() || info->ifindex != ifindex) return {};
  return *info;
}

// What a crash left beside the pin holds its program on the interface, where no other link can put
// it; and the kernel takes its time to let go of a link whose pin is removed.
Status take_over_tcx(const std::string& pin) {
  if (!read_link_pin(next_of(pin)).ok()) return Done{};
  return rename_pin(next_of(pin), pin);
}

// False: this kernel has no tcx.
Result<bool> place_tcx(const Link& link, std::size_t side, unsigned ifindex,
                       const Program& program) {
  const std::string pin = tcx_pin(link, side);
  if (!tcx_on(link, side, ifindex)) HG_CHECK(take_over_tcx(pin));
  if (const auto present = tcx_on(link, side, ifindex)) {
    if (present->program_id != program.id) HG_CHECK(exchange_tcx(pin, program.fd.get()));
    return true;
  }
  HG_TRY(const std::optional<Fd> attached, attach_tcx_egress(program.fd.get(), ifindex));
  if (!attached) return false;
  HG_CHECK(remove_file(next_of(pin)));
  HG_CHECK(pin_link(attached->get(), next_of(pin)));
  HG_CHECK(rename_pin(next_of(pin), pin));
  return true;
}

// Making a qdisc, and removing one, stops what the interface sends: frames are lost. So it is made
// only where nothing is sent yet.
Result<bool> make_clsact(const Link& link, std::size_t side, unsigned ifindex) {
  HG_TRY(const std::vector<Interface> interfaces, list_interfaces());
  const Interface* interface = find_interface(interfaces, ifindex);
  if (interface != nullptr && interface->up)
    return failed(fmt::format("put the egress program on {}: it has no clsact qdisc, and making "
                              "one would lose frames",
                              link.ports()[side]),
                  fmt::format("at a quiet moment: tc qdisc add dev {} clsact; haguard attach {}",
                              link.ports()[side], link.name));
  return ensure_clsact(ifindex);
}

Status place_filter(Link& link, std::size_t side, unsigned ifindex, const Program& program) {
  HG_TRY(const std::uint32_t present, query_egress(ifindex));
  if (present == program.id) return Done{};
  HG_TRY(const std::string qdisc, hook_qdisc(ifindex));
  if (!qdisc.empty() && qdisc != "clsact")
    return failed(fmt::format("put the egress program on {}: its {} qdisc has no egress",
                              link.ports()[side], qdisc),
                  fmt::format("replace it, at a quiet moment: tc qdisc del dev {0} {1}; tc qdisc "
                              "add dev {0} clsact; haguard attach {2}",
                              link.ports()[side], qdisc, link.name));
  if (qdisc.empty()) {
    HG_TRY(const bool made, make_clsact(link, side, ifindex));
    if (made) link.info.ports[side].flags |= HG_PORT_CLSACT;
  }
  return attach_egress(program.fd.get(), ifindex);
}

Status place_side(Link& link, std::size_t side, unsigned ifindex) {
  HG_TRY(const Program program, open_program(egress_pin(link, side)));
  HG_TRY(const bool placed, place_tcx(link, side, ifindex, program));
  if (placed) return Done{};
  return place_filter(link, side, ifindex, program);
}

void withdraw_tcx(const Link& link, std::size_t side) {
  Status withdrawn = detach_link_pin(tcx_pin(link, side));
  if (withdrawn.ok()) withdrawn = remove_file(tcx_pin(link, side));
  if (!withdrawn.ok()) link.place.warn(withdrawn.error());
}

// A program that looks at each frame and never finds a stamp costs a bridge 3 % of its frames. But
// where it takes a qdisc, which is not made at any time, it stays.
bool is_idle(const Link& link) {
  const Result<hg_stamping> stamping = read_stamping(link.maps.control);
  return stamping.ok() && *stamping == HG_STAMP_OFF && has_tcx();
}

// Of an interface that sends, the qdisc stays: an empty one does nothing.
void remove_own_clsact(const Link& link, std::size_t side, unsigned ifindex) {
  if ((link.info.ports[side].flags & HG_PORT_CLSACT) == 0) return;
  const auto interfaces = list_interfaces();
  const Interface* interface = interfaces.ok() ? find_interface(*interfaces, ifindex) : nullptr;
  if (interface == nullptr || interface->up) return;
  const Result<bool> used = has_tc_filters(ifindex);
  if (!used.ok() || *used) return;
  const Status removed = remove_clsact(ifindex);
  if (!removed.ok()) link.place.warn(removed.error());
}

void withdraw_filter(const Link& link, std::size_t side, unsigned ifindex) {
  const Result<Program> program = open_program(egress_pin(link, side));
  const Result<std::uint32_t> present = query_egress(ifindex);
  if (!present.ok()) return link.place.warn(present.error());
  // The number may be that of another interface, in another network namespace.
  if (program.ok() && *present != 0 && *present != program->id) return;
  const Status detached = detach_egress(ifindex);
  if (!detached.ok()) return link.place.warn(detached.error());
  remove_own_clsact(link, side, ifindex);
}

}  // namespace

bool has_egress(const Link& link, std::size_t side) {
  const unsigned ifindex = interface_of(link, side);
  const Result<Program> program = open_program(egress_pin(link, side));
  if (ifindex == 0 || !program.ok()) return false;
  if (const auto tcx = tcx_on(link, side, ifindex)) return tcx->program_id == program->id;
  const Result<std::uint32_t> present = query_egress(ifindex);
  return present.ok() && *present == program->id;
}

void place_egress(Link& link) {
  if (!is_pinned(link)) {
    const Status loaded = load_and_pin(link);
    if (!loaded.ok()) return warn_of(link, link.name, loaded.error());
  }
  const bool idle = is_idle(link);
  bool changed = false;
  for (std::size_t side = 0; side < link.ports().size(); ++side) {
    const unsigned ifindex = interface_of(link, side);
    if (ifindex == 0) continue;
    if (idle) {
      if (tcx_on(link, side, ifindex)) withdraw_tcx(link, side);
      continue;
    }
    const __u32 before = link.info.ports[side].flags;
    const Status placed = place_side(link, side, ifindex);
    if (!placed.ok()) warn_of(link, link.ports()[side], placed.error());
    changed = changed || link.info.ports[side].flags != before;
  }
  if (!changed) return;
  const Status written = write_entry(link.maps.link_info, 0, link.info);
  if (!written.ok()) link.place.warn(written.error());
}

Status change_stamping(Link& link, hg_stamping stamping) {
  HG_CHECK(write_stamping(link.maps.control, stamping));
  place_egress(link);
  return Done{};
}

void renew_egress(Link& link) {
  const Status loaded = load_and_pin(link);
  if (!loaded.ok()) return warn_of(link, link.name, loaded.error());
  place_egress(link);
}

void withdraw_egress(const Link& link) {
  for (std::size_t side = 0; side < link.ports().size(); ++side) {
    const unsigned ifindex = interface_of(link, side);
    if (ifindex == 0) continue;
    if (tcx_on(link, side, ifindex))
      withdraw_tcx(link, side);
    else
      withdraw_filter(link, side, ifindex);
  }
}

}  // namespace haguard
