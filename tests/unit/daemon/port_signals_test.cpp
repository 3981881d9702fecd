// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What is told of a port's carrier, and of one that flaps.
#include "daemon/port_signals.h"

#include <catch2/catch.hpp>

using namespace haguard;

namespace {

using Told = std::optional<std::string>;

constexpr std::uint64_t kStart = 1'000'000'000U;

PortState eth2(std::optional<PortSignal> signal) {
  return {"eth2", PortCondition::kLive, 8, signal};
}

}  // namespace

TEST_CASE("port signals: each change is told once") {
  PortSignals signals;
  CHECK(signals.step(1, eth2(PortSignal::kCarrier), kStart) == Told());
  CHECK(signals.step(1, eth2(PortSignal::kNoCarrier), kStart) ==
        Told("eth2 has no carrier: nothing is at the other end of the cable"));
  CHECK(signals.step(1, eth2(PortSignal::kNoCarrier), kStart) == Told());
  CHECK(signals.step(1, eth2(PortSignal::kDown), kStart) ==
        Told("eth2 is down: somebody set it so"));
  CHECK(signals.step(1, eth2({}), kStart) == Told());
  CHECK(signals.step(1, eth2(PortSignal::kCarrier), kStart) == Told("eth2 is up, with carrier"));
  CHECK(signals.step(1, eth2(PortSignal::kCarrier), kStart) == Told());
}

TEST_CASE("port signals: one that is there without carrier at the first look is told of") {
  PortSignals signals;
  CHECK(signals.step(0, eth2(PortSignal::kNoCarrier), kStart).has_value());
}

TEST_CASE("port signals: one that flaps is told of now and then, and how it is at last") {
  PortSignals signals;
  std::uint64_t now = kStart;
  const auto flaps_told = [&](unsigned flaps) {
    unsigned told = 0;
    for (unsigned i = 0; i < flaps; ++i)
      for (const PortSignal signal : {PortSignal::kNoCarrier, PortSignal::kCarrier})
        if (signals.step(1, eth2(signal), now)) ++told;
    return told;
  };
  CHECK(flaps_told(100) == PortSignals::kAtOnce);
  // The other port has its own.
  CHECK(signals.step(0, eth2(PortSignal::kDown), now).has_value());
  CHECK_FALSE(signals.step(1, eth2(PortSignal::kDown), now).has_value());
  now += PortSignals::kPauseNs;
  CHECK(signals.step(1, eth2(PortSignal::kDown), now).has_value());
  CHECK_FALSE(signals.step(1, eth2(PortSignal::kCarrier), now).has_value());
  now += 1000 * PortSignals::kPauseNs;
  CHECK(flaps_told(100) == PortSignals::kAtOnce);
}
