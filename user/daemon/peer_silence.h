// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// When a peer's hellos stay away, and when they are back: by all heartbeat flows that come from it.
// Pure: time and counters come in, news go out.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "daemon/heartbeat_guard.h"
#include "daemon/news.h"
#include "daemon/rhythm.h"

namespace haguard {

struct PeerHeartbeat {
  std::uint32_t id = 0;  // of the flow
  std::string peer;      // it comes from
};

// What the pair itself makes of silence; 0: unknown.
struct Patience {
  std::uint64_t hold_ns = 0;  // after this long it fails over
  std::uint32_t missed = 0;  // hellos in a row; where this is not known, as many as fit in the hold
};

// A flow from before the first step, as the kernel knows it.
struct PastHeartbeat {
  HeartbeatReading reading;
  std::uint64_t interval_ns = 0;  // 0: not known
};

struct SilentPeer {
  std::string peer;
  std::uint64_t last_ns = 0;
};

class PeerSilence {
 public:
  void set_flows(const std::vector<PeerHeartbeat>& flows, const Patience& patience);

  // Flows whose counters are wanted.
  std::vector<std::uint32_t> ids() const;

  std::vector<News> step(std::uint64_t now_ns,
                         const std::map<std::uint32_t, HeartbeatReading>& readings);
  // Before the first step: peers that are silent already, which that step will tell. Of others it
  // learns by itself; of one with a flow that is not in `past`, too.
  std::vector<SilentPeer> take_over(std::uint64_t now_ns,
                                    const std::map<std::uint32_t, PastHeartbeat>& past);
  // Its silence was told before; its end is still to be.
  void was_told(const std::string& peer);
  // Flows are not counted from here on: nothing is known until they are again.
  void forget();

  // Until a peer would be late; 0: none has a rhythm yet.
  std::uint64_t due_ns(std::uint64_t now_ns) const;

 private:
  enum class Condition : std::uint8_t { kHeard, kMissed, kSilent };
  struct Watched {
    std::map<std::uint32_t, Rhythm> flows;
    Condition condition = Condition::kHeard;
    std::uint64_t last_ns = 0;      // newest frame of any flow, at the last step
    std::uint64_t interval_ns = 0;  // of the most frequent flow; 0: not known yet
    std::uint64_t quiet_until_ns = 0;
  };

  void judge(const std::string& peer, Watched& watched, std::uint64_t now_ns,
             std::vector<News>& news) const;
  std::string of_how_many(const Watched& watched) const;

  std::map<std::string, Watched> peers_;
  Patience patience_;
};

}  // namespace haguard
