// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What this thread may do, taken away for a while: a test that is root sees what a daemon of its
// own user would see.
#pragma once

#include <linux/capability.h>

#include <array>
#include <initializer_list>

namespace haguard {

// While it lives, the calling thread has these capabilities alone (CAP_...) in effect; before and
// after, those it had. Failing at that fails the test.
class OnlyCapabilities {
 public:
  explicit OnlyCapabilities(std::initializer_list<unsigned> capabilities);
  OnlyCapabilities(const OnlyCapabilities&) = delete;
  OnlyCapabilities& operator=(const OnlyCapabilities&) = delete;
  ~OnlyCapabilities();

 private:
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> before_{};
};

}  // namespace haguard
