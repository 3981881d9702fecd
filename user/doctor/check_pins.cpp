// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// machine.links, link.pins, link.config, link.system: what is attached, whether its maps can be
// opened, whether it is what the configuration says, and whether its system is known.
#include <fmt/format.h>

#include <algorithm>

#include "doctor/checks.h"
#include "doctor/path.h"

namespace haguard {
namespace {

// "eth1", "eth2", as the configuration has them.
std::string quoted_ports(const LinkFacts& link) {
  std::string text;
  for (const PortFacts& port : link.ports)
    text += fmt::format("{}\"{}\"", text.empty() ? "" : ", ", port.name);
  return text;
}

// The daemon attaches at boot what the configuration names, and nothing else.
Finding judge_unconfigured(const char* id, const MachineFacts& machine, const LinkFacts& link) {
  if (machine.config.error) return Finding::unchecked(id, *machine.config.error);
  if (!link.attached) return Finding::ok(id, "not in the configuration");
  const std::string what = "attached, and not in the configuration";
  const char* why = "after a reboot it is not attached: every frame passes, and none is counted";
  const std::vector<std::string> remedy = {
      fmt::format("name it in {}: [link.{}] with ports = [{}]", machine.config.path, link.name,
                  quoted_ports(link)),
      "systemctl reload haguard"};
  if (link.mode == "enforce") return Finding::warning(id, what, why, remedy);
  return Finding::note(id, what, why, remedy);
}

}  // namespace

Finding judge_links(const MachineFacts& machine) {
  constexpr const char* kId = "machine.links";
  if (!machine.attached.ok()) return Finding::unchecked(kId, machine.attached.error());
  if (machine.attached->empty()) return Finding::ok(kId, "no link is attached");
  return Finding::ok(kId, fmt::format("attached: {}", fmt::join(*machine.attached, ", ")));
}

Finding judge_pins(const MachineFacts& machine, const LinkFacts& link) {
  constexpr const char* kId = "link.pins";
  if (!link.pins_error)
    return Finding::ok(kId, link.attached ? "its maps can be opened" : "not attached");
  const std::string folder = machine.bpffs.ok() ? machine.bpffs->path : "BPFFS";
  // Policy and mode stand on disk; only the counters start anew.
  std::vector<std::string> remedy = {fmt::format("ls -lR {}", folder)};
  if (link.pins_error->kind == ErrorKind::kNotFound)
    remedy = {fmt::format("haguard detach {}", link.name), attach_command(link)};
  Finding finding = Finding::error(
      kId, "it is pinned, but its pins cannot be opened",
      "the program goes on in its last mode, and no command reaches it", std::move(remedy));
  finding.details.push_back(link.pins_error->message);
  return finding;
}

Finding judge_config_ports(const MachineFacts& machine, const LinkFacts& link) {
  constexpr const char* kId = "link.config";
  const std::vector<std::string>& wanted = link.configured_ports;
  if (wanted.empty()) return judge_unconfigured(kId, machine, link);
  const bool same =
      std::equal(wanted.begin(), wanted.end(), link.ports.begin(), link.ports.end(),
                 [](const std::string& name, const PortFacts& port) { return name == port.name; });
  if (same || !link.attached)
    return Finding::ok(kId, fmt::format("configured for {}", fmt::join(wanted, ", ")));
  return Finding::warning(
      kId,
      fmt::format("configured for {}, attached to {}", fmt::join(wanted, ", "), port_names(link)),
      "after a reboot it comes back on the configured ports, and its policy speaks of the others",
      {fmt::format("haguard detach {}", link.name), fmt::format("haguard attach {}", link.name)});
}

Finding judge_system(const MachineFacts& /*machine*/, const LinkFacts& link) {
  constexpr const char* kId = "link.system";
  if (!link.system_error)
    return Finding::ok(kId, link.system.empty() ? "no system is named for it"
                                                : fmt::format("for {}", link.system));
  Finding finding = Finding::warning(
      kId, fmt::format("the knowledge base does not help with system \"{}\"", link.system),
      "`haguard learn` refuses it, and the gate does not know what the pair needs",
      {"haguard help --list systems", fmt::format("haguard learn {} --system NAME", link.name)});
  finding.details.push_back(link.system_error->message);
  if (!link.system_error->hint.empty()) finding.details.push_back(link.system_error->hint);
  return finding;
}

}  // namespace haguard
