// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "web/listener.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace haguard {
namespace {

constexpr int kBacklog = 64;
constexpr mode_t kSocketMode = 0660;

Error cannot_listen(const ListenAddress& address, int error) {
  const char* hint = "name another address under [metrics]";
  if (error == EADDRINUSE) hint = "something else listens there: ss -lntp";
  if (error == EADDRNOTAVAIL) hint = "no interface has this address";
  return system_error(fmt::format("listen at {}", address.to_string()), error, hint);
}

template <typename Address>
Result<Fd> bound(const ListenAddress& address, const Address& where, int family) {
  Fd fd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  int error = fd.valid() ? 0 : errno;
  if (error != 0) return cannot_listen(address, error);
  const int on = 1;
  if (family != AF_UNIX) ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (family == AF_INET6) ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  const auto* generic = reinterpret_cast<const sockaddr*>(&where);
  error = ::bind(fd.get(), generic, sizeof where) == 0 ? 0 : errno;
  if (error != 0) return cannot_listen(address, error);
  return fd;
}

Result<Fd> bind_tcp(const ListenAddress& address) {
  if (address.ip.is_v4()) {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(address.port);
    std::memcpy(&where.sin_addr, address.ip.bytes.data(), sizeof where.sin_addr);
    return bound(address, where, AF_INET);
  }
  sockaddr_in6 where{};
  where.sin6_family = AF_INET6;
  where.sin6_port = htons(address.port);
  std::memcpy(&where.sin6_addr, address.ip.bytes.data(), sizeof where.sin6_addr);
  return bound(address, where, AF_INET6);
}

// What a daemon that was killed left behind, and nothing else.
void remove_stale(const sockaddr_un& where) {
  struct stat info {};
  if (::lstat(where.sun_path, &info) != 0 || !S_ISSOCK(info.st_mode)) return;
  const Fd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const auto* generic = reinterpret_cast<const sockaddr*>(&where);
  if (::connect(probe.get(), generic, sizeof where) != 0 && errno == ECONNREFUSED)
    ::unlink(where.sun_path);
}

Result<Fd> bind_unix(const ListenAddress& address) {
  sockaddr_un where{};
  where.sun_family = AF_UNIX;
  std::copy(address.path.begin(), address.path.end(), where.sun_path);
  remove_stale(where);
  HG_TRY(Fd fd, bound(address, where, AF_UNIX));
  const int error = ::chmod(where.sun_path, kSocketMode) == 0 ? 0 : errno;
  if (error != 0) return cannot_listen(address, error);
  return fd;
}

Result<Fd> take_passed() {
  const int count = sd_listen_fds(0);
  if (count != 1)
    return failed(
        fmt::format("listen at systemd: {} sockets were passed, not 1", std::max(count, 0)),
        "stop haguard, systemctl enable --now haguard-metrics.socket, and start haguard");
  if (sd_is_socket(SD_LISTEN_FDS_START, AF_UNSPEC, SOCK_STREAM, 1) <= 0)
    return failed("listen at systemd: what was passed is no listening stream socket");
  Fd fd(::fcntl(SD_LISTEN_FDS_START, F_DUPFD_CLOEXEC, 0));
  const int error = fd.valid() && ::fcntl(fd.get(), F_SETFL, O_RDWR | O_NONBLOCK) == 0 ? 0 : errno;
  if (error != 0) return system_error("take the socket that was passed", error);
  return fd;
}

Result<Fd> bind_at(const ListenAddress& address) {
  switch (address.kind) {
    case ListenKind::kUnix:
      return bind_unix(address);
    case ListenKind::kSystemd:
      return take_passed();
    case ListenKind::kTcp:
      break;
  }
  return bind_tcp(address);
}

}  // namespace

Result<Listener> Listener::open(const ListenAddress& address) {
  HG_TRY(Fd fd, bind_at(address));
  const int error = ::listen(fd.get(), kBacklog) == 0 ? 0 : errno;
  if (error != 0) return cannot_listen(address, error);
  return Listener(address, std::move(fd));
}

Listener::~Listener() {
  if (fd_.valid() && address_.kind == ListenKind::kUnix) ::unlink(address_.path.c_str());
}

Result<Fd> Listener::share() const {
  Fd fd(::fcntl(fd_.get(), F_DUPFD_CLOEXEC, 0));
  const int error = fd.valid() ? 0 : errno;
  if (error != 0) return system_error("share a listening socket", error);
  return fd;
}

}  // namespace haguard
