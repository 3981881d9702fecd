// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Which kernel the program needs. Asked before anything is made, so that an old kernel is one clear
// error instead of the verifier's words; only loading a program asks, so that commands on what is
// loaded already (status, bypass) never depend on it.
#pragma once

#include <compare>
#include <optional>
#include <string>

#include "base/result.h"

namespace haguard {

struct KernelVersion {
  unsigned major = 0;
  unsigned minor = 0;
  auto operator<=>(const KernelVersion&) const = default;
};

// The program is of type xdp.frags and calls bpf_xdp_get_buff_len(): both came with 5.18. All else
// it uses is older (bpf_ktime_get_coarse_ns 5.11, the xdp link 5.9, the ring buffer 5.8).
inline constexpr KernelVersion kOldestKernel{5, 18};

// Debian 12's own: older ones are tried, and never tested.
inline constexpr KernelVersion kOldestTestedKernel{6, 1};

// From this one on the verifier takes the program of a user without CAP_PERFMON.
inline constexpr KernelVersion kRootlessKernel{6, 12};

// Of a release as uname(2) tells it, "6.1.0-32-amd64"; nothing where it begins with no version.
std::optional<KernelVersion> kernel_version(const std::string& release);

// By what uname(2) tells; false when its release is no number.
bool kernel_is_older_than(KernelVersion version);

// kFailed when uname(2) tells of an older kernel. A release that is no number passes: the load
// itself decides then.
Status check_kernel();

}  // namespace haguard
