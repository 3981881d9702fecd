// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "explain/advice.h"

#include <fmt/format.h>

#include "haguard/reason.h"
#include "policy/reason_words.h"

namespace haguard {
namespace {

std::string joined(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string on_stranger(const Sender& sender) {
  const bool has_address = sender.address && !sender.address->is_unspecified();
  if (has_address && !sender.by_mac.empty())
    return fmt::format(
        "the MAC is that of {0}: if {1} is an address of that unit, add it to the peer's "
        "addresses; no flow allows a sender that is no peer",
        joined(sender.by_mac), sender.address->to_string());
  return "no entry is proposed: the sender is no peer. If it is a unit of the pair, learn again or "
         "add a [[peer]] for it; if not, it is dropped for a reason: find out who it is";
}

std::string on_wrong_side(const Policy& policy, const Sender& sender) {
  const auto& names = sender.address ? sender.by_address : sender.by_mac;
  std::vector<std::string> seats;
  for (const std::string& name : names)
    if (const Peer* peer = find_peer(policy, name))
      seats.push_back(fmt::format("{} is behind {}", name, peer->port));
  return fmt::format(
      "{}: if the units were swapped, correct the port of the peers or the cabling; else somebody "
      "uses the address of a peer: find the sender",
      seats.empty() ? "the sender belongs to the other side" : joined(seats));
}

std::string on_wrong_mac(const Policy& policy, const Sender& sender) {
  std::vector<std::string> known;
  for (const std::string& name : sender.by_address)
    if (const Peer* peer = find_peer(policy, name))
      for (const MacAddress& mac : peer->macs)
        known.push_back(fmt::format("{} of {}", mac.to_string(), name));
  return fmt::format(
      "the policy knows {}: if the unit or its card was replaced, correct the peer's mac; else "
      "somebody uses the address of a peer: find the sender",
      known.empty() ? "another MAC" : joined(known));
}

}  // namespace

std::string advice_on(const Policy& policy, const Explanation& explanation) {
  if (!is_drop_reason(explanation.reason)) return {};
  if (explanation.cure)
    return "allow it only if the pair needs it, and the frame is known to be the unit's";
  switch (explanation.reason) {
    case HG_REASON_UNKNOWN_SOURCE:
      return on_stranger(explanation.sender);
    case HG_REASON_WRONG_SIDE:
      return on_wrong_side(policy, explanation.sender);
    case HG_REASON_MAC_MISMATCH:
    case HG_REASON_ARP_LIE:
    case HG_REASON_ND_LIE:
      return on_wrong_mac(policy, explanation.sender);
    default:
      return reason_remedy(explanation.reason);
  }
}

}  // namespace haguard
