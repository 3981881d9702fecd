// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "gate/read.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.h"
#include "base/file.h"
#include "link/apply.h"
#include "link/counters.h"
#include "link/learning.h"
#include "link/policy_summary.h"
#include "link/ports.h"
#include "link/store.h"
#include "net/routes.h"
#include "net/xdp_features.h"

namespace haguard {
namespace {

bool is_absent(const Error& error) {
  return error.kind == ErrorKind::kNotFound;
}

// The value, or its error among those that are unread.
template <typename T>
void take(Result<T> result, T& value, std::vector<Error>& unread) {
  if (result.ok())
    value = std::move(*result);
  else
    unread.push_back(result.error());
}

void read_reach(ReachFacts& facts, std::vector<Error>& unread) {
  take(list_interfaces(), facts.interfaces, unread);
  take(default_route_interfaces(), facts.default_routes, unread);
  take(operator_session(), facts.session, unread);
}

// When the table was pinned, which is when it came into force, on the clock of the observations. 0
// where the clocks do not tell: then every observation counts.
std::uint64_t in_force_since(const Link& link, std::uint64_t now_ns) {
  std::int64_t pinned_ns = 0;
  for (const char* name : {"table", "table_next"})
    if (const auto time = modified_ns(link.place.pins.map(link.name, name)); time.ok())
      pinned_ns = std::max(pinned_ns, *time);
  const std::int64_t age_ns = wall_milliseconds() * 1'000'000 - pinned_ns;
  if (pinned_ns == 0 || age_ns < 0 || static_cast<std::uint64_t>(age_ns) > now_ns) return 0;
  return now_ns - static_cast<std::uint64_t>(age_ns);
}

Result<Table> table_of(const Link& link, const Policy& policy, const FlowIds& ids) {
  HG_TRY(CompiledPolicy compiled, compile_policy(policy, link.compile_options(0), ids));
  return std::move(compiled.table);
}

void read_policy(const Link& link, GateFacts& facts) {
  const Result<hg_head> head = read_head(link);
  if (!head.ok()) {
    facts.policy_error = head.error();
    return;
  }
  facts.has_flows = (head->flags & HG_HEAD_FLOWS) != 0;
  Result<Policy> policy = policy_in_force(link);
  if (!policy.ok()) {
    if (head->generation != 0) facts.policy_error = policy.error();
    return;
  }
  const Store store(link.place, link.name);
  const Result<FlowIds> ids = store.flow_ids();
  Result<Table> table = table_of(link, *policy, ids.ok() ? *ids : FlowIds{});
  facts.policy = std::move(*policy);
  if (table.ok())
    facts.table = std::move(*table);
  else
    facts.policy_error = table.error();

  const Result<Policy> candidate = store.candidate();
  if (!candidate.ok()) {
    if (!is_absent(candidate.error())) facts.unread.push_back(candidate.error());
    return;
  }
  const auto made = modified_ns(store.path("candidate.toml"));
  const auto accepted = modified_ns(store.history().file(head->generation));
  // One without a flow is not to be accepted either.
  facts.candidate_is_newer = !candidate->flows.empty() && *candidate != *facts.policy &&
                             made.ok() && accepted.ok() && *made > *accepted;
}

Result<CountedPolicy> read_counted(const Link& link) {
  CountedPolicy replaced;
  HG_TRY(replaced.policy, policy_in_force(link));
  HG_TRY(const std::vector<std::uint32_t> ids, flow_ids_of(link, replaced.policy));
  HG_TRY(replaced.counted, read_flows(link, ids));
  return replaced;
}

// The next policy will be newer than any candidate; putting it in force is what becomes of that.
Status read_next_policy(const Link& link, const Policy& next, GateFacts& facts) {
  HG_TRY(const FlowIds ids, Store(link.place, link.name).flow_ids());
  HG_TRY(facts.table, table_of(link, next, ids));
  facts.has_flows = (facts.table.front().head.flags & HG_HEAD_FLOWS) != 0;
  facts.policy = next;
  const Result<hg_head> head = read_head(link);
  if (head.ok() && head->generation == 0) return Done{};
  Result<CountedPolicy> replaced = read_counted(link);
  if (replaced.ok())
    facts.replaced = std::move(*replaced);
  else
    facts.unread.push_back(replaced.error());
  return Done{};
}

void read_port_states(const Link& link, GateFacts& facts) {
  for (std::size_t side = 0; side < facts.ports.size(); ++side) {
    Result<PortState> state = read_port_state(link, side);
    if (state.ok())
      facts.port_states.push_back(std::move(*state));
    else
      facts.unread.push_back(state.error());
  }
}

// All but the policy.
GateFacts read_surroundings(const Link& link, std::vector<System> systems) {
  GateFacts facts;
  facts.link = link.name;
  facts.ports = link.ports();
  facts.system = link.system();
  facts.systems = std::move(systems);
  if (facts.systems.empty())
    facts.unread.push_back(failed("look for flows of one direction: there is no knowledge base",
                                  "--systems FOLDER, or install it"));
  take(read_observations(link.maps.learned), facts.recorded, facts.unread);
  facts.now_ns = monotonic_ns();
  facts.in_force_since_ns = in_force_since(link, facts.now_ns);
  read_reach(facts, facts.unread);
  return facts;
}

}  // namespace

GateFacts read_gate_facts(const Link& link, std::vector<System> systems) {
  GateFacts facts = read_surroundings(link, std::move(systems));
  read_policy(link, facts);
  facts.is_record_full = facts.recorded.size() >= link.info.learn_capacity;
  read_port_states(link, facts);
  return facts;
}

Result<GateFacts> read_gate_facts(const Link& link, std::vector<System> systems,
                                  const Policy& next) {
  GateFacts facts = read_surroundings(link, std::move(systems));
  HG_CHECK(read_next_policy(link, next, facts));
  return facts;
}

ForwardFacts read_forward_facts(const std::string& link, const std::vector<std::string>& ports) {
  ForwardFacts facts;
  facts.link = link;
  facts.ports = ports;
  read_reach(facts, facts.unread);
  take(forwards_packets(), facts.routed, facts.unread);
  for (const std::string& port : facts.ports) {
    const Interface* interface = find_interface(facts.interfaces, port);
    facts.features.emplace_back();
    if (interface != nullptr)
      take(xdp_features(interface->index), facts.features.back(), facts.unread);
  }
  return facts;
}

}  // namespace haguard
