// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Which peer has an address as its own. Refers to the policy: it must not outlive it.
#pragma once

#include <map>
#include <string_view>

#include "policy/model.h"

namespace haguard {

class AddressBook {
 public:
  explicit AddressBook(const Policy& policy);

  // nullptr where there is none; of two peers of one name or address, the first.
  const Peer* named(std::string_view name) const;
  const Peer* owner(const IpAddress& address) const;
  const Peer* owner(const MacAddress& mac) const;

  // The peer that a flow goes to: `to`, or the owner of its literal destination.
  const Peer* receiver(const Flow& flow) const;

 private:
  std::map<std::string_view, const Peer*> names_;
  std::map<IpAddress, const Peer*> addresses_;
  std::map<MacAddress, const Peer*> macs_;
};

}  // namespace haguard
