// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A lab whose firewall can be a wire: the units take what is redirected to them, and the bridge can
// be taken away.
#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "e2e/haguard_cli.h"
#include "harness/lab.h"

namespace haguard {

class WireLab {
 public:
  WireLab();

  const Lab& lab() const { return lab_; }
  const HaguardCli& haguard() const { return haguard_; }

  // Whether the unit of a side takes frames that are redirected to its cable: a veth does so while
  // its other end has GRO (or an XDP program). On at the start.
  void take(int side, bool on) const;
  void remove_bridge() const;

  // "kernel" or "redirect", as the link is now.
  std::string forward() const;
  // What `haguard forward` says of the frames that came in on a port.
  nlohmann::json failures(const std::string& port) const;
  bool ping() const { return Lab::ping(lab_.a(), lab_.b().ipv4, std::chrono::seconds(1)); }

 private:
  Lab lab_;
  HaguardCli haguard_;
};

}  // namespace haguard
