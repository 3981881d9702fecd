// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Where the egress program can stand: on a kernel without tcx, in a clsact qdisc, which haguard
// does not make on an interface that is up.
#pragma once

#include "bpf/tcx.h"
#include "harness/lab.h"

namespace haguard {

// First in a test of what only kernels with tcx have: elsewhere says why, and ends the process as
// skipped.
void needs_tcx();

// What the operator of an older kernel does at a quiet moment: a clsact qdisc for each port.
void prepare_egress(const Lab& lab);

}  // namespace haguard
