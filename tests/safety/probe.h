// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Frames of a steady lab whose way tells what the link does: an intruder, whom enforce drops, and
// the pair's own, which always pass.
#pragma once

#include <cstdint>
#include <optional>

#include "harness/lab.h"
#include "harness/raw_socket.h"

namespace haguard {

class IntruderProbe {
 public:
  explicit IntruderProbe(const Lab& lab);

  // Sends an intruder with this number from beside unit-a towards unit-b.
  void send_intruder(std::uint32_t number) const;
  // A frame of the pair, from unit-a.
  void send_legitimate() const;
  // The number of the next intruder that has arrived; nothing where none is queued.
  std::optional<std::uint32_t> arrived() const;
  // Whether an intruder gets through now: a legitimate frame behind it always does.
  bool intruder_passes();

 private:
  RawSocket from_;
  RawSocket to_;
  std::uint32_t next_ = 1U << 20U;
};

// CLOCK_MONOTONIC; of the enforce that waits for its confirmation.
std::uint64_t deadline_of(const Lab& lab);

}  // namespace haguard
