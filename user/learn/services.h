// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Which port of a conversation is the service, and which one is picked anew each time. Told by who
// opened a TCP connection, by which port repeats while the other varies, by the knowledge base, and
// by the range of ephemeral ports.
#pragma once

#include <map>
#include <optional>
#include <tuple>

#include "learn/draft.h"

namespace haguard {

// What stays of the ports in a flow; unset means any.
struct Ports {
  std::optional<std::uint16_t> source;
  std::optional<std::uint16_t> destination;
  bool doubtful = false;  // neither end could be told to be the service: both kept
};

class Services {
 public:
  static Services collect(const Draft& draft);

  // Precondition: the observation's protocol has ports, and it is no later fragment.
  Ports generalise(const Draft& draft, const Traffic& traffic) const;

 private:
  // A port of a host, or of a group or broadcast address.
  using End = std::tuple<UnitIndex, std::optional<IpAddress>, std::uint8_t, std::uint16_t>;
  struct Seen {
    std::optional<End> partner;
    bool many = false;    // more than one partner
    bool opened = false;  // a TCP connection was opened to it
  };

  static End source_end(const Traffic& traffic);
  static End destination_end(const Traffic& traffic);
  void meet(const End& a, const End& b);
  const Seen& at(const End& end) const;

  std::map<End, Seen> ends_;
};

}  // namespace haguard
