// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What happens to the pair on one link, from its counters and what audit records: peers that fall
// silent and come back, a failover, another MAC, flows that the policy does not have. Reads alone.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "daemon/newcomers.h"
#include "daemon/news.h"
#include "daemon/peer_silence.h"
#include "daemon/turnover.h"
#include "link/control.h"
#include "link/link.h"

namespace haguard {

class Timeline {
 public:
  // What happened since the last look. In audit and enforce; in other modes flows are not counted.
  Result<std::vector<News>> look(const Link& link, const ModeState& state, std::uint64_t now_ns);

  // How soon to look again; 0: there is nothing to be seen.
  std::uint64_t pause_ns() const { return pause_ns_; }

 private:
  Status follow_policy(const Link& link);
  Status take_over(const Link& link, std::uint64_t now_ns);
  Status watch_peers(const Link& link, std::uint64_t now_ns, std::vector<News>& news);
  Status watch_direction(const Link& link, std::uint64_t now_ns, std::vector<News>& news);
  Status watch_newcomers(const Link& link, std::uint64_t now_ns, std::vector<News>& news);
  Status watch_dropped_macs(const Link& link, std::vector<News>& news);
  void forget();

  bool has_begun_ = false;
  PeerSilence silence_;
  Turnover turnover_;
  Newcomers newcomers_;
  Policy policy_;
  std::uint32_t table_ = 0;       // the one that policy_ was compiled to
  std::uint64_t would_drop_ = 0;  // frames, when newcomers were read
  std::uint64_t newcomers_due_ns_ = 0;
  std::vector<std::uint64_t> wrong_macs_;  // dropped, by side, when enforcing began
  std::vector<bool> told_of_macs_;         // by side
  std::uint64_t pause_ns_ = 0;
};

}  // namespace haguard
