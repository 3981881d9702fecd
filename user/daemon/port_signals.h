// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What is worth an event of the carrier of a link's ports. What must stay true: the last state is
// told, and a cable that comes and goes all the time does not fill the file of events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "link/ports.h"

namespace haguard {

class PortSignals {
 public:
  // Of each port this many changes are told at once, and one more after each pause.
  static constexpr unsigned kAtOnce = 6;
  static constexpr std::uint64_t kPauseNs = 30'000'000'000U;

  // To be told of the port of this side; nothing where that was told, or waits. A port has carrier
  // until something else is told.
  std::optional<std::string> step(std::size_t side, const PortState& port, std::uint64_t now_ns);

 private:
  struct Told {
    PortSignal signal = PortSignal::kCarrier;
    unsigned left = kAtOnce;
    std::uint64_t refilled_ns = 0;
  };
  std::map<std::size_t, Told> told_;  // by side
};

}  // namespace haguard
