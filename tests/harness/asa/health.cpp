// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness/asa/health.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace haguard {
namespace {

constexpr std::uint64_t kMissedBeforeTest = 3;

std::chrono::milliseconds between(AsaTime from, AsaTime to) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(to - from);
}

}  // namespace

const char* asa_peer_name(AsaPeer peer) {
  switch (peer) {
    case AsaPeer::kNeverSeen:
      return "never seen";
    case AsaPeer::kReady:
      return "ready";
    case AsaPeer::kTesting:
      return "testing";
    case AsaPeer::kFailed:
      return "failed";
  }
  return "?";
}

AsaHealth::AsaHealth(const AsaOptions& options, AsaTime now)
    : primary_(options.primary),
      poll_(options.poll),
      hold_(options.hold),
      role_(options.role),
      last_hello_(now),
      settled_at_(now) {}

void AsaHealth::become(AsaTime now, AsaRole role, const char* why) {
  role_ = role;
  settled_at_ = now + 2 * poll_;
  events_.push_back(fmt::format("became {}: {}", asa_role_name(role), why));
}

void AsaHealth::set_peer(AsaPeer peer) {
  if (peer == peer_) return;
  peer_ = peer;
  events_.push_back(fmt::format("peer {}", asa_peer_name(peer)));
}

// Hellos that are overdue by now: none until half a poll after the time it was expected.
std::uint64_t AsaHealth::missed_run(AsaTime now) const {
  const auto late = between(last_hello_, now) - poll_ / 2;
  return late < poll_ ? 0 : static_cast<std::uint64_t>(late / poll_);
}

void AsaHealth::hello(AsaTime now, AsaRole peer_role) {
  tick(now);
  if (seen_) longest_gap_ = std::max(longest_gap_, between(last_hello_, now));
  seen_ = true;
  last_hello_ = now;
  missed_counted_ = 0;
  set_peer(AsaPeer::kReady);
  judge_roles(now, peer_role);
}

void AsaHealth::judge_roles(AsaTime now, AsaRole peer_role) {
  if (peer_role != role_) {
    in_split_brain_ = false;
    return;
  }
  if (swap_pending_) {  // the peer has changed already; its answer was lost
    swap_done(now);
    return;
  }
  if (now < settled_at_) return;
  if (role_ == AsaRole::kStandby) {
    if (primary_) become(now, AsaRole::kActive, "both were standby");
    return;
  }
  both_active();
  if (!primary_) become(now, AsaRole::kStandby, "split brain, the primary stays active");
}

void AsaHealth::both_active() {
  if (in_split_brain_) return;
  in_split_brain_ = true;
  ++split_brains_;
  events_.emplace_back("split brain: the peer is active, too");
}

void AsaHealth::tick(AsaTime now) {
  if (peer_ == AsaPeer::kFailed) return;
  const std::uint64_t missed = missed_run(now);
  if (seen_ && missed > missed_counted_) {
    missed_total_ += missed - missed_counted_;
    missed_counted_ = missed;
  }
  if (missed >= kMissedBeforeTest) set_peer(AsaPeer::kTesting);
  if (between(last_hello_, now) < hold_) return;
  set_peer(AsaPeer::kFailed);
  if (role_ == AsaRole::kActive) return;
  ++takeovers_;
  become(now, AsaRole::kActive, "hold time expired");
}

void AsaHealth::start_swap(AsaTime now) {
  swap_pending_ = peer_ == AsaPeer::kReady;
  settled_at_ = now + 2 * poll_;
  if (!swap_pending_) events_.emplace_back("failover refused: the peer is not ready");
}

void AsaHealth::swap_done(AsaTime now) {
  if (!swap_pending_) return;
  swap_pending_ = false;
  accept_swap(now);
}

void AsaHealth::swap_failed() {
  swap_pending_ = false;
  events_.emplace_back("failover failed: the peer did not answer");
}

void AsaHealth::accept_swap(AsaTime now) {
  ++failovers_;
  become(now, role_ == AsaRole::kActive ? AsaRole::kStandby : AsaRole::kActive, "failover");
}

std::optional<std::chrono::milliseconds> AsaHealth::hello_age(AsaTime now) const {
  if (!seen_) return {};
  return between(last_hello_, now);
}

std::vector<std::string> AsaHealth::take_events() {
  return std::exchange(events_, {});
}

}  // namespace haguard
