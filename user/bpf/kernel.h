// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Which kernel the program needs. Asked before anything is made, so that an old kernel is one clear
// error instead of the verifier's words; only loading a program asks, so that commands on what is
// loaded already (status, bypass) never depend on it.
#pragma once

#include "base/result.h"

namespace haguard {

// The program is of type xdp.frags and calls bpf_xdp_get_buff_len(): both came with 5.18. All else
// it uses is older (bpf_ktime_get_coarse_ns 5.11, the xdp link 5.9, the ring buffer 5.8).
inline constexpr unsigned kOldestKernelMajor = 5;
inline constexpr unsigned kOldestKernelMinor = 18;

// By what uname(2) tells; false when its release is no number.
bool kernel_is_older_than(unsigned major, unsigned minor);

// From this one on the verifier takes the program of a user without CAP_PERFMON.
inline constexpr unsigned kRootlessKernelMajor = 6;
inline constexpr unsigned kRootlessKernelMinor = 12;

// kFailed when uname(2) tells of an older kernel. A release that is no number passes: the load
// itself decides then.
Status check_kernel();

}  // namespace haguard
