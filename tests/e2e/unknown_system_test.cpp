// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A system in the configuration that the knowledge base does not have: the link works, everybody
// who looks is told, and nothing is learned in vain.
#include <catch2/catch.hpp>

#include "e2e/bad_input.h"
#include "e2e/doctor_report.h"

using namespace haguard;

namespace {

constexpr const char* kTold = "there is no system \"cisco-aza\" in the knowledge base";

void require_told(const Output& output) {
  INFO(output.to_string());
  CHECK(output.exit_code == 0);
  CHECK(output.err.find(kTold) != std::string::npos);
  CHECK(output.err.find("correct system = in the link's configuration") != std::string::npos);
  CHECK(output.err.find("did you mean \"cisco-asa\"?") != std::string::npos);
}

}  // namespace

TEST_CASE("unknown system: in the configuration it is told, and refused by learn alone") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  const std::string config = steady.file(
      "aza.toml", "[link.rooms]\nports = [\"eth1\", \"eth2\"]\nsystem = \"cisco-aza\"\n");
  haguard.ok({"detach", "rooms"});
  require_told(haguard.run({"--config", config, "run", "--once"}));
  haguard.ok({"detach", "rooms"});
  require_told(haguard.run({"--config", config, "attach", "rooms"}));
  steady.refuses({"learn", "rooms", "--for", "1h"}, {4, {kTold, "correct it by --system"}});
  DoctorReport(haguard).require("link.system", "warning");
  CHECK(haguard.run({"learn", "rooms", "--for", "10ms", "--system", "vrrp"}).exit_code == 0);
}
