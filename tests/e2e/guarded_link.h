// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A lab's bridge under haguard, through the life that an operator gives it: attach, learn, review,
// accept, audit, enforce. Each step does its own checking, so that a test of some HA software says
// only what the software does meanwhile. Nothing legitimate may be dropped at any time, and every
// frame that reaches a port has exactly one reason.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "e2e/haguard_cli.h"
#include "harness/frame.h"
#include "harness/lab.h"
#include "harness/process.h"

namespace haguard {

class GuardedLink {
 public:
  // Attaches.
  explicit GuardedLink(const Lab& lab);

  const HaguardCli& cli() const { return cli_; }

  // Learns as long as `work` takes. `more`: further words of the command.
  void learn(const std::function<void()>& work, const std::vector<std::string>& more = {}) const;
  // The candidate was recognised as this system, has the two units as its peers and covers enough
  // to be judged. Returns the review.
  const nlohmann::json& review(const std::string& system);
  // Accepts the candidate; audits as long as `work` takes: enforcing would drop nothing. Enforces.
  void enforce(const std::function<void()>& work);

  // No frame was dropped, other than those of check_intruder().
  void check_nothing_dropped() const;
  // Sends the frame out of `from`: it is dropped for `reason` and never reaches `to`.
  void check_intruder(const Host& from, const Host& to, const Frame& frame,
                      const std::string& reason);
  // As many frames were counted as the kernel's interfaces have received, since the attach. The
  // link must be quiet, or become so.
  void check_all_counted() const;

  // Frames counted since the accept for the flows whose names begin with this; all of them came
  // from the knowledge base, and none of their frames was in the learning window.
  std::uint64_t frames_of_seeds(const std::string& name) const;
  // Samples of what was (or would be) dropped, the review and the counters, for messages.
  std::string to_string() const;

 private:
  // What the kernel's interface received more than haguard counted; nothing while frames come in.
  std::optional<std::int64_t> uncounted(const std::string& port) const;
  std::vector<std::int64_t> settled_uncounted() const;

  const Lab* lab_;
  HaguardCli cli_;
  nlohmann::json review_;
  std::vector<std::int64_t> uncounted_at_start_;
  std::uint64_t intruders_ = 0;
  std::optional<Process> drops_;
};

}  // namespace haguard
