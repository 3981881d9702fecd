// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A real strongSwan (charon, IKEv2) in a unit of a lab. ESP is done in userspace (kernel-libipsec),
// which always wraps it into UDP. What goes through the tunnel is between two addresses that live
// on the loopbacks of the units.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/lab.h"
#include "harness/process.h"

namespace haguard {

class CharonUnit {
 public:
  // `inner`: the unit's address inside the tunnel.
  CharonUnit(const Lab& lab, const Host& self, const Host& peer, std::string inner,
             std::string peer_inner);

  // Until it has its connection loaded; it does not call its peer by itself.
  void start();
  void stop();

  void initiate() const;
  void terminate() const;
  void rekey_ike() const;
  void rekey_child() const;
  // Exactly one IKE SA, established, with exactly one child that is installed.
  bool established() const;
  // Unique ids of the IKE SA and the child: another one after a rekey.
  std::string ids() const;
  // `count` echo requests through the tunnel, one a second; all answered.
  bool pings(unsigned count) const;
  std::string sas() const { return swanctl({"--list-sas"}); }
  std::string log() const;

 private:
  std::string swanctl(std::vector<std::string> words) const;

  const Host* self_;
  std::string inner_;
  std::string peer_inner_;
  std::string folder_;
  std::optional<Process> process_;
};

}  // namespace haguard
