// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What doctor says of a virtio_net card is so: the driver refuses the program where doctor says
// that it will, and takes it on a machine that was made as doctor says.
#include <catch2/catch.hpp>
#include <regex>

#include "fixture/must.h"
#include "system/doctor_findings.h"
#include "system/guest_haguard.h"
#include "system/made.h"
#include "system/units.h"

using namespace haguard;
using nlohmann::json;

namespace {

// The guest with the package, and nothing attached.
EmulatedMachine boot_with_package(Units& units) {
  EmulatedMachine machine = must(EmulatedMachine::boot(
      {.image = made_image(), .files = made_packages(), .nics = units.take_cards()}));
  const Status up = machine.wait_until_up();
  INFO(machine.console());
  must(up);
  must(machine.run_ok("tar -xf /dev/vdb -C /root && dpkg --install /root/old.deb"));
  return machine;
}

json before_attach(const GuestHaguard& haguard) {
  return haguard.json("doctor --ports room1,room2");
}

// What the expression finds in the remedies of the findings by this id.
std::string remedy_of(const json& report, const std::string& id, const std::string& expression) {
  const std::regex wanted(expression);
  for (const auto& finding : report["findings"]) {
    if (finding["id"] != id) continue;
    for (const std::string line : finding["remedy"]) {
      std::smatch match;
      if (std::regex_search(line, match, wanted)) return match[1];
    }
  }
  INFO(report.dump(2));
  FAIL("no remedy of " << id << " is like " << expression);
  return {};
}

}  // namespace

TEST_CASE("doctor's word on a virtio_net card holds", "[virtio]") {
  std::string offloads;
  std::string queues;
  std::string vectors;
  {
    Units units = must(Units::create("ctrl_guest_offloads=off"));
    EmulatedMachine machine = boot_with_package(units);
    const GuestHaguard haguard(machine);
    const json report = before_attach(haguard);
    INFO(report.dump(2));
    CHECK(worst_finding(report, "port.guest_offloads") == "error");
    CHECK(worst_finding(report, "port.queues") == "note");
    offloads = remedy_of(report, "port.guest_offloads", "virtio-net-pci,\\.\\.\\.,(guest_.*)$");
    queues = remedy_of(report, "port.queues", "-netdev \\.\\.\\.,queues=([0-9]+)");
    vectors = remedy_of(report, "port.queues", "virtio-net-pci,\\.\\.\\.,(mq=on,vectors=[0-9]+)");
    const Output refused = haguard.run("haguard attach rooms --ports room1,room2");
    INFO(refused.to_string());
    CHECK(refused.exit_code == 1);
    haguard.ok("haguard attach rooms --ports room1,room2 --generic");
    CHECK(haguard.json("doctor rooms")["errors"] == 0);
  }
  Units units = must(Units::create("ctrl_guest_offloads=off," + offloads + "," + vectors,
                                   static_cast<unsigned>(std::stoul(queues))));
  EmulatedMachine machine = boot_with_package(units);
  const GuestHaguard haguard(machine);
  const json report = before_attach(haguard);
  INFO(report.dump(2));
  CHECK(report["errors"] == 0);
  CHECK(worst_finding(report, "port.guest_offloads") == "ok");
  CHECK(worst_finding(report, "port.queues") == "ok");
  haguard.ok("haguard attach rooms --ports room1,room2 --forward redirect");
  for (const auto& port : haguard.json("status rooms")["links"][0]["ports"])
    CHECK(port["xdp"] == "native");
  const json after = haguard.json("doctor rooms");
  INFO(after.dump(2));
  CHECK(after["errors"] == 0);
  CHECK(worst_finding(after, "port.queues") == "ok");
}
