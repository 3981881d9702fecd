// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/many_flows.h"

#include <algorithm>

#include "bpf/guard.h"
#include "fixture/sample.h"
#include "traffic.h"

namespace haguard {

Policy many_flows(std::uint32_t count) {
  constexpr std::uint8_t kUdp = 17;
  Policy policy;
  policy.link = "rooms";
  policy.peers = {{"primary", "eth1", {kMacA}, {kIpA}, {}, {}},
                  {"secondary", "eth2", {kMacB}, {kIpB}, {}, {}}};
  policy.flows.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    Flow flow;
    flow.name = "flow-" + std::to_string(i);
    flow.from = "primary";
    flow.to = "secondary";
    flow.protocol = kUdp;
    flow.source_port = bench_source_port(i);
    flow.destination_port = bench_destination_port(i);
    policy.flows.push_back(std::move(flow));
  }
  return policy;
}

Bytes frame_of_flow(std::uint32_t n) {
  return from_primary()
      .ipv4(primary_v4())
      .udp({.source = bench_source_port(n),
            .destination = bench_destination_port(n),
            .checksum = std::uint16_t{0}})
      .pad()
      .bytes();
}

std::vector<std::string> room_for(std::uint32_t count) {
  return {"--max-flows", std::to_string(many_flows_capacity(count).flows)};
}

Capacity many_flows_capacity(std::uint32_t count) {
  constexpr std::uint32_t kFewest = 16;  // the hosts need lines as well
  return Capacity::for_flows(std::max(count, kFewest));
}

CompileOptions many_flows_options(std::uint32_t count) {
  const Capacity capacity = many_flows_capacity(count);
  CompileOptions options = pair_options();
  options.flow_capacity = capacity.flows;
  options.entries = capacity.entries;
  return options;
}

}  // namespace haguard
