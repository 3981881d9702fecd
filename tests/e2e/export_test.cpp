// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The exported rules in the real nft, iptables, ip6tables and ebtables: on a bridge, frame by
// frame, they pass and drop what haguard itself would. A frame on which a target differs must be a
// documented exception: its name stands in the output, and here.
#include "export/export.h"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/file.h"
#include "export_frames.h"
#include "export_policy.h"
#include "harness/lab.h"
#include "policy/compile.h"
#include "policy/datapath.h"

using namespace haguard;
using std::chrono::seconds;

namespace {

template <typename T>
T must(Result<T> result) {
  if (!result.ok()) FAIL(result.error().message);
  return std::move(result).value();
}

Table compiled(const Policy& policy, const ExportOptions& options) {
  const CompileOptions compile{.ports = options.ports,
                               .slots = 1024,
                               .flow_capacity = 256,
                               .generation = 1,
                               .scope = options.scope,
                               .scope_vlan = options.scope_vlan};
  return must(compile_policy(policy, compile, {})).table;
}

bool passes(const Table& table, const Bytes& frame, std::uint8_t side) {
  const auto reason = decide(table, parse_frame(frame, frame.size(), side)).reason;
  return reason < HG_REASON_FIRST_DROP;
}

struct Ends {
  RawSocket a;
  RawSocket b;
};

// From one unit to everybody, and waits for it on the other side; true when `wanted` came before.
bool control_arrives(const Host& from, const RawSocket& sender, const RawSocket& receiver,
                     const Host& to, const Bytes& wanted) {
  static unsigned number = 0;
  const Bytes text =
      text_bytes(fmt::format("control {:06} that passes, 48 bytes long and so on", ++number));
  REQUIRE(sender
              .send(Frame()
                        .ethernet(from.mac, mac("ff:ff:ff:ff:ff:ff"))
                        .ipv4({.source = from.ipv4, .destination = to.ipv4, .protocol = 105})
                        .payload(text))
              .ok());
  bool seen = false;
  REQUIRE(receiver.receive(seconds(10), [&](ByteView frame) {
    if (std::equal(frame.begin(), frame.end(), wanted.begin(), wanted.end())) seen = true;
    return containing(text)(frame);
  }));
  return seen;
}

// Sends a probe, then a control frame that passes every target; returns whether the probe came
// before it: the bridge keeps the order. The control frame back puts the bridge's table right,
// which a probe with a false source has changed.
bool comes_through(const Lab& lab, const Ends& ends, const Probe& probe) {
  const Bytes bytes = probe.frame.bytes();
  if (probe.from_a) {
    REQUIRE(ends.a.send(bytes).ok());
    const bool seen = control_arrives(lab.a(), ends.a, ends.b, lab.b(), bytes);
    (void)control_arrives(lab.b(), ends.b, ends.a, lab.a(), {});
    return seen;
  }
  REQUIRE(ends.b.send(bytes).ok());
  const bool seen = control_arrives(lab.b(), ends.b, ends.a, lab.a(), bytes);
  (void)control_arrives(lab.a(), ends.a, ends.b, lab.b(), {});
  return seen;
}

// An exception counts only where the output announces it, and then the target must differ.
void compare(const Lab& lab, const Policy& policy, const ExportOptions& options,
             const std::string& target, const std::string& output) {
  const Table table = compiled(policy, options);
  const Ends ends{must(lab.a().raw_socket()), must(lab.b().raw_socket())};
  std::size_t allowed = 0;
  for (const Probe& probe : export_probes(lab)) {
    INFO(target << ": " << probe.name << "\n" << probe.frame.to_string());
    const bool ours = passes(table, probe.frame.bytes(), probe.from_a ? 0 : 1);
    const bool theirs = comes_through(lab, ends, probe);
    allowed += ours ? 1 : 0;
    const auto gap = std::find_if(probe.gaps.begin(), probe.gaps.end(), [&](const GapOf& entry) {
      return entry.target == target &&
             output.find("not expressed [" + entry.name + "]") != std::string::npos;
    });
    if (gap == probe.gaps.end()) {
      CHECK(theirs == ours);
      continue;
    }
    INFO("documented exception [" << gap->name << "]");
    CHECK(theirs != ours);
  }
  CHECK(allowed > 20);
}

void load(const Lab& lab, const std::string& name, const std::string& text,
          std::vector<std::string> argv) {
  const std::string path = lab.scratch() + "/" + name;
  REQUIRE(write_file(path, text).ok());
  argv.push_back(path);
  const auto loaded = lab.fw().run(argv);
  INFO((loaded.ok() ? std::string() : loaded.error().message) << "\n" << text);
  REQUIRE(loaded.ok());
}

}  // namespace

TEST_CASE("nftables output passes and drops the same frames as haguard", "[root][export]") {
  const Lab lab = must(Lab::create({}));
  const Policy policy = export_test_policy(lab);
  const ExportOptions options = export_test_options();
  const std::string text = must(export_policy(policy, ExportFormat::kNftables, options));
  load(lab, "rules.nft", text, {"nft", "-f"});
  compare(lab, policy, options, "nftables", text);
}

TEST_CASE("iptables output passes and drops the same frames as haguard", "[root][export]") {
  const Lab lab = must(Lab::create({}));
  const Policy policy = export_test_policy(lab);
  const ExportOptions options = export_test_options();
  const std::string text = must(export_policy(policy, ExportFormat::kIptables, options));
  load(lab, "rules.sh", text, {"sh"});
  compare(lab, policy, options, "iptables", text);
}

TEST_CASE("scope peers and scope vlan are exported as well", "[root][export]") {
  const Lab lab = must(Lab::create({}));
  const Policy policy = export_test_policy(lab);
  ExportOptions options = export_test_options();
  SECTION("nftables, peers") {
    options.scope = HG_SCOPE_PEERS;
    const std::string text = must(export_policy(policy, ExportFormat::kNftables, options));
    load(lab, "rules.nft", text, {"nft", "-f"});
    compare(lab, policy, options, "nftables", text);
  }
  SECTION("nftables, one vlan") {
    options.scope_vlan = VlanTags{{3001}};
    const std::string text = must(export_policy(policy, ExportFormat::kNftables, options));
    load(lab, "rules.nft", text, {"nft", "-f"});
    // Every exception of this target lies outside the VLAN, where nothing is judged.
    compare(lab, policy, options, "nftables in one vlan", text);
  }
  SECTION("iptables, peers") {
    options.scope = HG_SCOPE_PEERS;
    const std::string text = must(export_policy(policy, ExportFormat::kIptables, options));
    load(lab, "rules.sh", text, {"sh"});
    compare(lab, policy, options, "iptables", text);
  }
}

TEST_CASE("names cannot break out of the exported rules", "[root][export]") {
  const Lab lab = must(Lab::create({}));
  const std::string canary = lab.scratch() + "/canary";
  const std::string hostile = "x\"; } ' \\ `touch " + canary + "` $(touch " + canary +
                              ") ?\nHAGUARD_END\ntouch " + canary + "\n-A FORWARD -j DROP\n#";
  Policy policy = export_test_policy(lab);
  ExportOptions options = export_test_options();
  policy.link = hostile;
  policy.system = hostile;
  options.bridge = hostile;
  for (auto& peer : policy.peers)
    peer.name += hostile;
  for (auto& flow : policy.flows) {
    flow.name += hostile;
    flow.from += hostile;
    if (!flow.to.empty()) flow.to += hostile;
    options.labels.push_back(hostile);
  }
  const auto check = [&](ExportFormat format, const std::string& file,
                         const std::vector<std::string>& argv, const std::string& target) {
    const std::string text = must(export_policy(policy, format, options));
    load(lab, file, text, argv);
    compare(lab, policy, options, target, text);
    CHECK_FALSE(read_file(canary).ok());
    REQUIRE(lab.fw().run({"nft", "flush", "ruleset"}).ok());
  };
  check(ExportFormat::kNftables, "rules.nft", {"nft", "-f"}, "nftables");
  check(ExportFormat::kIptables, "rules.sh", {"sh"}, "iptables");
}

TEST_CASE("loading exported rules again changes nothing", "[root][export]") {
  const Lab lab = must(Lab::create({}));
  const Policy policy = export_test_policy(lab);
  const ExportOptions options = export_test_options();
  const auto load_twice = [&](ExportFormat format, const std::string& file,
                              const std::vector<std::string>& argv, const std::string& sign) {
    const std::string text = must(export_policy(policy, format, options));
    load(lab, file, text, argv);
    const std::string once = must(lab.fw().run({"nft", "--stateless", "list", "ruleset"}));
    CHECK(once.find(sign) != std::string::npos);
    load(lab, file, text, argv);
    CHECK(must(lab.fw().run({"nft", "--stateless", "list", "ruleset"})) == once);
  };
  load_twice(ExportFormat::kIptables, "rules.sh", {"sh"}, "HAGUARD-rooms-0F");
  load_twice(ExportFormat::kNftables, "rules.nft", {"nft", "-f"}, "table bridge haguard_rooms");
}
