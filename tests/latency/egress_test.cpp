// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The egress program on its port: what attach, detach and a hand with tc make of it, and that the
// qdiscs and filters of others are left alone.
#include <catch2/catch.hpp>

#include "e2e/haguard_cli.h"
#include "fixture/must.h"
#include "haguard/abi.h"
#include "harness/lab.h"
#include "harness/poll.h"
#include "latency/latency_reading.h"

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
  bool has_program(const std::string& port) const {
    return tc({"filter", "show", "dev", port, "egress"}).find("haguard_egress") !=
           std::string::npos;
  }
  nlohmann::json status_of(std::size_t side) const {
    return haguard_.json({"status", "rooms"})["links"][0]["ports"][side];
  }

 private:
  Lab lab_;
  HaguardCli haguard_;
};

}  // namespace

TEST_CASE("egress: attach brings it to every port, detach leaves nothing", "[egress]") {
  const EgressLab lab;
  lab.attach();
  for (const std::string port : {"eth1", "eth2"}) {
    CHECK(lab.has_program(port));
    CHECK(lab.has_clsact(port));
  }
  CHECK(lab.status_of(1)["egress_program"] == true);
  lab.haguard().ok({"detach", "rooms"});
  for (const std::string port : {"eth1", "eth2"})
    CHECK_FALSE(lab.has_clsact(port));
}

TEST_CASE("egress: the qdisc and the filters of others stay", "[egress]") {
  const EgressLab lab;
  lab.tc({"qdisc", "add", "dev", "eth1", "clsact"});
  lab.attach();
  CHECK(lab.has_program("eth1"));
  // On a qdisc that is ours, after the attach.
  lab.tc({"filter", "add", "dev", "eth2", "ingress", "prio", "7", "bpf", "da", "pinned",
          lab.lab().bpffs() + "/v" + std::to_string(HG_ABI_VERSION) + "/rooms/egress_1"});
  lab.haguard().ok({"detach", "rooms"});
  CHECK(lab.has_clsact("eth1"));
  CHECK_FALSE(lab.has_program("eth1"));
  CHECK(lab.has_clsact("eth2"));
  CHECK_FALSE(lab.has_program("eth2"));
  CHECK(lab.tc({"filter", "show", "dev", "eth2", "ingress"}).find("pref 7") != std::string::npos);
}

TEST_CASE("egress: what was taken away by hand is told of, and attach brings it back", "[egress]") {
  const EgressLab lab;
  lab.attach();
  lab.tc({"qdisc", "del", "dev", "eth2", "clsact"});
  CHECK(lab.status_of(0)["egress_program"] == true);
  CHECK(lab.status_of(1)["egress_program"] == false);
  CHECK(lab.haguard().ok({"status", "rooms"}).find("no egress program on eth2") !=
        std::string::npos);
  CHECK(lab.haguard().run({"doctor", "rooms"}).out.find("no residence times") != std::string::npos);
  lab.attach();
  CHECK(lab.status_of(1)["egress_program"] == true);
  CHECK(lab.has_program("eth2"));
}

TEST_CASE("egress: an upgrade exchanges it, and a second one does not pile up", "[egress]") {
  const EgressLab lab;
  lab.attach();
  const std::string before = lab.tc({"filter", "show", "dev", "eth1", "egress"});
  lab.haguard().ok({"upgrade", "rooms", "--again"});
  const std::string after = lab.tc({"filter", "show", "dev", "eth1", "egress"});
  CHECK(after != before);
  CHECK(after.find("haguard_egress") == after.rfind("haguard_egress:"));
  CHECK(lab.status_of(0)["egress_program"] == true);
}

TEST_CASE("egress: an interface that was made anew gets it again", "[egress]") {
  const EgressLab lab;
  lab.attach();
  must(
      lab.lab().fw().ip_batch("link del eth2\n"
                              "link add eth2 type veth peer name far\n"
                              "link set eth2 master br0 up\n"));
  CHECK(lab.status_of(1)["egress_program"] == false);
  lab.attach();
  CHECK(lab.status_of(1)["egress_program"] == true);
  CHECK(lab.has_program("eth2"));
  lab.haguard().ok({"detach", "rooms"});
  CHECK_FALSE(lab.has_clsact("eth2"));
}

TEST_CASE("egress: attach works where tc does not, and says so", "[egress]") {
  const EgressLab lab;
  // An ingress qdisc takes the place of clsact, and has no egress: the program has no hook.
  lab.tc({"qdisc", "add", "dev", "eth1", "ingress"});
  const Output output = lab.haguard().run({"attach", "rooms", "--ports", "eth1,eth2"});
  INFO(output.to_string());
  CHECK(output.exit_code == 0);
  CHECK(output.err.find("eth1: no residence times") != std::string::npos);
  CHECK(lab.status_of(0)["attached"] == true);
  CHECK(lab.status_of(0)["egress_program"] == false);
  CHECK(lab.status_of(1)["egress_program"] == true);
  CHECK(Lab::ping(lab.lab().a(), lab.lab().b().ipv4));
}
