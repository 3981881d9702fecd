// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The policy written out: one rule per flow, source and destination, with the MACs it may come
// from. The same expansion as the kernel's table (policy/compile.h), in a form that rule languages
// share. Rules point into the policy they were made from.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "export/export.h"
#include "policy/model.h"

namespace haguard {

struct ExportRule {
  const Flow* flow = nullptr;
  std::size_t side = 0;                 // it comes in on
  IpAddress source;                     // kIp, kArp
  IpAddress destination;                // kIp, kArp
  MacAddress destination_mac;           // kEther, kLlc
  std::vector<MacAddress> source_macs;  // any of these; empty: not bound
  std::string comment;                  // safe_text: the flow's name and label

  bool is_v4() const { return source.is_v4(); }
  bool is_nd_type() const;  // ICMPv6 with a type of neighbour discovery
};

struct ExportRules {
  const Policy* policy = nullptr;
  const ExportOptions* options = nullptr;
  std::vector<ExportRule> rules;

  bool any(bool (*predicate)(const ExportRule&)) const;
};

// kUsage: a flow names no peer, a peer stands on no port, or a label is missing.
Result<ExportRules> expand_rules(const Policy& policy, const ExportOptions& options);

// Addresses that may be claimed from `mac` (nullopt: from any) on this side in a neighbour
// advertisement, as far as they are tied to a MAC at all.
std::vector<IpAddress> claimable_addresses(const ExportRules& rules, std::size_t side,
                                           const std::optional<MacAddress>& mac);

// "Cisco ASA failover", the label where there is one, else the flow's name. Not yet safe_text.
std::string flow_title(const Policy& policy, const ExportOptions& options, std::size_t index);

}  // namespace haguard
