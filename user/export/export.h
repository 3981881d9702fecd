// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A policy in the words of others: for people (markdown), for programs (json), and as rules for the
// firewalls that are already there. What a target cannot express stands in its output as a comment
// "not expressed [NAME]: ..." (docs/export.md lists the names); nothing is left out silently, and
// no name from a policy can leave the comment or string it is written into.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "haguard/abi.h"
#include "policy/model.h"

namespace haguard {

enum class ExportFormat { kMarkdown, kNftables, kIptables, kAsaAcl, kJson };

// The word of the command line ("asa-acl"). kUsage on any other.
Result<ExportFormat> parse_export_format(std::string_view word);

struct ExportOptions {
  std::vector<std::string> ports;   // of the link: interface names; the index is the side
  std::vector<std::string> labels;  // of policy.flows, "Cisco ASA failover"; may be empty
  std::string bridge;               // that holds the ports, where known
  hg_scope scope = HG_SCOPE_LINK;
  std::optional<VlanTags> scope_vlan;
};

// The whole text, ending with a newline. kUsage: the policy contradicts the ports, or an interface
// name cannot be written in the target's language; kRefused: there is no flow to allow.
Result<std::string> export_policy(const Policy& policy, ExportFormat format,
                                  const ExportOptions& options);

}  // namespace haguard
