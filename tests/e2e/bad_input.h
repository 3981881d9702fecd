// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What a command that fails must look like, and what must be as it was before.
#pragma once

#include <string>
#include <vector>

#include "e2e/haguard_cli.h"

namespace haguard {

struct Refusal {
  int exit_code = 1;
  std::vector<std::string> words;  // that standard error must hold, apart from a hint
};

// The link "rooms" of a lab without traffic: mode, status (with the policy's generation), counters,
// pins and files.
struct Snapshot {
  std::string mode;
  std::string status;
  std::string counters;
  std::vector<std::string> pins;
  std::vector<std::string> files;  // path and content
  bool operator==(const Snapshot&) const = default;
};

Snapshot snapshot(const HaguardCli& haguard, const Lab& lab);

// One error with a hint, nothing on standard output, this exit code.
void require_error(const Output& output, const Refusal& refusal);

// A lab without traffic, with "rooms" enforcing a policy, and what must not change about it.
class SteadyLab {
 public:
  SteadyLab();

  const Lab& lab() const { return lab_; }
  const HaguardCli& haguard() const { return haguard_; }
  // A file of the test's; its path.
  std::string file(const std::string& name, const std::string& content) const;
  // The command fails like this and changes nothing.
  void refuses(const std::vector<std::string>& words, const Refusal& refusal) const;
  void refuses_to_run(const Command& command, const Refusal& refusal) const;
  // The command of an instance of haguard with other pins.
  Command command_at(const std::string& bpffs, const std::vector<std::string>& words) const;
  // A program is on the port.
  bool has_xdp(const std::string& port) const;
  // As a reboot does: the kernel's side is gone, the files are there.
  void lose_kernel_state() const;
  // The data path still enforces, and `haguard bypass` still gets the link out of it.
  void enforces_and_lets_go() const;

 private:
  Lab lab_;
  HaguardCli haguard_;
};

// A small sound policy of link "rooms": four flows, and nothing that speaks against enforcing.
extern const std::string kSteadyPolicy;

}  // namespace haguard
