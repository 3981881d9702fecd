// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What `status` says of one link: read once, then told as text or as JSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "haguard/abi.h"
#include "haguard/residence.h"
#include "link/control.h"
#include "link/counters.h"
#include "link/forward.h"
#include "link/link.h"
#include "link/ports.h"
#include "policy/model.h"

namespace haguard {

struct PortStatus {
  PortState state;
  bool generic = false;
  bool egress = false;
  hg_stamp_stats stamps{};
  hg_redirect_stats redirect{};
  std::uint32_t verified_instructions = 0;
  PortCounters counters;
};

struct LinkStatus {
  std::string name;
  std::string system;
  ModeState mode;
  hg_head head{};
  std::optional<Error> policy_error;  // it cannot be read; the data path goes by it all the same
  std::vector<PortStatus> ports;
  std::size_t peers = 0;
  std::size_t flows = 0;
  std::size_t flows_without_frames = 0;
  std::size_t observations = 0;
  std::uint32_t learn_capacity = 0;
  std::uint64_t not_recorded = 0;
  std::uint64_t memory_bytes = 0;
  std::int64_t attached_at = 0;
  hg_scope scope = HG_SCOPE_LINK;
  std::optional<VlanTags> vlan;  // that it is confined to
  bool has_candidate = false;
  hg_stamping stamping = HG_STAMP_OFF;
  hg_forward forward = HG_FORWARD_KERNEL;
  std::optional<hg_forward> held_forward;
  bool failures_counted = false;  // of redirect
  std::vector<std::string> latency_remarks;
};

Result<LinkStatus> read_link_status(const Link& link);

// On standard output.
void print_link_status(const LinkStatus& status);

nlohmann::ordered_json link_status_json(const LinkStatus& status);

}  // namespace haguard
