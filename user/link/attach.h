// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Attaching a link to its ports, and taking it off. Attach is transparent: every frame passes until
// somebody chooses another mode. It either completes or leaves nothing behind.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "bpf/guard.h"
#include "bpf/xdp.h"
#include "haguard/forward.h"
#include "haguard/residence.h"
#include "link/place.h"
#include "policy/model.h"

namespace haguard {

struct AttachOptions {
  std::string name;
  std::vector<std::string> ports;  // the index is the side
  std::string system;
  hg_scope scope = HG_SCOPE_LINK;
  std::optional<VlanTags> scope_vlan;
  XdpMode xdp_mode = XdpMode::kNative;
  std::uint32_t max_flows = kDefaultFlows;
  bool leased = false;                      // enforce ends when the daemon does not renew it
  std::uint64_t hold_ns = 0;                // 0: not configured
  hg_stamping stamping = HG_STAMP_SAMPLED;  // whose residence times are measured
  // How frames that pass leave this machine; nothing: as the last time, or by the kernel.
  std::optional<hg_forward> forward;
  // Redirect waits (link/forward.h), and the kernel has the frames: its gate objects to it, or is
  // still to be asked.
  bool hold_redirect = false;
  // A port without an interface gets its program when that comes (the daemon); or it is an error.
  bool wait_for_ports = false;
};

struct AttachReport {
  bool already = false;                 // it was attached to these ports before
  bool older_program = false;           // by another build: haguard upgrade exchanges the program
  std::vector<std::string> returned;    // ports that were attached again
  std::vector<std::string> waiting;     // ports without an interface
  std::vector<std::string> renamed;     // ports whose interface has another name now
  std::uint32_t generation = 0;         // of the policy that was brought back; 0: none
  hg_mode mode = HG_MODE_BYPASS;        // that it is in now
  hg_stamping stamping = HG_STAMP_OFF;  // likewise
  hg_forward forward = HG_FORWARD_KERNEL;
  std::optional<hg_forward> held_forward;
};

// Whether attach_link would have the frames redirected, of a link that is not attached yet: what
// the gate is to be asked of before.
Result<bool> would_redirect(const Place& place, const AttachOptions& options);

// Brings back the policy and the mode that the link had when it was last attached and not detached
// (a reboot). kNotFound: no such interface, and none is waited for. kFailed: the slot is taken, no
// native mode, or a program of the link judges elsewhere (check_names).
Result<AttachReport> attach_link(const Place& place, const AttachOptions& options);

// Ends enforcement: takes the programs off and drops maps and counters. The policy stays on disk.
Status detach_link(const Place& place, const std::string& name);

}  // namespace haguard
