// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What audit records beside the policy: a peer's address with another MAC (a replaced unit, or
// somebody who claims to be one), and flows that the policy does not have. Each is told once. Pure.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "daemon/news.h"
#include "learn/observation.h"
#include "policy/model.h"

namespace haguard {

class Newcomers {
 public:
  // `ports`: names by side. The first call only learns what is there already.
  std::vector<News> step(const std::vector<Observation>& observations, const Policy& policy,
                         const std::vector<std::string>& ports);
  // Whatever is recorded until the next step is not told.
  void forget() { has_begun_ = false; }
  bool has_begun() const { return has_begun_; }

 private:
  bool is_new_flow(const Observation& observation);

  std::set<std::vector<std::uint8_t>> flows_;              // keys
  std::set<std::pair<std::string, MacAddress>> machines_;  // peer and MAC
  bool has_begun_ = false;
};

}  // namespace haguard
