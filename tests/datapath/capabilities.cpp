// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "capabilities.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <catch2/catch.hpp>

namespace haguard {
namespace {

__user_cap_header_struct this_thread() {
  return {_LINUX_CAPABILITY_VERSION_3, 0};
}

}  // namespace

OnlyCapabilities::OnlyCapabilities(std::initializer_list<unsigned> capabilities) {
  auto header = this_thread();
  REQUIRE(::syscall(SYS_capget, &header, before_.data()) == 0);
  auto now = before_;
  for (auto& half : now)
    half.effective = 0;
  for (const unsigned capability : capabilities)
    now.at(CAP_TO_INDEX(capability)).effective |= CAP_TO_MASK(capability);
  REQUIRE(::syscall(SYS_capset, &header, now.data()) == 0);
}

OnlyCapabilities::~OnlyCapabilities() {
  auto header = this_thread();
  ::syscall(SYS_capset, &header, before_.data());
}

}  // namespace haguard
