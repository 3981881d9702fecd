// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpf/kernel.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <cstdio>
#include <utility>

namespace haguard {

bool kernel_is_older_than(unsigned major, unsigned minor) {
  utsname names{};
  unsigned own_major = 0;
  unsigned own_minor = 0;
  return ::uname(&names) == 0 && std::sscanf(names.release, "%u.%u", &own_major, &own_minor) == 2 &&
         std::pair(own_major, own_minor) < std::pair(major, minor);
}

Status check_kernel() {
  if (!kernel_is_older_than(kOldestKernelMajor, kOldestKernelMinor)) return Done{};
  utsname names{};
  ::uname(&names);
  return failed(fmt::format("load the xdp program: it needs kernel {}.{}, this is {}",
                            kOldestKernelMajor, kOldestKernelMinor, names.release),
                "boot a newer kernel; 6.1 (Debian 12) is the oldest that is tested");
}

}  // namespace haguard
