// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A flow of a policy beside a frame: in what they differ. As a mask first, as a policy may have a
// million flows; words are made of the few that are shown.
#pragma once

#include <string>
#include <vector>

#include "policy/address_book.h"
#include "policy/model.h"

struct hg_packet;

namespace haguard {

// In the order in which they are told.
enum Difference : unsigned {
  kWhat,
  kSide,
  kSource,
  kDestination,
  kSourcePort,
  kDestinationPort,
  kType,
  kCode,
  kOperation,
  kTags,
  kFragment,
  kMac,
  kDifferences
};
using DifferenceMask = unsigned;

constexpr DifferenceMask difference_bit(bool is_different, Difference difference) {
  return is_different ? 1U << difference : 0;
}

// The frame in terms of a flow, with what a flow has no words for.
struct SeenFrame {
  Flow traffic;
  MacAddress source_mac;
  MacAddress destination_mac;
  std::string port;  // where it came in
  bool is_later = false;
};

// What a flow allows at its ends.
struct AllowedEnds {
  const Peer* from = nullptr;  // nullptr: there is no such peer
  std::vector<IpAddress> sources;
  std::vector<IpAddress> destinations;
  std::vector<MacAddress> destination_macs;
  std::vector<MacAddress> bound;  // its frames come from one of these; empty: from any
};

bool is_by_mac(const Flow& flow);

// Of a well-formed frame. The policy outlives it.
class Comparison {
 public:
  Comparison(const Policy& policy, const hg_packet& packet, const std::string& port);

  // 0: the flow allows the frame, but for what ARP or neighbour discovery claims in it.
  DifferenceMask mask_of(const Flow& flow) const;
  // "destination port 8116 where it allows 105"
  std::vector<std::string> words_of(const Flow& flow) const;

 private:
  AllowedEnds ends_of(const Flow& flow) const;
  DifferenceMask mask_of(const Flow& flow, const AllowedEnds& ends) const;
  DifferenceMask details_of(const Flow& flow) const;

  const Policy& policy_;
  AddressBook book_;
  SeenFrame seen_;
};

// One of them in words.
std::string words_of_difference(Difference difference, const Flow& flow, const AllowedEnds& ends,
                                const SeenFrame& seen);

}  // namespace haguard
