// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The egress program on its port: what attach, detach and a hand make of it, that the qdiscs and
// filters of others are left alone, and that no frame is lost by any of it.
#include <catch2/catch.hpp>

#include "bpf/pins.h"
#include "bpf/xdp.h"
#include "e2e/haguard_cli.h"
#include "fixture/must.h"
#include "harness/lab.h"
#include "latency/egress_hook.h"

using namespace haguard;

namespace {

class EgressLab {
 public:
  EgressLab() : lab_(must(Lab::create({.ipv6 = false}))), haguard_(lab_) {}

  const Lab& lab() const { return lab_; }
  const HaguardCli& haguard() const { return haguard_; }
  void attach() const { haguard_.attach(); }
  std::string tc(std::vector<std::string> words) const {
    words.insert(words.begin(), "tc");
    return must(lab_.fw().run(words));
  }
  bool has_clsact(const std::string& port) const {
    return tc({"qdisc", "show", "dev", port}).find("clsact") != std::string::npos;
  }
  bool has_program(std::size_t side) const {
    return haguard_.json({"status", "rooms"})["links"][0]["ports"][side]["egress_program"];
  }
  std::string egress_pin(std::size_t side) const {
    return Pins(lab_.bpffs()).egress("rooms", side) + "_link";
  }

 private:
  Lab lab_;
  HaguardCli haguard_;
};

}  // namespace

TEST_CASE("egress: attach brings it to every port, detach leaves nothing", "[egress]") {
  needs_tcx();
  const EgressLab lab;
  lab.attach();
  CHECK(lab.has_program(0));
  CHECK(lab.has_program(1));
  const XdpLinkInfo attached = must(read_link_pin(lab.egress_pin(0)));
  CHECK(attached.ifindex == must(lab.lab().fw().interface_index("eth1")));
  for (const std::string port : {"eth1", "eth2"})
    CHECK_FALSE(lab.has_clsact(port));
  lab.haguard().ok({"detach", "rooms"});
  CHECK(read_link_pin(lab.egress_pin(0)).error().kind == ErrorKind::kNotFound);
}

TEST_CASE("egress: the qdisc and the filters of others stay", "[egress]") {
  needs_tcx();
  const EgressLab lab;
  lab.tc({"qdisc", "add", "dev", "eth1", "clsact"});
  lab.attach();
  lab.tc({"filter", "add", "dev", "eth1", "egress", "prio", "7", "bpf", "da", "pinned",
          Pins(lab.lab().bpffs()).egress("rooms", 0)});
  CHECK(lab.has_program(0));
  lab.haguard().ok({"detach", "rooms"});
  CHECK(lab.has_clsact("eth1"));
  CHECK(lab.tc({"filter", "show", "dev", "eth1", "egress"}).find("pref 7") != std::string::npos);
}

TEST_CASE("egress: what was taken away by hand is told of, and attach brings it back", "[egress]") {
  needs_tcx();
  const EgressLab lab;
  lab.attach();
  must(detach_link_pin(lab.egress_pin(1)));
  CHECK(lab.has_program(0));
  CHECK_FALSE(lab.has_program(1));
  CHECK(lab.haguard().ok({"status", "rooms"}).find("no egress program on eth2") !=
        std::string::npos);
  CHECK(lab.haguard().run({"doctor", "rooms"}).out.find("no residence times") != std::string::npos);
  lab.attach();
  CHECK(lab.has_program(1));
}

TEST_CASE("egress: an upgrade exchanges it on the same link", "[egress]") {
  needs_tcx();
  const EgressLab lab;
  lab.attach();
  const XdpLinkInfo before = must(read_link_pin(lab.egress_pin(0)));
  lab.haguard().ok({"upgrade", "rooms", "--again"});
  const XdpLinkInfo after = must(read_link_pin(lab.egress_pin(0)));
  CHECK(after.id == before.id);
  CHECK(after.program_id != before.program_id);
  CHECK(lab.has_program(0));
}

TEST_CASE("egress: an interface that was made anew gets it again", "[egress]") {
  needs_tcx();
  const EgressLab lab;
  lab.attach();
  must(
      lab.lab().fw().ip_batch("link del eth2\n"
                              "link add eth2 type veth peer name far\n"
                              "link set eth2 master br0 up\n"));
  CHECK_FALSE(lab.has_program(1));
  lab.attach();
  CHECK(lab.has_program(1));
  CHECK(must(read_link_pin(lab.egress_pin(1))).ifindex ==
        must(lab.lab().fw().interface_index("eth2")));
}

TEST_CASE("egress: where nothing is stamped it is not there", "[egress]") {
  needs_tcx();
  const EgressLab lab;
  lab.attach();
  lab.haguard().ok({"latency", "rooms", "--set", "off"});
  for (const std::size_t side : {0, 1}) {
    CHECK_FALSE(lab.has_program(side));
    CHECK(read_link_pin(lab.egress_pin(side)).error().kind == ErrorKind::kNotFound);
  }
  const std::string status = lab.haguard().ok({"status", "rooms"});
  CHECK(status.find("no egress program") == std::string::npos);
  CHECK(lab.haguard().run({"doctor", "rooms"}).out.find("egress program is not") ==
        std::string::npos);
  lab.attach();
  lab.haguard().ok({"upgrade", "rooms", "--again"});
  CHECK_FALSE(lab.has_program(0));
  lab.haguard().ok({"latency", "rooms", "--set", "heartbeats"});
  CHECK(lab.has_program(0));
  CHECK(lab.has_program(1));
}

TEST_CASE("egress: attached with residence times off, it is there once they are on", "[egress]") {
  needs_tcx();
  const EgressLab lab;
  lab.haguard().ok({"attach", "rooms", "--ports", "eth1,eth2", "--latency", "off"});
  CHECK_FALSE(lab.has_program(0));
  lab.haguard().ok({"latency", "rooms", "--set", "sampled"});
  CHECK(lab.has_program(0));
  CHECK(lab.has_program(1));
}

// An older kernel has the clsact qdisc alone, and makes it at the price of frames.
TEST_CASE("egress: attach makes no qdisc on an interface that is up", "[egress]") {
  const EgressLab lab;
  const Output output = lab.haguard().run({"attach", "rooms", "--ports", "eth1,eth2"});
  INFO(output.to_string());
  CHECK(output.exit_code == 0);
  CHECK_FALSE(lab.has_clsact("eth1"));
  CHECK(lab.has_program(0) == has_tcx());
  if (has_tcx()) return;
  CHECK(output.err.find("making one would lose frames") != std::string::npos);
  prepare_egress(lab.lab());
  lab.attach();
  CHECK(lab.has_program(0));
}
