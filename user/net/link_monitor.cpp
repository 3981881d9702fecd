// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "net/link_monitor.h"

#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <sys/types.h>

#include <array>
#include <cerrno>
#include <cstddef>

namespace haguard {
namespace {

constexpr std::size_t kMessageBytes = 32768;

}  // namespace

void LinkMonitor::Close::operator()(mnl_socket* socket) const {
  mnl_socket_close(socket);
}

Result<LinkMonitor> LinkMonitor::open() {
  LinkMonitor monitor(mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC | SOCK_NONBLOCK));
  int error = monitor.socket_ ? 0 : errno;
  if (error == 0 && mnl_socket_bind(monitor.socket_.get(), RTMGRP_LINK, MNL_SOCKET_AUTOPID) != 0)
    error = errno;
  if (error != 0) return system_error("follow the interfaces", error);
  return monitor;
}

int LinkMonitor::fd() const {
  return mnl_socket_get_fd(socket_.get());
}

bool LinkMonitor::drain() const {
  std::array<char, kMessageBytes> buffer{};
  bool changed = false;
  for (;;) {
    const ssize_t size = mnl_socket_recvfrom(socket_.get(), buffer.data(), buffer.size());
    const int error = size < 0 ? errno : 0;
    if (error == EAGAIN) return changed;
    changed = true;
    // ENOBUFS: messages are lost, the socket goes on. Anything else would come again at once.
    if (error != 0 && error != ENOBUFS && error != EINTR) return changed;
  }
}

}  // namespace haguard
