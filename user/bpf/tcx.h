// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The egress of an interface by a BPF link (tcx, since Linux 6.6): it needs no qdisc, and is
// pinned, read and detached as an XDP link is (bpf/xdp.h).
#pragma once

#include <optional>
#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace haguard {

// Linux 6.6 and newer.
bool has_tcx();

// Puts the program behind those that are on the egress already. Nothing where this kernel has no
// tcx.
Result<std::optional<Fd>> attach_tcx_egress(int program, unsigned ifindex);

// Puts another program in the place of the one on the pinned link: one of the two sees every frame.
Status exchange_tcx(const std::string& pin, int program);

}  // namespace haguard
