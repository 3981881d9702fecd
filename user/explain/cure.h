// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The [[flow]] entry that would let a dropped frame pass, and nothing that does not look like it.
// Only where the sender is a peer that the policy knows, on its side: a stranger gets none.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/compile.h"
#include "policy/model.h"

struct hg_packet;

namespace haguard {

struct Cure {
  Flow entry;
  bool replaces = false;             // the flow of the same name is there already
  std::vector<std::string> remarks;  // what it allows beside, or leaves out
};

// For a well-formed frame that was dropped on `options.ports[its side]`. Nothing where no flow
// cures it: also with the entry, the data path's own code would drop it, or the policy would
// contradict itself.
std::optional<Cure> cure_of(const Policy& policy, const CompileOptions& options,
                            const hg_packet& packet);

}  // namespace haguard
