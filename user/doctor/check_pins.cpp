// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// machine.links, link.pins: what is attached, and whether its maps can be opened.
#include <fmt/format.h>

#include "doctor/checks.h"

namespace haguard {

Finding judge_links(const MachineFacts& machine) {
  constexpr const char* kId = "machine.links";
  if (!machine.attached.ok()) return Finding::unchecked(kId, machine.attached.error());
  if (machine.attached->empty()) return Finding::ok(kId, "no link is attached");
  return Finding::ok(kId, fmt::format("attached: {}", fmt::join(*machine.attached, ", ")));
}

Finding judge_pins(const MachineFacts& machine, const LinkFacts& link) {
  constexpr const char* kId = "link.pins";
  if (link.pins_error) {
    Finding finding = Finding::error(
        kId, "it is pinned, but its pins cannot be opened",
        "the program goes on in its last mode, and no command reaches it",
        {machine.bpffs.ok() ? fmt::format("ls -lR {}", machine.bpffs->path) : "findmnt -t bpf"});
    finding.details.push_back(link.pins_error->message);
    return finding;
  }
  if (link.attached) return Finding::ok(kId, "its maps can be opened");
  return Finding::ok(kId, "not attached");
}

}  // namespace haguard
