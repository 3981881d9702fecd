// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What root types in the guest, and what haguard's machine-readable answers there say.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "system/emulated_machine.h"

namespace haguard {

class GuestHaguard {
 public:
  explicit GuestHaguard(EmulatedMachine& machine) : machine_(&machine) {}

  // A script, whatever its exit code.
  Output run(const std::string& script) const;
  // One that must succeed; its standard output.
  std::string ok(const std::string& script) const;
  // `haguard WORDS --json`. With findings doctor's exit code is 1, and its document complete.
  nlohmann::json json(const std::string& words) const;

  // As fixture/counted.h has it.
  std::uint64_t frames(const std::string& reason, const std::string& disposition = "") const;
  // Of every heartbeat flow that comes from this peer.
  std::uint64_t hellos_of(const std::string& peer) const;
  // Programs and XDP links of both ports, as text: the same while nothing is attached anew.
  std::string xdp_links() const;

  // Everything a failed test wants to see.
  std::string to_string() const;

 private:
  EmulatedMachine* machine_;
};

}  // namespace haguard
