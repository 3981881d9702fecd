// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// haguard doctor on machines with something wrong: privilege, pins, disk, files, configuration.
#include <catch2/catch.hpp>

#include "base/file.h"
#include "e2e/bad_input.h"
#include "e2e/doctor_report.h"
#include "e2e/small_disk.h"
#include "fixture/must.h"
#include "haguard/abi.h"

using namespace haguard;

namespace {

void write_state(const SteadyLab& steady, const std::string& name, const std::string& text) {
  must(write_file(steady.lab().state_dir() + "/rooms/" + name, text));
}

}  // namespace

TEST_CASE("doctor: a sound link has no error, and no warning of its own") {
  const SteadyLab steady;
  DoctorReport(steady.haguard()).require("link.config", "warning");
  steady.file("haguard.toml", "[link.rooms]\nports = [\"eth1\", \"eth2\"]\n");
  const DoctorReport report(steady.haguard());
  CHECK(report.exit_code() == 0);
  for (const std::string& id : report.ids("warning"))
    CHECK(id.rfind("machine.", 0) == 0);
  for (const char* port : {"eth1", "eth2"}) {
    report.require("port.pin", "ok", port);
    report.require("port.xdp_slot", "ok", port);
    CHECK(tells(report.require("port.driver", "ok", port), "veth"));
  }
  CHECK(tells(report.require("link.path", "ok"), "br0"));
  CHECK(tells(report.require("machine.links", "ok"), "rooms"));
  report.require("machine.jit", "ok");
}

TEST_CASE("doctor: the report for people, in a pipe") {
  const SteadyLab steady;
  must(steady.lab().fw().ip_batch("link set eth2 down\n"));
  const Output short_one = steady.haguard().run({"doctor"});
  INFO(short_one.to_string());
  CHECK(short_one.exit_code == 1);
  CHECK(short_one.out.find('\033') == std::string::npos);
  for (const char* words : {"\nrooms, attached to eth1, eth2, mode enforce\n",
                            "\nrooms, eth2\n  error    the interface is down  [port.up]\n",
                            "$ ip link set dev eth2 up\n", "\n1 error, "})
    CHECK(short_one.out.find(words) != std::string::npos);
  CHECK(short_one.out.find("[machine.kernel]") == std::string::npos);
  CHECK(short_one.err.find("doctor found 1 error") != std::string::npos);
  const Output all = steady.haguard().run({"doctor", "rooms", "--all"});
  CHECK(all.out.find("[machine.kernel]") != std::string::npos);
}

TEST_CASE("doctor: which links") {
  const SteadyLab steady;
  CHECK(steady.haguard().run({"doctor", "nowhere"}).exit_code == 4);
  CHECK(steady.haguard().run({"doctor", "../rooms"}).exit_code == 2);
  steady.file("haguard.toml", "[link.other]\nports = [\"eth1\", \"eth9\"]\n");
  const DoctorReport other(steady.haguard(), {"other"});
  other.require("port.exists", "error", "eth9");
  CHECK(tells(other.require("port.xdp_slot", "error", "eth1"), "for port eth1 of link rooms"));
  const DoctorReport all(steady.haguard());
  CHECK(all.finding("port.exists", "eth2")["link"] == "rooms");
  CHECK(all.finding("port.exists", "eth9")["link"] == "other");
  steady.file("haguard.toml", "[link.rooms]\nports = [\"eth2\", \"eth1\"]\n");
  DoctorReport(steady.haguard()).require("link.config", "warning");
}

TEST_CASE("doctor: no privilege") {
  const SteadyLab steady;
  must(run_ok({.argv = {"chmod", "0700", steady.lab().bpffs()}}));
  Command command = steady.haguard().command({"doctor", "rooms", "--ports", "eth1,eth2", "--json"});
  command.user = kNobody;
  command.capabilities.clear();
  const DoctorReport report(command);
  CHECK(report.exit_code() == 1);
  CHECK(tells(report.require("machine.capabilities", "error"), "no CAP_BPF and no CAP_NET_ADMIN"));
  for (const char* id : {"machine.jit", "machine.links", "machine.stale_pins", "link.nftables"})
    report.require_unchecked(id);
  // What anybody may see is seen all the same.
  report.require("port.up", "ok", "eth1");
  report.require("port.mtu", "ok", "eth1");
}

TEST_CASE("doctor: a broken configuration is a finding") {
  const SteadyLab steady;
  steady.file("haguard.toml", "[link.rooms]\nports = [\"eth1\", \"eth2\"]\nprots = 1\n");
  const DoctorReport report(steady.haguard());
  const auto& finding = report.require("machine.config", "error");
  CHECK(tells(finding, "haguard.toml:3:"));
  CHECK(tells(finding, "prots"));
  report.require("port.pin", "ok", "eth1");
}

TEST_CASE("doctor: broken files of the state folder") {
  const SteadyLab steady;
  write_state(steady, "review.json", "{");
  CHECK(DoctorReport(steady.haguard()).require("link.state_files", "warning")["details"].size() ==
        1);
  write_state(steady, "state.json", "{\"mode\": ");
  write_state(steady, "state.json.last", "{");
  write_state(steady, "policy.toml", "link = \"rooms\"\n[[peer]\n");
  const DoctorReport report(steady.haguard());
  CHECK(report.exit_code() == 1);
  const auto& files = report.require("link.state_files", "error");
  CHECK(files["details"].size() == 3);
  CHECK(tells(files, "policy.toml:2:"));
  CHECK(tells(files, "state.json"));
  report.require_unchecked("link.group_forward");
  report.require_unchecked("port.rxvlan", "eth1");
  mend(steady.lab(), files);
  DoctorReport(steady.haguard()).require("link.state_files", "ok");
}

TEST_CASE("doctor: a full and a read-only disk") {
  const SteadyLab steady;
  const SmallDisk disk(steady.lab().state_dir());
  disk.fill();
  DoctorReport(steady.haguard()).require("machine.disk", "error");
  disk.make_read_only();
  const DoctorReport report(steady.haguard());
  CHECK(tells(report.require("machine.state_folder", "error"), "read-only"));
}

TEST_CASE("doctor: the bpf filesystem") {
  const SteadyLab steady;
  // The lab's is open to all.
  mend(steady.lab(), DoctorReport(steady.haguard()).require("machine.bpffs", "warning"));
  DoctorReport(steady.haguard()).require("machine.bpffs", "ok");
  must(run_ok({.argv = {"mount", "-o", "remount,ro", steady.lab().bpffs()}}));
  const DoctorReport report(steady.haguard());
  mend(steady.lab(), report.require("machine.bpffs", "error"));
  DoctorReport(steady.haguard()).require("machine.bpffs", "ok");
}

TEST_CASE("doctor: pins of another version") {
  const SteadyLab steady;
  must(make_directories(steady.lab().bpffs() + "/v99/old"));
  must(make_directories(steady.lab().bpffs() + "/version"));
  const DoctorReport report(steady.haguard());
  const auto& finding = report.require("machine.stale_pins", "warning");
  CHECK(finding["details"] == nlohmann::json::array({steady.lab().bpffs() + "/v99: old"}));
  mend(steady.lab(), finding);
  DoctorReport(steady.haguard()).require("machine.stale_pins", "ok");
  steady.enforces_and_lets_go();
}

TEST_CASE("doctor: a map that is not pinned any more") {
  const SteadyLab steady;
  must(run_ok({.argv = {"rm", steady.lab().bpffs() + "/v" + std::to_string(HG_ABI_VERSION) +
                                  "/rooms/control"}}));
  const DoctorReport report(steady.haguard());
  CHECK(report.exit_code() == 1);
  const auto& finding = report.require("link.pins", "error");
  CHECK(finding["remedy"] ==
        nlohmann::json::array({"haguard detach rooms", "haguard attach rooms --ports eth1,eth2"}));
  // Its program is on the ports all the same.
  report.require("port.pin", "ok", "eth1");
  report.require("port.xdp_slot", "ok", "eth2");
  // Right after the detach the slot is free.
  steady.haguard().ok({"detach", "rooms"});
  steady.haguard().attach();
  DoctorReport(steady.haguard()).require("link.pins", "ok");
}
