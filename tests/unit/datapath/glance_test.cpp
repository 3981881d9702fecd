// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The glance of bpf/glance.h: what it tells of a frame is what the whole parser and hg_decide()
// say, and it does tell of the frames that there are most of.
#include <catch2/catch.hpp>

#include "fixture/sample.h"
#include "policy/datapath.h"

using namespace haguard;

namespace {

std::optional<hg_verdict> glance_at(const CompiledPair& pair, const Sample& sample) {
  return glance(pair.table(), frame_of(sample.bytes, sample.bytes.size()),
                static_cast<std::uint8_t>(sample.side));
}

std::string name_at_a_glance(const CompiledPair& pair, const std::string& name) {
  const auto told = glance_at(pair, sample_named(name));
  return told ? reason_name(told->reason) : "nothing";
}

}  // namespace

TEST_CASE("a glance tells what the whole frame says, or nothing", "[glance]") {
  const Policy policy = GENERATE(pair_policy(), one_mac_policy());
  CompileOptions options = pair_options();
  options.scope = GENERATE(HG_SCOPE_LINK, HG_SCOPE_PEERS);
  const CompiledPair pair = compile_pair(policy, options);
  for (const Sample& sample : all_samples()) {
    INFO(sample.name << ", shared MACs " << policy.peers[0].shared_macs.size() << ", scope "
                     << unsigned{options.scope} << "\n"
                     << describe_frame(sample.bytes));
    const auto told = glance_at(pair, sample);
    if (!told) continue;
    const hg_verdict whole = decide(
        pair.table(),
        parse_frame(sample.bytes, sample.bytes.size(), static_cast<std::uint8_t>(sample.side)));
    CHECK(told->reason == whole.reason);
    CHECK(told->flow_id == whole.flow_id);
    CHECK(told->flags == whole.flags);
    CHECK(told->slot == whole.slot);
  }
}

TEST_CASE("a glance recognises flows and strangers", "[glance]") {
  const CompiledPair pair = compile_pair(pair_policy());
  for (const char* name :
       {"ipv4 protocol 105", "udp both ports", "udp any source port", "tcp data", "one tag",
        "two tags", "ipv6 protocol 105", "esp in udp", "esp in udp over ipv6", "nat keepalive"}) {
    INFO(name);
    CHECK(name_at_a_glance(pair, name) == "flow");
  }
  CHECK(name_at_a_glance(pair, "unknown host") == "unknown_source");
}

TEST_CASE("a glance looks at nothing behind a stranger's address", "[glance]") {
  const CompiledPair pair = compile_pair(pair_policy());
  for (const char* name :
       {"tcp syn of an unknown host", "later fragment of an unknown host",
        "options of an unknown host", "tiny fragment of an unknown host",
        "udp of an unknown host cut off", "ipv4 header of 0 bytes of an unknown host",
        "extension header of an unknown host cut off", "icmpv6 of an unknown host cut off"}) {
    INFO(name);
    CHECK(name_at_a_glance(pair, name) == "unknown_source");
  }
}

// Where bytes are missing, others may be in a further buffer: how long the frame is takes a call.
TEST_CASE("a glance tells nothing of a stranger whose frame may go on elsewhere", "[glance]") {
  const CompiledPair pair = compile_pair(pair_policy());
  CHECK(name_at_a_glance(pair, "datagram of an unknown host longer than the frame") == "nothing");
  CHECK(name_at_a_glance(pair, "no ipv4 of an unknown host") == "nothing");
}

TEST_CASE("a glance leaves alone what takes more to tell", "[glance]") {
  const CompiledPair pair = compile_pair(pair_policy());
  for (const char* name :
       {"arp request", "ike", "ike behind nat", "nat keepalive without padding", "tcp"}) {
    INFO(name);
    CHECK(name_at_a_glance(pair, name) == "nothing");
  }
}

TEST_CASE("a stranger in scope peers takes more than a glance", "[glance]") {
  CompileOptions options = pair_options();
  options.scope = HG_SCOPE_PEERS;
  const CompiledPair pair = compile_pair(pair_policy(), options);
  CHECK(name_at_a_glance(pair, "ipv4 protocol 105") == "flow");
  CHECK(name_at_a_glance(pair, "unknown host") == "nothing");
}

// Nothing is enforced without a policy: the reason is another one then.
TEST_CASE("a table without flows has no strangers at a glance", "[glance]") {
  Policy policy = pair_policy();
  policy.flows.clear();
  const CompiledPair pair = compile_pair(policy);
  CHECK(name_at_a_glance(pair, "unknown host") == "nothing");
}
