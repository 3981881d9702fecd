// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "replay/learn.h"

#include "bpf/guard.h"
#include "link/control.h"
#include "link/learning.h"
#include "policy/compile.h"
#include "replay/sides.h"

namespace haguard {
namespace {

constexpr std::uint32_t kObservations = 65536;

// The table of the run: nobody, or the hosts that learning is confined to.
Result<Table> table_for(const std::vector<NamedPeer>& named, const std::vector<std::string>& ports,
                        const Capacity& capacity) {
  CompileOptions options;
  options.ports = ports;
  options.entries = capacity.entries;
  options.flow_capacity = capacity.flows;
  options.confine_learning = !named.empty();
  return compile_hosts(peers_of(named), options);
}

}  // namespace

Result<ReplayedLearning> learn_capture(const Capture& capture, const std::string& link,
                                       const std::vector<std::string>& ports,
                                       const std::vector<NamedPeer>& named, Feeding feeding) {
  HG_TRY(const SidedCapture sided, find_sides(capture, ports, named));
  Capacity capacity = Capacity::for_flows(kDefaultFlows);
  capacity.learn = kObservations;
  HG_TRY(const ReplayGuard guard,
         ReplayGuard::load(static_cast<unsigned>(sided.ports.size()), capacity));
  HG_TRY(const Table table, table_for(named, sided.ports, capacity));
  HG_CHECK(install_table(guard.maps().policy, table));
  HG_CHECK(write_mode(guard.maps().control, {HG_MODE_LEARN, 0}));

  ReplayedLearning result;
  HG_TRY(result.fed, feed_capture(guard, capture, sided.sides, feeding));
  Evidence& evidence = result.evidence;
  evidence.link = link;
  evidence.ports = sided.ports;
  evidence.named = named;
  HG_TRY(evidence.observations, read_observations(guard.maps().learned));
  if (!capture.frames.empty()) {
    evidence.started_ns = capture.frames.front().time_ns;
    evidence.ended_ns = capture.frames.back().time_ns;
  }
  return result;
}

}  // namespace haguard
