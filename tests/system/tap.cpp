// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "system/tap.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>

#include <cerrno>

namespace haguard {
namespace {

constexpr const char* kDevice = "/dev/net/tun";

Result<Fd> open_queue(const std::string& name, bool one_of_several) {
  Fd fd(::open(kDevice, O_RDWR | O_CLOEXEC));
  const int open_error = errno;
  if (!fd.valid()) return system_error(fmt::format("open {}", kDevice), open_error);
  ifreq request{};
  name.copy(request.ifr_name, IFNAMSIZ - 1);
  // With the header that tells of joined segments and unfinished checksums: what a guest's card may
  // be handed on a real host, too.
  const unsigned flags =
      IFF_TAP | IFF_NO_PI | IFF_VNET_HDR | (one_of_several ? IFF_MULTI_QUEUE : 0);
  request.ifr_flags = static_cast<short>(flags);
  if (::ioctl(fd.get(), TUNSETIFF, &request) == 0) return fd;
  const int error = errno;
  return system_error(fmt::format("make tap {}", name), error);
}

}  // namespace

Result<std::vector<Fd>> make_tap(const Netns& netns, const std::string& name, unsigned queues) {
  std::vector<Fd> made;
  HG_CHECK(netns.inside([&]() -> Status {
    for (unsigned queue = 0; queue < queues; ++queue) {
      HG_TRY(Fd fd, open_queue(name, queues > 1));
      made.push_back(std::move(fd));
    }
    return Done{};
  }));
  return made;
}

}  // namespace haguard
