// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// An explanation for people and as JSON.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/policy_choice.h"
#include "explain/explain.h"
#include "policy/datapath.h"

namespace haguard {

struct Explained {
  const TestedPolicy& tested;
  std::string port;
  hg_packet packet;
  std::size_t bytes = 0;              // that were given; the packet may have been longer
  std::size_t length_by_headers = 0;  // 0: they do not say
  Explanation why{};
  std::string no_kernel{};  // why the kernel was not asked; empty: it was, and agrees
};

std::string explained_text(const Explained& explained);
nlohmann::ordered_json explained_json(const Explained& explained);

}  // namespace haguard
