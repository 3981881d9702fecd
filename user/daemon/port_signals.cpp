// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/port_signals.h"

#include <algorithm>

namespace haguard {
namespace {

std::string words_of(const PortState& port) {
  switch (*port.signal) {
    case PortSignal::kDown:
      return port.name + " is down: somebody set it so";
    case PortSignal::kNoCarrier:
      return port.name + " has no carrier: nothing is at the other end of the cable";
    case PortSignal::kCarrier:
      break;
  }
  return port.name + " is up, with carrier";
}

}  // namespace

std::optional<std::string> PortSignals::step(std::size_t side, const PortState& port,
                                             std::uint64_t now_ns) {
  Told& told = told_.try_emplace(side, Told{.refilled_ns = now_ns}).first->second;
  const std::uint64_t pauses = (now_ns - told.refilled_ns) / kPauseNs;
  told.refilled_ns += pauses * kPauseNs;
  told.left = static_cast<unsigned>(std::min<std::uint64_t>(kAtOnce, told.left + pauses));
  if (!port.signal || *port.signal == told.signal || told.left == 0) return {};
  --told.left;
  told.signal = *port.signal;
  return words_of(port);
}

}  // namespace haguard
