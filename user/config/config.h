// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// /etc/haguard/haguard.toml: which links there are and how they are run. Optional: a link can be
// attached by name and ports alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/metrics_config.h"
#include "haguard/abi.h"
#include "haguard/forward.h"
#include "haguard/residence.h"

namespace haguard {

struct LinkConfig {
  std::string name;
  std::vector<std::string> ports;  // interface names; the index is the side
  std::string system;              // knowledge base entry, or empty
  hg_scope scope = HG_SCOPE_LINK;
  std::optional<std::vector<std::uint16_t>> vlan;  // judge only frames with exactly these tags
  std::optional<std::uint32_t> max_flows;
  std::optional<std::uint64_t> hold_ns;     // the pair's hold time; else that of its system
  bool leased = false;                      // on_controller_loss = "audit"
  hg_stamping stamping = HG_STAMP_SAMPLED;  // latency = "off", "heartbeats", "sampled"
  std::optional<hg_forward> forward;        // forward = "kernel", "redirect"
};

struct Config {
  std::vector<LinkConfig> links;
  std::optional<MetricsConfig> metrics;  // the daemon serves them; absent: it does not
};

// nullptr where the config has no such link.
const LinkConfig* find_link(const Config& config, const std::string& name);

// kUsage with file, line, column and hint on anything that is not understood.
Result<Config> parse_config(const std::string& text, const std::string& file);

// An absent file is an empty config, unless `must_exist`.
Result<Config> load_config(const std::string& path, bool must_exist);

}  // namespace haguard
