// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The peers of a policy as the compiler needs them: found by name, each with the index of the port
// it is behind and the way its frames are bound to its MAC.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "haguard/abi.h"
#include "policy/model.h"

namespace haguard {

struct PeerSeat {
  const Peer* peer = nullptr;
  std::uint32_t index = 0;  // in the policy
  std::uint8_t side = 0;
  std::uint8_t mac_flags = 0;  // HG_LINE_MAC: its only MAC; HG_LINE_ANY_MAC: one of several
};

// Refers to the peers it was made of: it must not outlive them.
class Roster {
 public:
  // kUsage: a peer on a port that the link does not have, or two peers of one name.
  static Result<Roster> make(const std::vector<Peer>& peers, const std::vector<std::string>& ports);

  // nullptr where there is no such peer.
  const PeerSeat* find(std::string_view name) const;
  const std::vector<PeerSeat>& seats() const { return seats_; }

 private:
  std::vector<PeerSeat> seats_;
  std::unordered_map<std::string_view, std::uint32_t> by_name_;
};

}  // namespace haguard
