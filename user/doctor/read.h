// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Reading the machine and the links for the checks. Nothing is changed. What cannot be read becomes
// an error inside the facts, and the rest is read all the same.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "doctor/facts.h"
#include "link/place.h"

namespace haguard {

struct DoctorRequest {
  Place place;
  Config config;
  ConfigFacts config_facts;
  std::string link;                // empty: every link that is attached or configured
  std::vector<std::string> ports;  // of a link that is not attached yet
};

// kNotFound when the link is neither attached nor configured, and no ports are named.
Result<Facts> read_facts(const DoctorRequest& request);

MachineFacts read_machine(const Place& place, const ConfigFacts& config);
LinkFacts read_link(const DoctorRequest& request, const MachineFacts& machine,
                    const std::string& name);

// The rules of other people's packet filters, by their own tools.
Result<std::vector<HookChain>> read_nftables();
Result<std::vector<HookChain>> read_legacy_tables();

}  // namespace haguard
