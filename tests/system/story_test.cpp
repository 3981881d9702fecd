// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The main job on a real Debian with a real driver, from the package to a reboot: what README.md
// says is done, as it says it; the pair around the guest judges whether it was left alone, an
// intruder whether it was stopped.
#include <catch2/catch.hpp>

#include "fixture/must.h"
#include "harness/poll.h"
#include "system/doctor_findings.h"
#include "system/guest_haguard.h"
#include "system/hello_counts.h"
#include "system/made.h"
#include "system/readme.h"
#include "system/shouting.h"
#include "system/units.h"

using namespace haguard;
using nlohmann::json;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

// A poll and a hold time of real units; the pair's clock is this machine's, the guest is slow.
const AsaPairOptions kPair = {.poll = std::chrono::milliseconds(200),
                              .hold = seconds(45),
                              .arguments = {"--stream-rate", "20", "--hello", "subnet"}};

// The guest with its package, and the pair around it.
class Site {
 public:
  Site()
      : units_(must(Units::create())),
        machine_(must(EmulatedMachine::boot(
            {.image = made_image(), .files = made_packages(), .nics = units_.take_cards()}))),
        haguard_(machine_) {
    const Status up = machine_.wait_until_up();
    INFO(machine_.console());
    must(up);
    haguard_.ok("tar -xf /dev/vdb -C /root");
  }

  EmulatedMachine& machine() { return machine_; }
  const GuestHaguard& haguard() const { return haguard_; }
  const Units& units() const { return units_; }
  AsaPair& pair() { return *pair_; }
  void start_pair() {
    pair_ = must(AsaPair::start(units_.a(), units_.b(), kPair));
    INFO(pair_->to_string() << haguard_.to_string());
    REQUIRE(pair_->healthy_for(5, minutes(1)));
  }

 private:
  Units units_;
  EmulatedMachine machine_;
  GuestHaguard haguard_;
  std::optional<AsaPair> pair_;
};

std::string mode_of(const GuestHaguard& haguard) {
  return haguard.json("mode")["mode"];
}

// Cards have the names that were given to them, by their addresses.
void check_names(const GuestHaguard& haguard) {
  for (const char* side : {"1", "2"}) {
    const std::string port = std::string("room") + side;
    CHECK(haguard.ok("cat /sys/class/net/" + port + "/address") ==
          "52:54:00:00:00:0" + std::string(side) + "\n");
    CHECK(haguard.ok("basename $(readlink /sys/class/net/" + port + "/device/driver)") ==
          "virtio_net\n");
  }
}

void install(const GuestHaguard& haguard) {
  const std::vector<std::string> commands = readme_block("Build and install");
  REQUIRE(commands.size() == 5);
  // scripts/test and run-with-image did these two.
  REQUIRE(commands[0] == "scripts/install-deps");
  REQUIRE(commands[1] == "package=$(scripts/package)");
  std::string script = "set -e\nexport DEBIAN_FRONTEND=noninteractive\npackage=/root/old.deb\n";
  for (std::size_t i = 2; i < commands.size(); ++i)
    script += with_guest_ports(commands[i]) + "\n";
  const std::string said = haguard.ok(script);
  INFO(said);
  CHECK(haguard.ok("systemctl is-active haguard") == "active\n");
  CHECK(haguard.ok("systemctl is-enabled haguard") == "enabled\n");
}

// As README.md says it, so that the link is back after a reboot.
void configure(const GuestHaguard& haguard) {
  std::string text;
  for (const std::string& line : readme_block("On a real firewall", 1))
    text += with_guest_ports(line) + "\n";
  haguard.ok("cat >>/etc/haguard/haguard.toml <<'END'\n" + text + "END\nsystemctl reload haguard");
}

void check_attached(const GuestHaguard& haguard) {
  const json status = haguard.json("status rooms");
  INFO(status.dump(2));
  for (const auto& port : status["links"][0]["ports"]) {
    CHECK(port["condition"] == "live");
    CHECK(port["xdp"] == "native");
  }
  const json report = haguard.json("doctor rooms");
  INFO(report.dump(2));
  CHECK(report["errors"] == 0);
  CHECK(worst_finding(report, "port.guest_offloads") == "ok");
  CHECK(worst_finding(report, "port.queues") == "note");
  CHECK(worst_finding(report, "link.config") == "ok");
}

void fail_over(AsaPair& pair, Process& unit) {
  must(unit.write("failover\n"));
  const bool active = eventually(
      minutes(1), [&] { return must(AsaPair::status(unit)).role == "active" && pair.healthy(); });
  INFO(pair.to_string());
  REQUIRE(active);
}

void learn(Site& site) {
  const GuestHaguard& haguard = site.haguard();
  haguard.ok("systemd-run --quiet --unit=learning haguard learn rooms --for 1h");
  REQUIRE(eventually(minutes(1), [&] { return mode_of(haguard) == "learn"; }));
  for (Process* unit : {&site.pair().b(), &site.pair().a()}) {
    fail_over(site.pair(), *unit);
    REQUIRE(site.pair().healthy_for(50, minutes(2)));
  }
  haguard.ok("systemctl kill --signal=INT learning");
  REQUIRE(
      eventually(minutes(1), [&] { return !haguard.run("systemctl is-active learning").ok(); }));
  const json review = haguard.json("review rooms");
  INFO(review.dump(2));
  CHECK(review["system"] == "cisco-asa");
  CHECK(review["coverage"]["verdict"] != "not_ready");
}

void audit_and_enforce(Site& site) {
  const GuestHaguard& haguard = site.haguard();
  haguard.ok("haguard accept rooms && haguard audit rooms");
  check_no_hello_lost(site.pair(), haguard, [] {});
  INFO(haguard.to_string());
  REQUIRE(haguard.frames("flow", "passed") > 0);
  REQUIRE(haguard.frames("", "would_drop") == 0);
  haguard.ok("haguard enforce rooms --confirm 10m && haguard confirm rooms");
  CHECK(mode_of(haguard) == "enforce");
}

// One frame of a stranger: sent, counted by its reason, not received; and one of a unit that
// passes.
void check_intruder(const Site& site) {
  const GuestHaguard& haguard = site.haguard();
  const Host& a = site.units().a();
  const Host& b = site.units().b();
  const RawSocket sender = must(a.raw_socket());
  const RawSocket receiver = must(RawSocket::open(b.netns, Host::kInterface, 0x0800));
  const auto asa = [&](const MacAddress& from_mac, const IpAddress& from, const char* text) {
    return Frame()
        .ethernet(from_mac, b.mac)
        .ipv4({.source = from, .destination = b.ipv4, .protocol = 105})
        .payload(text)
        .pad()
        .bytes();
  };
  const Bytes stranger =
      asa(mac("02:00:00:00:00:66"), ip("192.0.2.66"), "a stranger's hello, in vain");
  const Bytes control = asa(a.mac, a.ipv4, "a unit's own, which is to pass");
  const std::uint64_t before = haguard.frames("unknown_source", "dropped");
  must(sender.send(stranger));
  must(sender.send(control));
  // Of one sender's frames none overtakes another.
  bool heard = false;
  const auto passed = receiver.receive(minutes(1), [&](ByteView frame) {
    heard = heard || containing(stranger)(frame);
    return containing(control)(frame);
  });
  INFO(haguard.to_string());
  CHECK(passed.has_value());
  CHECK_FALSE(heard);
  CHECK(haguard.frames("unknown_source", "dropped") == before + 1);
}

// Ends it; of all that was sent nothing has come through.
void check_silent(Shouting& shouting) {
  shouting.stop();
  CHECK(shouting.sent() > 0);
  CHECK(shouting.heard() == 0);
}

// While the script runs, the pair loses no hello, and an intruder without end gets no frame
// through, each counted.
void check_undisturbed(Site& site, const std::string& script) {
  INFO(script);
  const GuestHaguard& haguard = site.haguard();
  const std::uint64_t before = haguard.frames("unknown_source", "dropped");
  const std::uint64_t all_before = haguard.frames("", "dropped");
  Shouting shouting(site.units().a(), site.units().b());
  check_no_hello_lost(site.pair(), haguard, [&] { haguard.ok(script); });
  check_silent(shouting);
  const bool counted = eventually(minutes(1), [&] {
    return haguard.frames("unknown_source", "dropped") - before == shouting.sent();
  });
  INFO(haguard.to_string());
  CHECK(counted);
  // Nobody else's frame was.
  CHECK(haguard.frames("", "dropped") - all_before == shouting.sent());
  CHECK(mode_of(haguard) == "enforce");
}

void service_comes_and_goes(Site& site) {
  const GuestHaguard& haguard = site.haguard();
  const std::string links = haguard.xdp_links();
  check_undisturbed(site, "systemctl restart haguard");
  check_undisturbed(site, "systemctl reload haguard");
  check_undisturbed(site, "systemctl stop haguard; systemctl start haguard");
  const std::string version = "dpkg-query --show --showformat '${Version}' haguard";
  const std::string old = haguard.ok(version);
  check_undisturbed(site, "DEBIAN_FRONTEND=noninteractive apt-get install /root/new.deb");
  CHECK(haguard.ok(version) != old);
  CHECK(haguard.ok("systemctl is-active haguard") == "active\n");
  CHECK(haguard.xdp_links() == links);
  check_undisturbed(site, "haguard upgrade rooms --again");
}

// The pair finds itself again, and enforcing goes on as if nothing had been.
void check_back(Site& site) {
  const GuestHaguard& haguard = site.haguard();
  const bool healthy = eventually(
      minutes(2), [&] { return site.pair().healthy(); }, seconds(1));
  INFO(site.pair().to_string() << haguard.to_string());
  REQUIRE(healthy);
  CHECK(mode_of(haguard) == "enforce");
  check_attached(haguard);
  check_no_hello_lost(site.pair(), haguard, [] {});
  check_intruder(site);
}

// A card goes, and comes when everything has long been started.
void card_comes_late(Site& site) {
  const GuestHaguard& haguard = site.haguard();
  haguard.ok(R"sh(set -e
device=$(basename "$(readlink -f /sys/class/net/room2/device/..)")
cd /sys/bus/pci/drivers/virtio-pci
echo "$device" >unbind
haguard status rooms --json >/run/without
echo "$device" >bind)sh");
  const bool live = eventually(
      minutes(1),
      [&] {
        const json status = haguard.json("status rooms");
        return status["links"][0]["ports"][1]["condition"] == "live";
      },
      seconds(1));
  INFO(haguard.to_string());
  CHECK(haguard.ok("grep -c '\"condition\": *\"absent\"' /run/without") == "1\n");
  REQUIRE(live);
  check_back(site);
  check_undisturbed(site, "haguard status rooms");
}

// Monotonic, of this boot.
std::uint64_t moment(const GuestHaguard& haguard, const std::string& unit,
                     const std::string& property) {
  return std::stoull(haguard.ok("systemctl show --value --property=" + property + " " + unit));
}

void reboot(Site& site) {
  const GuestHaguard& haguard = site.haguard();
  const std::string policy = haguard.ok("haguard policy show rooms");
  const json generation = haguard.json("status rooms")["links"][0]["generation"];
  Shouting shouting(site.units().a(), site.units().b());
  const Status rebooted = site.machine().reboot();
  INFO(site.machine().console());
  must(rebooted);
  check_names(haguard);
  CHECK(haguard.ok("haguard policy show rooms") == policy);
  CHECK(haguard.json("status rooms")["links"][0]["generation"] == generation);
  // The network is set up when haguard is there.
  const std::uint64_t ready = moment(haguard, "haguard", "ActiveEnterTimestampMonotonic");
  CHECK(ready > 0);
  CHECK(ready <= moment(haguard, "network-pre.target", "ActiveEnterTimestampMonotonic"));
  CHECK(ready <= moment(haguard, "systemd-networkd", "InactiveExitTimestampMonotonic"));
  check_silent(shouting);
  check_back(site);
}

// Nothing is left on the cards, and frames pass; what the operator made is kept.
void remove(Site& site) {
  const GuestHaguard& haguard = site.haguard();
  haguard.ok("DEBIAN_FRONTEND=noninteractive apt-get remove --yes haguard");
  for (const char* mounted : {"/run/haguard/bpf", "/sys/fs/bpf/haguard"})
    CHECK_FALSE(haguard.run(std::string("mountpoint --quiet ") + mounted).ok());
  CHECK_FALSE(haguard.run("bpftool link show | grep xdp").ok());
  haguard.ok("grep room1 /etc/haguard/haguard.toml");
  haguard.ok("test -s /var/lib/haguard/rooms/policy.toml");
  INFO(site.pair().to_string());
  CHECK(site.pair().healthy_for(10, minutes(1)));
}

// Nothing is left of it but its user.
void purge(const Site& site) {
  const GuestHaguard& haguard = site.haguard();
  haguard.ok("DEBIAN_FRONTEND=noninteractive apt-get purge --yes haguard");
  CHECK(haguard.ok("find /etc /usr /var/lib /run/haguard -name '*haguard*' 2>/dev/null || true") ==
        "");
  CHECK(haguard.run("getent passwd haguard").ok());
}

}  // namespace

TEST_CASE("the package guards a pair through restarts, an upgrade and a reboot", "[story]") {
  Site site;
  const GuestHaguard& haguard = site.haguard();
  check_names(haguard);
  install(haguard);
  configure(haguard);
  check_attached(haguard);
  site.start_pair();
  learn(site);
  audit_and_enforce(site);
  check_intruder(site);
  service_comes_and_goes(site);
  card_comes_late(site);
  reboot(site);
  remove(site);
  purge(site);
}
