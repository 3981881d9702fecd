// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Real frames: unit a, the firewall with its two ports and a bridge, unit b, each in a namespace of
// its own. The kernel makes the frames (live frames of BPF_PROG_TEST_RUN); one CPU takes each all
// the way, so frames per second are what one core can do.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/driver.h"
#include "harness/lab.h"

namespace haguard {

struct Burst {
  Bytes frame;
  unsigned frames = 0;
  bool arrive = true;  // at b: all of them, or none
  Making making = Making::kSame;
  std::uint32_t flows = 1;  // with kSpread
};

class BenchWire {
 public:
  // Nothing is attached to the ports yet.
  static Result<std::unique_ptr<BenchWire>> create();

  const Lab& lab() const { return lab_; }
  const Driver& driver() const { return driver_; }

  // Gives a port of the firewall a program: eth1 (side 1) or eth2 (side 2).
  Status attach(int side, int program);
  // The same for frames that leave it; has_tcx() (bpf/tcx.h).
  Status attach_egress(int side, int program);
  // The ruleset of nft in the firewall, whole.
  Status nft(const std::string& rules) const;

  // Sends them and waits for the last one. Nanoseconds a frame; an Error where a frame was lost, or
  // passed that should not.
  Result<double> send(const Burst& burst) const;
  // Sends them, and asks nothing.
  Result<double> flood(const Burst& burst, unsigned cpu) const;

 private:
  BenchWire(Lab lab, Driver driver) : lab_(std::move(lab)), driver_(std::move(driver)) {}
  Result<std::uint32_t> entered() const;

  Lab lab_;
  Driver driver_;
  std::vector<Fd> links_;
};

}  // namespace haguard
