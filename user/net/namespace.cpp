// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "net/namespace.h"

#include <sys/socket.h>

#include <cerrno>

#include "base/fd.h"

namespace haguard {

Result<std::uint64_t> netns_cookie() {
  const Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  std::uint64_t cookie = 0;
  socklen_t size = sizeof cookie;
  int error = socket.valid() ? 0 : errno;
  if (error == 0 && ::getsockopt(socket.get(), SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size) != 0)
    error = errno;
  if (error != 0) return system_error("ask which network namespace this is", error);
  return cookie;
}

}  // namespace haguard
