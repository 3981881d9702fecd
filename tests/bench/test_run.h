// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// BPF_PROG_TEST_RUN: one program, one frame, many times.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "harness/bytes.h"

namespace haguard {

// Nanoseconds of this thread's CPU time for each run: what else the machine does is not in it. An
// Error where the program's verdict is another than this XDP code.
Result<double> run_ns(int program, ByteView frame, unsigned repeat, std::uint32_t verdict);

}  // namespace haguard
