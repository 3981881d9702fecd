// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Policies that replace one another, hosts and wildcards as the table holds them.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>

#include "fixture/must.h"
#include "rig.h"

using namespace haguard;

namespace {

const Bytes kHello = passing_samples().front().bytes;

Policy without(Policy policy, const std::string& name) {
  policy.flows.erase(std::remove_if(policy.flows.begin(), policy.flows.end(),
                                    [&](const Flow& flow) { return flow.name == name; }),
                     policy.flows.end());
  return policy;
}

Bytes udp(std::uint16_t source, std::uint16_t destination) {
  return from_primary()
      .ipv4(primary_v4())
      .udp({.source = source, .destination = destination})
      .bytes();
}

Policy udp_policy(std::vector<Flow> flows) {
  Policy policy = pair_policy();
  for (Flow& flow : flows) {
    flow.from = "primary";
    flow.to = "secondary";
    flow.protocol = 17;
  }
  policy.flows = std::move(flows);
  return policy;
}

}  // namespace

TEST_CASE("a flow keeps its counter through policies that come and go", "[swap]") {
  Rig& rig = pair_rig();
  const CompiledPair& all = compiled_pair();
  const std::uint32_t id = all.id_of("asa-ab");
  const std::uint64_t before = rig.counters().flows[id].frames;
  CHECK(rig.send(kHello).flow_id == id);

  const CompiledPair less =
      compile_pair(without(pair_policy(), "asa-ab"), pair_options(), all.compiled.ids);
  rig.install(less.table());
  CHECK(rig.send(kHello).reason == HG_REASON_UNKNOWN_PROTOCOL);
  CHECK(rig.counters().flows[id].frames == before + 1);

  rig.install(compile_pair(pair_policy(), pair_options(), less.compiled.ids).table());
  CHECK(rig.send(kHello).flow_id == id);
  CHECK(rig.counters().flows[id].frames == before + 2);
}

TEST_CASE("reason counters survive a swap and a mode change", "[swap]") {
  Rig& rig = pair_rig();
  rig.send(kHello);
  const Counters before = rig.counters();
  rig.install(compiled_pair().table());
  rig.set_mode(HG_MODE_AUDIT);
  const Counters after = rig.counters();
  for (std::size_t i = 0; i < before.reasons.size(); ++i)
    REQUIRE(after.reasons[i].frames == before.reasons[i].frames);
}

TEST_CASE("of several wildcards the most specific one counts the frame", "[swap]") {
  Rig& rig = pair_rig();
  Flow both, any_source, any_destination, any;
  both.name = "both";
  both.source_port = 5000;
  both.destination_port = 6000;
  any_source.name = "any-source";
  any_source.destination_port = 6000;
  any_destination.name = "any-destination";
  any_destination.source_port = 5000;
  any.name = "any";
  const CompiledPair pair = compile_pair(udp_policy({any, any_destination, any_source, both}));
  rig.install(pair.table());
  CHECK(rig.send(udp(5000, 6000)).flow_id == pair.id_of("both"));
  CHECK(rig.send(udp(5001, 6000)).flow_id == pair.id_of("any-source"));
  CHECK(rig.send(udp(5000, 6001)).flow_id == pair.id_of("any-destination"));
  CHECK(rig.send(udp(5001, 6001)).flow_id == pair.id_of("any"));
}

TEST_CASE("a wildcard alone does not open the other port", "[swap]") {
  Rig& rig = pair_rig();
  Flow any_source;
  any_source.name = "any-source";
  any_source.destination_port = 6000;
  rig.install(compile_pair(udp_policy({any_source})).table());
  CHECK(rig.send(udp(1, 6000)).passed);
  CHECK(rig.send(udp(6000, 1)).reason == HG_REASON_UNKNOWN_PROTOCOL);
  CHECK(rig.send(udp(0, 0)).reason == HG_REASON_UNKNOWN_PROTOCOL);
}

TEST_CASE("a port of zero matches no wildcard's empty field", "[swap]") {
  Rig& rig = pair_rig();
  Flow zero;
  zero.name = "zero";
  zero.source_port = 0;
  zero.destination_port = 6000;
  rig.install(compile_pair(udp_policy({zero})).table());
  CHECK(rig.send(udp(0, 6000)).passed);
  CHECK(rig.send(udp(1, 6000)).reason == HG_REASON_UNKNOWN_PROTOCOL);
}

TEST_CASE("a peer with several MACs may use any of them, on its own side", "[swap]") {
  Rig& rig = pair_rig();
  Policy policy = pair_policy();
  policy.peers[0].macs.push_back(mac("02:00:00:00:00:11"));
  rig.install(compile_pair(policy).table());
  Bytes frame = kHello;
  CHECK(rig.send(frame).passed);
  frame[11] = 0x11;
  CHECK(rig.send(frame).passed);
  frame[11] = 0x02;
  CHECK(rig.send(frame).reason == HG_REASON_MAC_MISMATCH);
  frame[11] = 0x66;
  CHECK(rig.send(frame).reason == HG_REASON_MAC_MISMATCH);
}

TEST_CASE("binding to the MAC can be switched off for a flow", "[swap]") {
  Rig& rig = pair_rig();
  Policy policy = pair_policy();
  for (Flow& flow : policy.flows)
    flow.bind_mac = false;
  rig.install(compile_pair(policy).table());
  Bytes frame = kHello;
  frame[11] = 0x66;
  CHECK(rig.send(frame).passed);
  CHECK(rig.send(frame, kSecondarySide).reason == HG_REASON_WRONG_SIDE);
}

TEST_CASE("the kernel's table is the compiled one, entry by entry", "[swap]") {
  const Table& table = compiled_pair().table();
  const Map map = must(create_table(table));
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    INFO("entry " << i);
    const auto entry = must(read_entry<hg_entry>(map, i));
    // Byte by byte: reserved ones are zero. NOLINTNEXTLINE(bugprone-suspicious-memory-comparison)
    REQUIRE(std::memcmp(&entry, &table[i], sizeof entry) == 0);
  }
}

// What was checked and compiled is what is in force: nobody changes a line of it by a slip.
TEST_CASE("the kernel's table cannot be changed in place", "[swap]") {
  const Map map = must(create_table(compiled_pair().table()));
  const auto before = must(read_entry<hg_entry>(map, 0));
  const Status written = write_entry(map, 0, hg_entry{});
  REQUIRE_FALSE(written.ok());
  CHECK(written.error().message.find("Operation not permitted") != std::string::npos);
  CHECK_FALSE(map_page(map).ok());
  const auto after = must(read_entry<hg_entry>(map, 0));
  CHECK(after.head.generation == before.head.generation);
  CHECK(after.head.seed == before.head.seed);
}
