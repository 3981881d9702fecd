// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/forward.h"

#include <fmt/format.h>

#include <array>

#include "base/file.h"
#include "bpf/transmit.h"
#include "bpf/xdp.h"
#include "link/note.h"
#include "link/ports.h"
#include "link/store.h"
#include "net/namespace.h"

namespace haguard {
namespace {

constexpr std::array<const char*, 2> kForwards = {"kernel", "redirect"};
constexpr std::size_t kSides = 2;  // that redirect has a partner for

std::string transmit_pin(const Link& link, std::size_t index) {
  return link.place.pins.map(link.name, fmt::format("transmit_{}", index));
}

bool is_same(const hg_redirect_port& a, const hg_redirect_port& b) {
  return a.netns_cookie == b.netns_cookie && a.ifindex == b.ifindex;
}

// Ports of before, which may be other interfaces of today.
Status drop_other_ports(const Map& map, const std::vector<hg_redirect_port>& ports) {
  std::vector<hg_redirect_port> stale;
  hg_redirect_port key{};
  for (bool more = map.next_key(nullptr, &key); more; more = map.next_key(&key, &key)) {
    bool kept = false;
    for (const hg_redirect_port& port : ports)
      kept = kept || is_same(port, key);
    if (!kept) stale.push_back(key);
  }
  for (const hg_redirect_port& port : stale)
    HG_CHECK(map.erase(&port));
  return Done{};
}

Status place_transmit(const Link& link) {
  HG_TRY(const auto links, attach_transmit(link.maps.redirect_stats, link.maps.redirect_ports));
  for (std::size_t i = 0; i < links.size(); ++i) {
    const std::string pin = transmit_pin(link, i);
    HG_CHECK(remove_file(pin));
    HG_CHECK(pin_link(links.at(i).get(), pin));
  }
  return Done{};
}

void warn_uncounted(const Link& link, const Error& error) {
  link.place.warn({error.kind,
                   fmt::format("{}: frames that a driver refuses to send are not counted: {}",
                               link.name, error.message),
                   error.hint});
}

Status prepare_redirect(const Link& link) {
  const std::vector<std::string> ports = link.ports();
  if (ports.size() != kSides)
    return usage(fmt::format("redirect the frames of {}: it has {} ports", link.name, ports.size()),
                 "a partner port is known where there are two");
  HG_CHECK(place_partners(link));
  for (std::size_t side = 0; side < ports.size(); ++side)
    if (interface_of(link, side) == 0)
      return failed(
          fmt::format("redirect the frames of {}: {} has no interface", link.name, ports[side]),
          "frames for it would have nowhere to go");
  if (counts_failed_redirects(link)) return Done{};
  const Status counted = place_transmit(link);
  if (!counted.ok()) warn_uncounted(link, counted.error());
  return Done{};
}

Status save_forward(const Link& link, hg_forward forward) {
  return Store(link.place, link.name).update_state([&](SavedState& state) {
    state.forward = forward;
  });
}

Status mark_held(Link& link, bool held) {
  const __u32 flag = HG_LINK_FORWARD_HELD;
  if (((link.info.flags & flag) != 0) == held) return Done{};
  link.info.flags ^= flag;
  return write_entry(link.maps.link_info, 0, link.info);
}

}  // namespace

const char* forward_name(hg_forward forward) {
  return forward < kForwards.size() ? kForwards.at(forward) : "unknown";
}

Result<hg_forward> parse_forward(const std::string& name) {
  for (std::size_t i = 0; i < kForwards.size(); ++i)
    if (name == kForwards.at(i)) return static_cast<hg_forward>(i);
  return usage(fmt::format("read \"{}\": no such choice", name), "one of kernel, redirect");
}

Result<hg_forward> read_forward(const Link& link) {
  HG_TRY(const auto choice, read_entry<hg_forwarding>(link.maps.forwarding, 0));
  return static_cast<hg_forward>(choice.forward);
}

Result<std::optional<hg_forward>> held_forward(const Link& link) {
  if ((link.info.flags & HG_LINK_FORWARD_HELD) == 0) return std::optional<hg_forward>();
  HG_TRY(const hg_forward forward, read_forward(link));
  return std::optional(forward == HG_FORWARD_KERNEL ? HG_FORWARD_REDIRECT : HG_FORWARD_KERNEL);
}

Status hold_forward(Link& link, hg_forward wanted) {
  HG_TRY(const hg_forward forward, read_forward(link));
  remember_forward(link, wanted);
  return mark_held(link, forward != wanted);
}

Status set_forward(Link& link, hg_forward forward) {
  HG_TRY(const hg_forward before, read_forward(link));
  if (forward == HG_FORWARD_REDIRECT) HG_CHECK(prepare_redirect(link));
  HG_CHECK(write_entry(link.maps.forwarding, 0, hg_forwarding{forward, 0}));
  HG_CHECK(mark_held(link, false));
  remember_forward(link, forward);
  if (before != forward)
    note(link, "forward", fmt::format("{} -> {}", forward_name(before), forward_name(forward)));
  return Done{};
}

void remember_forward(const Link& link, hg_forward forward) {
  const Status saved = save_forward(link, forward);
  if (saved.ok()) return;
  link.place.warn({saved.error().kind,
                   fmt::format("{}: that frames go by {} was not saved for the next boot: {}",
                               link.name, forward_name(forward), saved.error().message),
                   saved.error().hint});
}

Status place_partners(const Link& link) {
  if (link.ports().size() != kSides) return Done{};
  HG_TRY(const std::uint64_t cookie, netns_cookie());
  std::vector<hg_redirect_port> ports;
  for (std::uint32_t side = 0; side < kSides; ++side) {
    const std::uint32_t own = interface_of(link, side);
    const std::uint32_t partner = interface_of(link, 1 - side);
    // The kernel has taken out one that is gone.
    if (partner != 0) HG_CHECK(write_entry(link.maps.partners, side, partner));
    if (own == 0) continue;
    ports.push_back({cookie, own, 0});
    const hg_redirect_side value{side, partner};
    HG_CHECK(link.maps.redirect_ports.update(&ports.back(), &value));
  }
  return drop_other_ports(link.maps.redirect_ports, ports);
}

void renew_transmit(const Link& link) {
  if (!counts_failed_redirects(link)) return;
  const Status placed = place_transmit(link);
  if (!placed.ok()) warn_uncounted(link, placed.error());
}

Result<std::vector<hg_redirect_stats>> read_redirect_stats(const Link& link) {
  std::vector<hg_redirect_stats> stats(link.ports().size());
  for (std::uint32_t side = 0; side < stats.size(); ++side) {
    HG_TRY(const auto cpus, read_cpus<hg_redirect_stats>(link.maps.redirect_stats, side));
    for (const hg_redirect_stats& cpu : cpus) {
      stats[side].no_partner += cpu.no_partner;
      stats[side].failed += cpu.failed;
      if (cpu.last_error != 0) stats[side].last_error = cpu.last_error;
    }
  }
  return stats;
}

bool counts_failed_redirects(const Link& link) {
  for (std::size_t i = 0; i < kTransmitCount; ++i)
    if (!modified_ns(transmit_pin(link, i)).ok()) return false;
  return true;
}

}  // namespace haguard
