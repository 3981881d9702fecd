// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/timeline.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/clock.h"
#include "base/seconds.h"
#include "base/units.h"
#include "daemon/drop_counts.h"
#include "link/apply.h"
#include "link/counters.h"
#include "link/events.h"
#include "link/heartbeats.h"
#include "link/hold_time.h"
#include "link/learning.h"
#include "systems/load.h"

namespace haguard {
namespace {

constexpr std::uint64_t kHeartbeatPauseNs = kSecondNs;
// Between a missed hello and a silence lies half an interval: of a second, that is seen for sure.
constexpr std::uint64_t kLeastPauseNs = kSecondNs / 4;
constexpr std::uint64_t kPauseNs = 5 * kSecondNs;  // where there is no heartbeat to wait for
constexpr std::uint64_t kNewcomersPauseNs = kSecondNs;
constexpr std::uint64_t kManyPauseNs = 60 * kSecondNs;
constexpr std::size_t kMany = 1000;  // observations: reading them takes a while

Patience patience_of(const Link& link, const Policy& policy) {
  std::vector<System> systems;  // read only where the configuration does not say
  if (link.info.hold_ns == 0) {
    Result<std::vector<System>> known = load_systems(link.place.systems);
    if (known.ok()) systems = std::move(*known);
  }
  const HoldTime hold = hold_time_of(link, policy.system, systems);
  Patience patience;
  patience.hold_ns = hold.ns;
  patience.missed = hold.missed;
  return patience;
}

// Whether the silence of `peer` that began then is among the events.
bool is_told(const std::vector<Event>& events, const std::string& peer, std::int64_t since_ms) {
  return std::any_of(events.begin(), events.end(), [&](const Event& event) {
    return event.at_ms >= since_ms && event.kind == "silent" &&
           event.text.rfind(peer + " silent ", 0) == 0;
  });
}

std::string units_behind(const Policy& policy, const std::string& port) {
  std::vector<std::string> names;
  for (const Peer& peer : policy.peers)
    if (peer.port == port) names.push_back(peer.name);
  return names.empty() ? port : fmt::format("{} ({})", fmt::join(names, ", "), port);
}

}  // namespace

Result<std::vector<News>> Timeline::look(const Link& link, const ModeState& state,
                                         std::uint64_t now_ns) {
  std::vector<News> news;
  const hg_mode mode = effective_mode(state, now_ns);
  HG_TRY(const std::uint32_t table, table_id(link.maps.policy));
  if (table != table_) {
    HG_CHECK(follow_policy(link));
    table_ = table;
  }
  if (!std::exchange(has_begun_, true)) HG_CHECK(take_over(link, now_ns));
  const bool is_counting = mode == HG_MODE_AUDIT || mode == HG_MODE_ENFORCE;
  if (!is_counting || policy_.peers.empty()) {
    forget();
    pause_ns_ = 0;
    return news;
  }
  HG_CHECK(watch_peers(link, now_ns, news));
  HG_CHECK(watch_direction(link, now_ns, news));
  if (mode == HG_MODE_AUDIT) {
    wrong_macs_.clear();
    HG_CHECK(watch_newcomers(link, now_ns, news));
  } else {
    newcomers_.forget();
    HG_CHECK(watch_dropped_macs(link, news));
  }
  return news;
}

void Timeline::forget() {
  silence_.forget();
  turnover_.forget();
  newcomers_.forget();
  wrong_macs_.clear();
}

Status Timeline::follow_policy(const Link& link) {
  Result<Policy> policy = policy_in_force(link);
  if (!policy.ok() && policy.error().kind != ErrorKind::kNotFound) return policy.error();
  policy_ = policy.ok() ? std::move(*policy) : Policy();
  HG_TRY(const FlowIds ids, Store(link.place, link.name).flow_ids());
  std::vector<PeerHeartbeat> flows;
  for (const Flow& flow : policy_.flows) {
    const auto id = ids.find(flow_identity(flow));
    if (flow.heartbeat && id != ids.end()) flows.push_back({id->second, flow.from});
  }
  silence_.set_flows(flows, patience_of(link, policy_));
  return Done{};
}

// A silence that began while nobody looked is told, and of one that was told before, the end. The
// kernel knows the flows' intervals, and whether they were counted all the while.
Status Timeline::take_over(const Link& link, std::uint64_t now_ns) {
  HG_TRY(const SlotOwners owners, read_slot_owners(link));
  std::map<std::uint32_t, PastHeartbeat> past;
  for (const std::uint32_t id : silence_.ids()) {
    HG_TRY(const auto heartbeat, read_heartbeat(link, owners, id));
    if (!heartbeat) continue;
    HG_TRY(const hg_flow_stats stats, read_flow(link, id));
    HG_TRY(const GapWatch watch, read_gap_watch(link));
    const GapFacts facts = watch.facts(*heartbeat);
    past[id] = {};
    if (facts.silent_ns != 0) past[id] = {{stats.frames, stats.last_ns}, facts.interval_ns};
  }
  const std::vector<SilentPeer> silent = silence_.take_over(now_ns, past);
  if (silent.empty()) return Done{};
  HG_TRY(const std::vector<Event> events, read_events(link.place, link.name));
  for (const auto& [peer, last_ns] : silent)
    if (is_told(events, peer, wall_milliseconds_of(last_ns))) silence_.was_told(peer);
  return Done{};
}

Status Timeline::watch_peers(const Link& link, std::uint64_t now_ns, std::vector<News>& news) {
  std::map<std::uint32_t, HeartbeatReading> readings;
  for (const std::uint32_t id : silence_.ids()) {
    HG_TRY(const hg_flow_stats stats, read_flow(link, id));
    readings[id] = {stats.frames, stats.last_ns};
  }
  for (News& one : silence_.step(now_ns, readings))
    news.push_back(std::move(one));
  const std::uint64_t due = silence_.due_ns(now_ns);
  pause_ns_ = readings.empty() ? kPauseNs : kHeartbeatPauseNs;
  if (due != 0) pause_ns_ = std::clamp(due, kLeastPauseNs, kHeartbeatPauseNs);
  return Done{};
}

Status Timeline::watch_direction(const Link& link, std::uint64_t now_ns, std::vector<News>& news) {
  const std::vector<std::string> ports = link.ports();
  HG_TRY(const std::vector<PortCounters> counters, read_ports(link));
  std::vector<std::uint64_t> bytes;
  bytes.reserve(counters.size());
  for (const PortCounters& port : counters)
    bytes.push_back(port.by[HG_PASSED][HG_REASON_FLOW].bytes);
  const auto change = turnover_.step(now_ns, bytes);
  if (!change) return Done{};
  News failover{"failover",
                fmt::format("most comes from {} now, no longer from {}: the pair failed over",
                            units_behind(policy_, ports.at(change->to)),
                            units_behind(policy_, ports.at(change->from))),
                {}};
  for (std::size_t side = 0; side < ports.size(); ++side)
    failover.details.push_back(fmt::format("{}: {} a second", ports[side],
                                           format_bytes(change->bytes_per_second.at(side))));
  news.push_back(std::move(failover));
  return Done{};
}

Status Timeline::watch_newcomers(const Link& link, std::uint64_t now_ns, std::vector<News>& news) {
  HG_TRY(const auto sides, read_drops(link, HG_WOULD_DROP));
  std::uint64_t frames = 0;
  for (const DropCounts& side : sides)
    frames = std::accumulate(side.begin(), side.end(), frames);
  const bool is_first = !newcomers_.has_begun();
  if (!is_first && (frames == would_drop_ || now_ns < newcomers_due_ns_)) return Done{};
  HG_TRY(const std::vector<Observation> seen, read_observations(link.maps.learned));
  would_drop_ = frames;
  newcomers_due_ns_ = now_ns + (seen.size() > kMany ? kManyPauseNs : kNewcomersPauseNs);
  for (News& one : newcomers_.step(seen, policy_, link.ports()))
    news.push_back(std::move(one));
  return Done{};
}

// What is dropped is not recorded, so that the MAC is not known here.
Status Timeline::watch_dropped_macs(const Link& link, std::vector<News>& news) {
  HG_TRY(const auto sides, read_drops(link, HG_DROPPED));
  const std::vector<std::string> ports = link.ports();
  const bool is_first = wrong_macs_.size() != sides.size();
  if (is_first) told_of_macs_.assign(sides.size(), false);
  wrong_macs_.resize(sides.size());
  for (std::size_t side = 0; side < sides.size(); ++side) {
    const std::uint64_t before =
        std::exchange(wrong_macs_[side], sides[side][HG_REASON_MAC_MISMATCH]);
    if (is_first || wrong_macs_[side] == before || told_of_macs_[side]) continue;
    told_of_macs_[side] = true;
    news.push_back(
        {"mac",
         fmt::format("{}: frames with the address of {} and another MAC are dropped", ports[side],
                     units_behind(policy_, ports[side])),
         {"a replaced unit, or somebody who claims to be it; `haguard drops` shows them"}});
  }
  return Done{};
}

}  // namespace haguard
