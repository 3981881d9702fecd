// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The pair around the guest: each unit in a namespace of this machine, on the other end of the
// cable of one of the guest's cards.
//
//   unit-a eth0 === room1 (guest) room2 === eth0 unit-b
//   192.0.2.1                               192.0.2.2
#pragma once

#include <string>
#include <vector>

#include "harness/lab.h"
#include "system/emulated_machine.h"

namespace haguard {

class Units {
 public:
  // The cables end at cards with these options, with so many queue pairs.
  static Result<Units> create(const std::string& card_options = {}, unsigned queues = 1);

  const Host& a() const { return hosts_[0]; }
  const Host& b() const { return hosts_[1]; }
  // The guest's cards, room1 first; to be taken once.
  std::vector<Nic> take_cards() { return std::move(cards_); }

 private:
  std::vector<Host> hosts_;
  std::vector<Nic> cards_;
};

}  // namespace haguard
