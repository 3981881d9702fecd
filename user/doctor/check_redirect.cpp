// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// port.redirect: whether the driver sends what is redirected to the port.
#include <fmt/format.h>

#include "doctor/checks.h"
#include "net/xdp_features.h"

namespace haguard {
namespace {

constexpr const char* kRedirect = "port.redirect";

}  // namespace

Finding judge_redirect_driver(const MachineFacts& /*machine*/, const LinkFacts& link,
                              const PortFacts& port) {
  if (!link.wants_redirect)
    return Finding::ok(kRedirect, "frames that pass are left to the kernel");
  if (!port.xdp_features.ok()) return Finding::unchecked(kRedirect, port.xdp_features.error());
  if (!*port.xdp_features) return Finding::ok(kRedirect, "this kernel does not say what it sends");
  const std::string what = unsent_words(**port.xdp_features, port.interface->mtu);
  if (what.empty()) return Finding::ok(kRedirect, "the driver sends what is redirected to it");
  const std::string text = fmt::format("the driver does not send {}", what);
  const std::string remedy =
      port.interface->kind == "veth" && (**port.xdp_features & kXdpSends) == 0
          ? "ethtool -K PEER gro on"  // at the other end of the veth
          : fmt::format("haguard forward {} --set kernel", link.name);
  if (link.forward == HG_FORWARD_REDIRECT)
    return Finding::error(kRedirect, text, "these frames are lost on the way out: the pair is cut",
                          {remedy});
  return Finding::warning(kRedirect, text, "redirect waits, and the kernel has the frames",
                          {remedy});
}

}  // namespace haguard
