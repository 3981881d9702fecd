// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Other people's packet filters on this machine, reduced to what matters here: the chains that the
// kernel runs for forwarded frames, and how many rules of each can drop. Which frames a rule
// matches is not analysed.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace haguard {

struct HookChain {
  std::string tool;    // "nft", "iptables-legacy", "ip6tables-legacy"
  std::string family;  // "ip", "ip6", "inet", "bridge", "netdev", ...
  std::string table;
  std::string chain;
  std::string hook;                  // "forward", "ingress", "prerouting", ...
  std::vector<std::string> devices;  // of ingress and egress; empty where not named
  bool drops_by_policy = false;
  unsigned drops = 0;    // rules with drop, in this chain and those it jumps to
  unsigned rejects = 0;  // with reject
  unsigned queues = 0;   // that hand the packet to a program

  bool can_drop() const { return drops_by_policy || drops + rejects + queues > 0; }
  // "table inet filter, chain forward (hook forward): policy drop, 3 drop rules"
  std::string to_string() const;
  // The command that shows it.
  std::string command() const;
};

// `nft -j list ruleset`. kFailed on text that is not that.
Result<std::vector<HookChain>> parse_nft(const std::string& json);

// `iptables-save` of the legacy tools; `family` is "ip" or "ip6".
std::vector<HookChain> parse_iptables_save(const std::string& text, const std::string& family);

}  // namespace haguard
