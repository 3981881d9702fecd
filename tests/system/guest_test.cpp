// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The guest by itself: what it answers is what the script in it did.
#include <catch2/catch.hpp>

#include "fixture/must.h"
#include "system/emulated_machine.h"
#include "system/made.h"

using namespace haguard;

TEST_CASE("a guest runs scripts, and tells of those that fail", "[guest]") {
  EmulatedMachine machine =
      must(EmulatedMachine::boot({.image = made_image(), .files = made_packages()}));
  const Status up = machine.wait_until_up();
  INFO(machine.console());
  must(up);
  CHECK(must(machine.run_ok("cat /proc/1/comm")) == "systemd\n");
  CHECK(
      must(machine.run_ok("dpkg-query --show --showformat '${Version}' base-files")).substr(0, 2) ==
      "12");
  const Output wrong = must(machine.run("echo out; echo err >&2; exit 3"));
  CHECK(wrong.exit_code == 3);
  CHECK(wrong.out == "out\n");
  CHECK(wrong.err == "err\n");
  CHECK_FALSE(machine.run("sleep 100", std::chrono::milliseconds(200)).ok());
}
