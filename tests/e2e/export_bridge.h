// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A lab's bridge that the exported rules were loaded into, and frames sent across it one by one:
// what the target lets through against what haguard would.
#pragma once

#include <string>
#include <vector>

#include "export/export.h"
#include "export_frames.h"
#include "harness/lab.h"
#include "policy/model.h"
#include "policy/table.h"

namespace haguard {

class ExportBridge {
 public:
  ExportBridge(const Lab& lab, Policy policy, ExportOptions options);

  // Exports, and loads the text into the real tool; "nftables" or "iptables".
  std::string load(const std::string& target) const;

  // haguard's own decision about the frame.
  bool haguard_passes(const Probe& probe) const;
  // Sends the probe, then a control frame that passes every target; whether the probe came before
  // it: the bridge keeps the order.
  bool comes_through(const Probe& probe) const;

  // The target decides like haguard. A gap counts only where `output` announces it, and then the
  // target must differ. At least `least_allowed` of the probes are such as haguard passes.
  void compare(const std::vector<Probe>& probes, const std::string& target,
               const std::string& output, std::size_t least_allowed) const;

 private:
  const Lab& lab_;
  Policy policy_;
  ExportOptions options_;
  Table table_;
  RawSocket a_;
  RawSocket b_;
};

}  // namespace haguard
