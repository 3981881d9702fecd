// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// How a unit judges itself and its peer: a pure state machine, driven by hellos and the clock.
// Follows the published behaviour: three missed hellos start the interface tests; a standby whose
// hold time runs out goes active; when two active units hear each other, that is a split brain, and
// the secondary yields.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/asa/options.h"

namespace haguard {

using AsaTime = std::chrono::steady_clock::time_point;

enum class AsaPeer : std::uint8_t { kNeverSeen, kReady, kTesting, kFailed };
const char* asa_peer_name(AsaPeer peer);

class AsaHealth {
 public:
  AsaHealth(const AsaOptions& options, AsaTime now);

  void hello(AsaTime now, AsaRole peer_role);
  void tick(AsaTime now);

  // A failover on command. Asked here: start_swap() until swap_pending() ends. Asked by the peer:
  // accept_swap().
  void start_swap(AsaTime now);
  bool swap_pending() const { return swap_pending_; }
  void swap_done(AsaTime now);
  void swap_failed();
  void accept_swap(AsaTime now);

  AsaRole role() const { return role_; }
  AsaPeer peer() const { return peer_; }
  bool testing() const { return peer_ == AsaPeer::kTesting; }
  std::optional<std::chrono::milliseconds> hello_age(AsaTime now) const;
  std::chrono::milliseconds longest_gap() const { return longest_gap_; }
  std::uint64_t missed_hellos() const { return missed_total_; }
  std::uint64_t takeovers() const { return takeovers_; }
  std::uint64_t split_brains() const { return split_brains_; }
  std::uint64_t failovers() const { return failovers_; }

  // What happened since the last call, oldest first: "became active: hold time expired".
  std::vector<std::string> take_events();

 private:
  void become(AsaTime now, AsaRole role, const char* why);
  void set_peer(AsaPeer peer);
  void judge_roles(AsaTime now, AsaRole peer_role);
  void both_active();
  std::uint64_t missed_run(AsaTime now) const;

  bool primary_;
  std::chrono::milliseconds poll_;
  std::chrono::milliseconds hold_;
  AsaRole role_;
  AsaPeer peer_ = AsaPeer::kNeverSeen;
  AsaTime last_hello_;  // or the start
  AsaTime settled_at_;  // roles are not judged before: hellos may have crossed a swap
  bool seen_ = false;
  bool swap_pending_ = false;
  bool in_split_brain_ = false;
  std::uint64_t missed_counted_ = 0;  // of the present run
  std::uint64_t missed_total_ = 0;
  std::chrono::milliseconds longest_gap_{0};
  std::uint64_t takeovers_ = 0;
  std::uint64_t split_brains_ = 0;
  std::uint64_t failovers_ = 0;
  std::vector<std::string> events_;
};

}  // namespace haguard
