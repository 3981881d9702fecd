// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Whether a link really works: its own program is on the interfaces it is for, and the maps answer.
// What is read is judged apart from the reading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "link/link.h"

namespace haguard {

struct PortVitals {
  std::string name;
  unsigned interface = 0;        // that has this name now; 0: none
  bool is_pinned = false;        // there is an XDP link of ours
  unsigned attached_to = 0;      // the interface it holds; 0: none
  std::uint32_t program_id = 0;  // that it runs
  std::uint32_t own_program_id = 0;
};

// kFailed with what is wrong. A port without an interface is well: it waits for one.
Status judge_port(const PortVitals& vitals);

// The first thing that is wrong: the control map cannot be read, or what judge_port() says of a
// port. Changes nothing.
Status check_link(const Link& link);

}  // namespace haguard
