// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A link whose commands run with faults, and what can be seen of it from outside: pins, maps and
// files read by another process, programs on the ports, frames that cross it. An ASA pair at its
// shortest hold time speaks across it all the while, and must not notice.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "e2e/haguard_cli.h"
#include "harness/asa_pair.h"
#include "harness/lab.h"
#include "link/link.h"

namespace haguard {

struct LinkState {
  std::string broken;  // why the link cannot be opened although a port has its program
  std::uint32_t generation = 0;
  std::string policy;  // the text that goes with it
  hg_mode mode = HG_MODE_BYPASS;
  std::array<std::uint32_t, 2> programs{};   // by port; 0: none
  std::array<std::uint32_t, 2> xdp_links{};  // by port; 0: none
  std::array<bool, 2> egress{};              // by port: the link's egress program is there
  std::uint64_t received = 0;                // frames counted
  hg_mode saved_mode = HG_MODE_BYPASS;
  std::uint32_t saved_generation = 0;

  bool is_wide() const;
  bool attached() const { return programs[0] != 0 && programs[1] != 0; }
  bool operator==(const LinkState&) const = default;
  std::string to_string() const;
};

// Policies of link "rooms": the pair's flows and one of a protocol of its own, and the same with
// one of another protocol.
enum class Wanted : std::uint8_t { kNarrow, kWide };

class FaultyLink {
 public:
  // "rooms" attached, with the narrow policy enforced.
  FaultyLink();

  const Lab& lab() const { return lab_; }
  const HaguardCli& cli() const { return cli_; }
  Place place() const;
  std::string policy_file(Wanted wanted) const;
  LinkState look() const;

  // Frames do what `state` says: the policy's pass; others are dropped exactly when both ports have
  // a program and it enforces.
  void check_frames(const LinkState& state) const;

  // The pair noticed nothing, from the first command to now.
  void check_pair() const;

  // Everything pinned is gone and the files are there, as after a reboot.
  void forget_pins() const;
  // Old history entries go, so that the next run makes the same system calls.
  void trim_history() const;

 private:
  void learn_pair();
  bool crosses(std::uint8_t protocol) const;
  std::uint64_t dropped() const;

  Lab lab_;
  HaguardCli cli_;
  mutable AsaPair pair_;
  std::array<AsaStatus, 2> pair_before_;
  RawSocket sender_;
  RawSocket receiver_;
  mutable std::uint32_t sent_ = 0;
};

}  // namespace haguard
