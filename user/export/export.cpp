// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "export/export.h"

#include <fmt/format.h>

#include <array>

#include "export/asa_acl.h"
#include "export/iptables.h"
#include "export/json.h"
#include "export/markdown.h"
#include "export/nftables.h"
#include "export/rule.h"
#include "export/text.h"

namespace haguard {
namespace {

struct FormatWord {
  std::string_view word;
  ExportFormat format;
};
constexpr std::array<FormatWord, 5> kFormats{{{"markdown", ExportFormat::kMarkdown},
                                              {"nftables", ExportFormat::kNftables},
                                              {"iptables", ExportFormat::kIptables},
                                              {"asa-acl", ExportFormat::kAsaAcl},
                                              {"json", ExportFormat::kJson}}};

Status check_names(ExportFormat format, const ExportOptions& options) {
  if (format == ExportFormat::kMarkdown || format == ExportFormat::kJson) return Done{};
  for (const auto& port : options.ports)
    HG_CHECK(check_interface_name(port));
  return Done{};
}

std::string write(ExportFormat format, const ExportRules& rules) {
  switch (format) {
    case ExportFormat::kMarkdown:
      return export_markdown(rules);
    case ExportFormat::kNftables:
      return export_nftables(rules);
    case ExportFormat::kIptables:
      return export_iptables(rules);
    case ExportFormat::kAsaAcl:
      return export_asa_acl(rules);
    case ExportFormat::kJson:
      return export_json(rules);
  }
  return {};
}

}  // namespace

Result<ExportFormat> parse_export_format(std::string_view word) {
  for (const auto& entry : kFormats)
    if (entry.word == word) return entry.format;
  return usage(fmt::format("export format '{}': there is no such format", safe_text(word)),
               "use markdown, nftables, iptables, asa-acl or json");
}

Result<std::string> export_policy(const Policy& policy, ExportFormat format,
                                  const ExportOptions& options) {
  if (policy.flows.empty())
    return refused(fmt::format("export the policy of {}: it has no flow", safe_text(policy.link)),
                   "learn, review and accept one first");
  HG_CHECK(check_names(format, options));
  HG_TRY(const ExportRules rules, expand_rules(policy, options));
  return write(format, rules);
}

}  // namespace haguard
