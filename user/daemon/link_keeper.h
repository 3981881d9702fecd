// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// One attached link as the daemon looks after it: its ports, its lease, its heartbeats. What must
// stay true: nothing here detaches anything, and a mode changes by compare-and-swap alone.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/config.h"
#include "daemon/heartbeat_watch.h"
#include "daemon/port_signals.h"
#include "daemon/timeline.h"
#include "gate/gate.h"
#include "link/control.h"
#include "link/event_kind.h"
#include "link/link.h"
#include "link/ports.h"

namespace haguard {

// Takes one line for the journal.
using Tell = std::function<void(const std::string&)>;

class LinkKeeper {
 public:
  LinkKeeper(Place place, std::string name, Tell tell)
      : place_(std::move(place)), name_(std::move(name)), tell_(std::move(tell)) {}

  // Opens the link as it is now: somebody may have detached it and attached it anew.
  Status refresh();

  // A port wants its program back, or the link is not yet as the config says.
  bool has_work(const LinkConfig* config) const;
  // Does it; under the lock.
  Status work(const LinkConfig* config);
  // Puts this binary's program on the ports; under the lock. The old one stays on failure.
  Status upgrade();

  // Lease and heartbeats; needs no lock.
  Status look();
  // How soon look() is due again; 0: nothing is.
  std::uint64_t pause_ns() const { return pause_ns_; }

  // Whether its program is on its ports and its maps answer; kFailed with the first that is wrong.
  Status check() const;

  // "rooms enforce", and what is not as it should be; as of the newest look.
  std::string summary() const;

 private:
  Status read_ports_now();
  void tell_of_port(const PortState& before, const PortState& now);
  // The way that frames are to go, once the gate lets them.
  Status settle_forward();
  void tell_of_objections(const std::vector<Objection>& objections);
  Status keep_lease(ModeState& state);
  Status keep_heartbeats(const ModeState& state);
  Status tell_of_deadline();
  Status fall_back(const ModeState& state, const HeartbeatVerdict& verdict);
  bool has_other_settings(const LinkConfig* config) const;
  void record(EventKind kind, const std::string& text, std::vector<std::string> details = {});

  Place place_;
  std::string name_;
  Tell tell_;
  Link link_;
  ModeState state_;
  std::uint32_t maps_id_ = 0;  // of a map of the link that is open
  std::vector<PortState> ports_;
  PortSignals signals_;
  std::optional<HeartbeatWatch> heartbeats_;
  Timeline timeline_;
  std::optional<hg_forward> held_forward_;
  std::vector<Objection> told_objections_;  // of the gate, to that
  std::uint64_t told_deadline_ns_ = 0;      // passed without a confirmation
  bool fell_back_ = false;                  // and the disk does not know of it yet
  std::uint64_t pause_ns_ = 0;
};

}  // namespace haguard
