// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Many frames through a ReplayGuard for one system call (bpf/replay.bpf.c): in the same order, at
// the same times and with the same effect as one ReplayGuard::run() for each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/result.h"
#include "bpf/guard.h"
#include "haguard/replay.h"

namespace haguard {

// What a ReplayGuard takes of a frame: `bytes`, and zeros up to `size` (HG_REPLAY_SHORTEST to
// HG_REPLAY_LONGEST).
struct ReplayFrame {
  unsigned side = 0;
  std::uint64_t time_ns = 0;
  std::span<const std::uint8_t> bytes;
  std::size_t size = 0;
};

class ReplayFeed {
 public:
  // kFailed where this kernel or this user cannot load the program that feeds.
  static Result<ReplayFeed> load(const ReplayGuard& guard);
  ReplayFeed(ReplayFeed&& other) noexcept;
  ReplayFeed& operator=(ReplayFeed&&) = delete;
  ReplayFeed(const ReplayFeed&) = delete;
  ReplayFeed& operator=(const ReplayFeed&) = delete;
  ~ReplayFeed();

  // Runs those before it first where there is no room for it.
  Status add(const ReplayFrame& frame);
  // Runs what was added.
  Status run();

 private:
  struct State;
  explicit ReplayFeed(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace haguard
