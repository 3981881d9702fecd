// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// link.mtu, port.mtu: frames of the largest size get across, and fit what XDP offers.
#include <fmt/format.h>

#include <algorithm>

#include "doctor/checks.h"

namespace haguard {
namespace {

constexpr const char* kSides = "link.mtu";
constexpr const char* kPort = "port.mtu";
// Of a page that holds one frame: headroom, what the kernel keeps behind it, header and two tags.
constexpr unsigned kHeadroom = 256;
constexpr unsigned kTailroom = 320;
constexpr unsigned kHeaders = 22;

}  // namespace

Finding judge_mtu_of_sides(const MachineFacts& /*machine*/, const LinkFacts& link) {
  const PortFacts* smallest = nullptr;
  bool differ = false;
  std::string sizes;
  for (const PortFacts& port : link.ports) {
    if (!port.interface)
      return Finding::unchecked(kSides, failed("an interface of the link is missing"));
    sizes += fmt::format("{}{} {}", sizes.empty() ? "" : ", ", port.name, port.interface->mtu);
    differ = differ || port.interface->mtu != link.ports.front().interface->mtu;
    if (smallest == nullptr || port.interface->mtu < smallest->interface->mtu) smallest = &port;
  }
  if (smallest == nullptr || !differ)
    return Finding::ok(kSides, fmt::format("same MTU: {}", sizes));
  const auto largest = std::max_element(
      link.ports.begin(), link.ports.end(),
      [](const PortFacts& a, const PortFacts& b) { return a.interface->mtu < b.interface->mtu; });
  return Finding::warning(
      kSides, fmt::format("the MTU of the sides differs: {}", sizes),
      fmt::format("a bridge drops what does not fit the outgoing port without a word, and haguard "
                  "counts it as passed: small hellos cross towards {}, a bulk sync does not",
                  smallest->name),
      {fmt::format("ip link set dev {} mtu {}", smallest->name, largest->interface->mtu)});
}

Finding judge_mtu(const MachineFacts& machine, const LinkFacts& link, const PortFacts& port) {
  const unsigned mtu = port.interface->mtu;
  const unsigned one_page = machine.page_size - kHeadroom - kTailroom - kHeaders;
  if (mtu <= one_page) return Finding::ok(kPort, fmt::format("MTU {}", mtu));
  if (link.attached)
    return Finding::ok(kPort, fmt::format("MTU {}, frames in several buffers", mtu));
  return Finding::note(
      kPort, fmt::format("MTU {} does not fit one page", mtu),
      "the program takes frames in several buffers (xdp.frags); a driver that cannot "
      "give them so refuses the attach",
      {fmt::format("ip link set dev {} mtu {}", port.name, std::min(one_page, 1500U))});
}

}  // namespace haguard
