// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/heartbeat_guard.h"

#include <algorithm>
#include <numeric>

#include "base/seconds.h"

namespace haguard {
namespace {

// The data path's clock lags by up to a scheduler tick, and a loaded machine by more.
constexpr std::uint64_t kSlackNs = 20'000'000U;
constexpr std::uint64_t kPollsOfSilence = 2;
constexpr std::uint64_t kPollsAlive = 3;
constexpr std::uint64_t kTrustAfterPolicyNs = 600 * kSecondNs;
constexpr std::uint64_t kSuspicionNs = 2 * kSecondNs;

std::uint64_t total(const DropCounts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

DropCounts of_side(const std::vector<DropCounts>& dropped, std::size_t side) {
  return side < dropped.size() ? dropped[side] : DropCounts{};
}

}  // namespace

void HeartbeatGuard::set_flows(std::uint32_t generation, const std::vector<HeartbeatFlow>& flows,
                               std::uint64_t now_ns) {
  generation_ = generation;
  for (auto& [id, watched] : flows_) {
    watched.in_policy = false;
    // Whoever was alive under the old policy ought to be under the new one.
    if (watched.trusted_until_ns > now_ns) watched.trusted_until_ns = now_ns + kTrustAfterPolicyNs;
  }
  for (const HeartbeatFlow& flow : flows) {
    Watched& watched = flows_[flow.id];
    watched.flow = flow;
    watched.in_policy = true;
  }
  forget(now_ns);
}

std::vector<std::uint32_t> HeartbeatGuard::ids() const {
  std::vector<std::uint32_t> ids;
  for (const auto& [id, watched] : flows_)
    ids.push_back(id);
  return ids;
}

HeartbeatVerdict HeartbeatGuard::step(const HeartbeatInput& input) {
  if (input.enforcing && !enforcing_) begin_enforcing(input);
  enforcing_ = input.enforcing;
  HeartbeatVerdict verdict;
  for (auto& [id, watched] : flows_) {
    observe(watched, input);
    judge(watched, input, verdict);
  }
  dropped_before_ = input.dropped;
  forget(input.now_ns);
  return verdict;
}

void HeartbeatGuard::begin_enforcing(const HeartbeatInput& input) {
  enforcing_since_ns_ = input.now_ns;
  for (auto& [id, watched] : flows_) {
    watched.alive = watched.trusted_until_ns > input.now_ns;
    // What was dropped since the look before this one was dropped by this enforcing.
    const auto& before = dropped_before_.empty() ? input.dropped : dropped_before_;
    watched.baseline = of_side(before, watched.flow.side);
  }
}

void HeartbeatGuard::observe(Watched& watched, const HeartbeatInput& input) const {
  const auto reading = input.flows.find(watched.flow.id);
  if (reading == input.flows.end()) return;
  if (!watched.rhythm.observe(reading->second.frames, reading->second.last_ns)) return;
  const std::uint64_t interval = watched.rhythm.interval_ns();
  watched.suspected_ns = 0;
  watched.generation = generation_;
  watched.baseline = of_side(input.dropped, watched.flow.side);
  if (interval == 0) return;
  watched.trusted_until_ns = watched.rhythm.last_ns() + kPollsAlive * interval + kSecondNs;
  watched.alive = watched.trusted_until_ns > input.now_ns;
}

std::uint64_t HeartbeatGuard::silence_of(const Watched& watched, std::uint64_t now_ns) const {
  const std::uint64_t since = std::max(watched.rhythm.last_ns(), enforcing_since_ns_);
  return now_ns > since ? now_ns - since : 0;
}

// For as long as there is something to be seen: a peer that is off stays late for ever.
bool HeartbeatGuard::is_late(Watched& watched, std::uint64_t now_ns) const {
  const std::uint64_t interval = watched.rhythm.interval_ns();
  if (silence_of(watched, now_ns) < interval + interval / 4 + kSlackNs) return false;
  if (watched.suspected_ns == 0) watched.suspected_ns = now_ns;
  return now_ns - watched.suspected_ns < kSuspicionNs + kPollsOfSilence * interval;
}

DropCounts HeartbeatGuard::harm_to(const Watched& watched, const HeartbeatInput& input) const {
  DropCounts harm{};
  const DropCounts now = of_side(input.dropped, watched.flow.side);
  for (std::size_t reason = HG_REASON_FIRST_DROP; reason < harm.size(); ++reason)
    harm.at(reason) = now.at(reason) - watched.baseline.at(reason);
  // Under the policy it was heard with, its sender is known: an unknown one is somebody else.
  if (watched.generation == generation_) harm.at(HG_REASON_UNKNOWN_SOURCE) = 0;
  return harm;
}

void HeartbeatGuard::judge(Watched& watched, const HeartbeatInput& input,
                           HeartbeatVerdict& verdict) const {
  const std::uint64_t interval = watched.rhythm.interval_ns();
  const std::uint64_t silent = silence_of(watched, input.now_ns);
  const bool silent_for_long = silent >= kPollsOfSilence * interval + kSlackNs;
  if (watched.alerted && (!input.enforcing || !silent_for_long)) {
    watched.alerted = false;
    if (verdict.action == HeartbeatAction::kNone) verdict.action = HeartbeatAction::kAlertOver;
    verdict.back.push_back(watched.flow.name);
  }
  if (!input.enforcing || !watched.alive || interval == 0) return;
  verdict.suspicious = is_late(watched, input.now_ns) || verdict.suspicious;
  const DropCounts harm = harm_to(watched, input);
  if (!silent_for_long || total(harm) == 0) return;
  if (!input.awaits_confirm && watched.alerted) return;
  watched.alerted = !input.awaits_confirm;
  verdict.action = input.awaits_confirm ? HeartbeatAction::kFallBack : HeartbeatAction::kAlert;
  verdict.silences.push_back({watched.flow.name, watched.flow.side, silent, interval, harm});
}

void HeartbeatGuard::forget(std::uint64_t now_ns) {
  std::erase_if(flows_, [now_ns](const auto& one) {
    const Watched& watched = one.second;
    return !watched.in_policy && !watched.alerted && watched.trusted_until_ns <= now_ns;
  });
}

}  // namespace haguard
