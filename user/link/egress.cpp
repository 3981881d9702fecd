// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/egress.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/file.h"
#include "bpf/egress.h"
#include "bpf/tc.h"
#include "bpf/xdp.h"
#include "net/tc_filters.h"

namespace haguard {
namespace {

std::string egress_pin(const Link& link, std::size_t side) {
  return link.place.pins.egress(link.name, side);
}

// The interface that a side's XDP program is on; 0: none.
unsigned interface_of(const Link& link, std::size_t side) {
  const Result<XdpLinkInfo> pinned =
      read_link_pin(link.place.pins.port(link.name, link.ports().at(side)));
  return pinned.ok() ? pinned->ifindex : 0;
}

void warn_of(const Link& link, const std::string& what, const Error& error) {
  link.place.warn(
      {error.kind, fmt::format("{}: no residence times: {}", what, error.message), error.hint});
}

// Pinned beside the old one and renamed over it, so that a crash leaves one of the two.
Status pin_over(const Program& program, const std::string& pin) {
  const std::string next = pin + "%next";
  HG_CHECK(remove_file(next));
  HG_CHECK(pin_program(program, next));
  return rename_pin(next, pin);
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

Status place_side(Link& link, std::size_t side, unsigned ifindex) {
  HG_TRY(const Program program, open_program(egress_pin(link, side)));
  HG_TRY(const std::uint32_t present, query_egress(ifindex));
  if (present == program.id) return Done{};
  HG_TRY(const std::string qdisc, hook_qdisc(ifindex));
  if (!qdisc.empty() && qdisc != "clsact")
    return failed(fmt::format("put the egress program on {}: its {} qdisc has no egress",
                              link.ports()[side], qdisc),
                  fmt::format("replace it: tc qdisc del dev {0} {1}; haguard attach {2}",
                              link.ports()[side], qdisc, link.name));
  HG_TRY(const bool made, ensure_clsact(ifindex));
  if (made) link.info.ports[side].flags |= HG_PORT_CLSACT;
  return attach_egress(program.fd.get(), ifindex);
}

}  // namespace

bool has_egress(const Link& link, std::size_t side) {
  const unsigned ifindex = interface_of(link, side);
  const Result<Program> program = open_program(egress_pin(link, side));
  if (ifindex == 0 || !program.ok()) return false;
  const Result<std::uint32_t> present = query_egress(ifindex);
  return present.ok() && *present == program->id;
}

void place_egress(Link& link) {
  if (!is_pinned(link)) {
    const Status loaded = load_and_pin(link);
    if (!loaded.ok()) return warn_of(link, link.name, loaded.error());
  }
  bool changed = false;
  for (std::size_t side = 0; side < link.ports().size(); ++side) {
    const unsigned ifindex = interface_of(link, side);
    if (ifindex == 0) continue;
    const __u32 before = link.info.ports[side].flags;
    const Status placed = place_side(link, side, ifindex);
    if (!placed.ok()) warn_of(link, link.ports()[side], placed.error());
    changed = changed || link.info.ports[side].flags != before;
  }
  if (!changed) return;
  const Status written = write_entry(link.maps.link_info, 0, link.info);
  if (!written.ok()) link.place.warn(written.error());
}

void renew_egress(Link& link) {
  const Status loaded = load_and_pin(link);
  if (!loaded.ok()) return warn_of(link, link.name, loaded.error());
  place_egress(link);
}

void withdraw_egress(const Link& link, std::size_t side, unsigned ifindex) {
  const Result<Program> program = open_program(egress_pin(link, side));
  const Result<std::uint32_t> present = query_egress(ifindex);
  if (!present.ok()) return link.place.warn(present.error());
  // The number may be that of another interface, in another network namespace.
  if (program.ok() && *present != 0 && *present != program->id) return;
  const Status detached = detach_egress(ifindex);
  if (!detached.ok()) return link.place.warn(detached.error());
  if ((link.info.ports[side].flags & HG_PORT_CLSACT) == 0) return;
  const Result<bool> used = has_tc_filters(ifindex);
  if (!used.ok() || *used) return;
  const Status removed = remove_clsact(ifindex);
  if (!removed.ok()) link.place.warn(removed.error());
}

void withdraw_egress(const Link& link) {
  for (std::size_t side = 0; side < link.ports().size(); ++side)
    if (const unsigned ifindex = interface_of(link, side); ifindex != 0)
      withdraw_egress(link, side, ifindex);
}

}  // namespace haguard
