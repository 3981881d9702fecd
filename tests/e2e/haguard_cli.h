// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The real binary inside the firewall of a lab, with that lab's bpffs and state: what an operator
// types, and what the machine-readable answers say.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/lab.h"
#include "harness/process.h"

namespace haguard {

class HaguardCli {
 public:
  explicit HaguardCli(const Lab& lab) : lab_(&lab) {}

  // `haguard WORDS...` in the firewall's namespace.
  Command command(const std::vector<std::string>& words) const;
  // Runs to the end, whatever the exit code.
  Output run(const std::vector<std::string>& words) const;
  // Runs and requires exit code 0. The standard output.
  std::string ok(const std::vector<std::string>& words) const;
  // ok(words + --json), parsed.
  nlohmann::json json(std::vector<std::string> words) const;

  // Frames counted for this reason; "" counts every one. `port` "" is all ports, `disposition` ""
  // is all of them ("passed", "would_drop", "dropped").
  std::uint64_t frames(const std::string& reason, const std::string& disposition = "",
                       const std::string& port = "") const;
  std::uint64_t received(const std::string& port = "") const;

  // Attaches link "rooms" to eth1 and eth2.
  void attach() const;

 private:
  const Lab* lab_;
};

}  // namespace haguard
