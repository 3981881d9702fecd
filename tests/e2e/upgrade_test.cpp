// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The program on the ports is exchanged while the link stays: same XDP link, same mode, same
// policy, counters that go on.
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>

#include "bpf/pins.h"
#include "bpf/xdp.h"
#include "e2e/bad_input.h"
#include "fixture/must.h"

using namespace haguard;
using nlohmann::json;
using std::chrono::seconds;

namespace {

std::vector<XdpLinkInfo> xdp_links(const Lab& lab) {
  std::vector<XdpLinkInfo> links;
  for (const int side : {1, 2})
    links.push_back(must(read_link_pin(Pins(lab.bpffs()).port("rooms", Lab::port(side)))));
  return links;
}

json port_of(const HaguardCli& haguard, std::size_t side) {
  return haguard.json({"status", "rooms"})["links"][0]["ports"][side];
}

// The lab's interface anew, under its old name, on the bridge.
void remake_port(const Lab& lab, const std::string& port) {
  const auto in_fw = [&](const std::vector<std::string>& words) {
    Command command{.argv = {"ip"}};
    command.argv.insert(command.argv.end(), words.begin(), words.end());
    command.netns = lab.fw().fd();
    must(run_ok(command));
  };
  in_fw({"link", "del", port});
  in_fw({"link", "add", port, "type", "veth", "peer", "name", "far"});
  in_fw({"link", "set", port, "master", "br0"});
  in_fw({"link", "set", port, "up"});
}

}  // namespace

TEST_CASE("upgrade: the XDP links stay, the programs are others, counters go on") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  CHECK(haguard.ok({"upgrade", "rooms"}).find("already") != std::string::npos);

  const auto before = xdp_links(steady.lab());
  const std::string counters = haguard.ok({"counters", "--json"});
  haguard.ok({"upgrade", "rooms", "--again"});
  const auto after = xdp_links(steady.lab());
  for (const std::size_t side : {0U, 1U}) {
    CHECK(after[side].id == before[side].id);
    CHECK(after[side].program_id != before[side].program_id);
  }
  CHECK(haguard.ok({"counters", "--json"}) == counters);
  CHECK(haguard.json({"mode"})["mode"] == "enforce");
  steady.enforces_and_lets_go();
}

TEST_CASE("upgrade: a link of another abi is left as it is, and told so") {
  const SteadyLab steady;
  const Pins pins(steady.lab().bpffs());
  const std::string other = steady.lab().bpffs() + "/v1";
  const auto before = xdp_links(steady.lab());
  std::filesystem::create_directory(other);
  // As an older haguard left it: its maps stand under another version.
  must(run_ok({.argv = {"mv", pins.maps_of("rooms"), other + "/rooms"}}));
  for (const std::vector<std::string>& words : {std::vector<std::string>{"status", "rooms"},
                                                {"upgrade", "rooms"},
                                                {"audit", "rooms"},
                                                {"attach", "rooms", "--ports", "eth1,eth2"}}) {
    const Output output = steady.haguard().run(words);
    INFO(output.err);
    CHECK(output.exit_code == 1);
    CHECK(output.err.find("abi 1") != std::string::npos);
    CHECK(output.err.find("haguard detach rooms") != std::string::npos);
  }
  const auto after = xdp_links(steady.lab());
  for (const std::size_t side : {0U, 1U})
    CHECK(after[side].program_id == before[side].program_id);
  // The way over.
  steady.haguard().ok({"detach", "rooms"});
  steady.haguard().attach();
  CHECK(steady.haguard().json({"mode"})["mode"] == "bypass");
}

TEST_CASE("attach: an interface that was made anew gets its program again, with its counters") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  const std::string generation = haguard.ok({"policy", "show", "rooms"});
  remake_port(steady.lab(), "eth2");
  CHECK(port_of(haguard, 1)["condition"] == "returned");
  CHECK(port_of(haguard, 0)["condition"] == "live");
  const auto before = xdp_links(steady.lab());
  const std::string counters = haguard.ok({"counters", "--json"});
  haguard.attach();
  const auto after = xdp_links(steady.lab());
  CHECK(after[0].id == before[0].id);
  CHECK(after[1].ifindex != 0);
  CHECK(port_of(haguard, 1)["condition"] == "live");
  CHECK(haguard.json({"mode"})["mode"] == "enforce");
  CHECK(haguard.ok({"policy", "show", "rooms"}) == generation);
  CHECK(haguard.ok({"counters", "--json"}) == counters);
}

TEST_CASE("attach: a renamed interface keeps its program") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  const auto before = xdp_links(steady.lab());
  Command rename{.argv = {"ip", "link", "set", "eth2", "name", "moved"}};
  rename.netns = steady.lab().fw().fd();
  must(run_ok(rename));
  CHECK(port_of(haguard, 1)["condition"] == "renamed");
  const auto after = xdp_links(steady.lab());
  CHECK(after[1].ifindex == before[1].ifindex);
  CHECK(after[1].program_id == before[1].program_id);
  CHECK(port_of(haguard, 1)["signal"] == "carrier");
  const std::string told = haguard.ok({"attach", "rooms", "--ports", "eth1,eth2"});
  INFO(told);
  CHECK(told.find("eth2 has another name now, and its program goes on there") != std::string::npos);
  CHECK(told.find("eth1 has another name") == std::string::npos);
}

TEST_CASE("attach: what was chosen before stays, and how to choose anew is said") {
  const SteadyLab steady;
  const HaguardCli& haguard = steady.haguard();
  const auto attach = [&](const std::string& stamping) {
    return haguard.ok({"attach", "rooms", "--ports", "eth1,eth2", "--latency", stamping});
  };
  const std::string next = "next: haguard latency rooms --set heartbeats: it was attached before";
  CHECK(attach("heartbeats").find(next) != std::string::npos);
  CHECK(haguard.json({"status", "rooms"})["links"][0]["latency"] == "sampled");
  CHECK(attach("sampled").find("next: haguard latency") == std::string::npos);
  haguard.ok({"latency", "rooms", "--set", "heartbeats"});
  CHECK(attach("heartbeats").find("next: haguard latency") == std::string::npos);
}
