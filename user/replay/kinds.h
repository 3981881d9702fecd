// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Dropped frames by kind, counted in memory that does not grow with the number of kinds: a scan, or
// somebody who means harm, makes millions. Every kind that has more than one in `room` of the
// frames is among those that are kept, wherever in the capture it stands.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "haguard/flow.h"

struct hg_packet;

namespace haguard {

// What tells one kind of dropped frame from another: all that its words say (policy/packet_text.h),
// its port, and why. Bytes alone, so that kinds compare and hash as such.
struct FrameKind {
  std::array<std::uint8_t, sizeof(hg_flow_key)> key{};  // with the side
  std::array<std::uint8_t, 6> source_mac{};
  std::array<std::uint8_t, 6> destination_mac{};
  std::array<std::uint8_t, 6> claimed_mac{};
  std::uint8_t flags = 0;   // of HG_PACKET_*, what is spoken of
  std::uint8_t reason = 0;  // enum hg_reason
  bool operator==(const FrameKind&) const = default;
};

FrameKind kind_of(const hg_packet& packet, std::uint32_t reason);
// As much of the packet as the kind has.
hg_packet packet_of(const FrameKind& kind);

struct CountedKind {
  FrameKind kind;
  std::uint64_t frames = 0;
  std::size_t first = 0;  // index of the frame in the capture
};

// All frames are added once; where there were more kinds than there is room for, once more after
// begin_recount(), and only then the counts are right.
class FrequentKinds {
 public:
  explicit FrequentKinds(std::size_t room) : room_(room) {}

  void add(const FrameKind& kind, std::size_t index);
  // Some kinds were given up.
  bool has_overflowed() const { return has_overflowed_; }
  // The kinds that are here now are counted from zero on, and no others.
  void begin_recount();

  // Most frequent first, of equals the one that came first.
  std::vector<CountedKind> sorted() const;

 private:
  struct Hash {
    std::size_t operator()(const FrameKind& kind) const;
  };
  struct Count {
    std::uint64_t frames = 0;
    std::size_t first = 0;
  };
  void give_up_one_of_each();

  std::size_t room_;
  bool has_overflowed_ = false;
  bool is_recount_ = false;
  std::unordered_map<FrameKind, Count, Hash> kinds_;
};

}  // namespace haguard
