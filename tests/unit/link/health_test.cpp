// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/health.h"

#include <catch2/catch.hpp>

using namespace haguard;

namespace {

const PortVitals kLive{"eth1", 7, true, 7, 42, 42};

std::string wrong(const PortVitals& vitals) {
  const Status status = judge_port(vitals);
  return status.ok() ? "" : status.error().message;
}

}  // namespace

TEST_CASE("health: a port with its own program on its interface is well") {
  CHECK(wrong(kLive).empty());
  // Renamed: the program is still on the interface.
  PortVitals renamed = kLive;
  renamed.interface = 0;
  CHECK(wrong(renamed).empty());
  // Another one has the name: told as an event, and a daemon that starts anew cannot mend it.
  renamed.interface = 9;
  CHECK(wrong(renamed).empty());
}

TEST_CASE("health: a port that waits for its interface is well, pinned or not") {
  CHECK(wrong({"eth1", 0, false, 0, 0, 0}).empty());
  CHECK(wrong({"eth1", 0, true, 0, 42, 42}).empty());
}

TEST_CASE("health: an interface without the program is not") {
  CHECK(wrong({"eth1", 7, false, 0, 0, 0}) == "eth1 is there without the program");
  CHECK(wrong({"eth1", 7, true, 0, 42, 42}) == "eth1 is there without the program");
}

TEST_CASE("health: nor is another program") {
  PortVitals foreign = kLive;
  foreign.program_id = 43;
  CHECK(wrong(foreign) == "eth1 runs program 43, which is not its own, 42");
  foreign.interface = 0;
  CHECK_FALSE(wrong(foreign).empty());
}
