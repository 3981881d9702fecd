// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness/notify_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <sstream>

namespace haguard {

Result<NotifySocket> NotifySocket::bind(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return failed("bind " + path + ": too long");
  path.copy(address.sun_path, path.size());
  Fd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (fd.get() < 0) return system_error("make a unix socket", errno);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return system_error("bind " + path, errno);
  if (::chmod(path.c_str(), 0777) != 0) return system_error("open up " + path, errno);
  return NotifySocket(std::move(fd));
}

const std::vector<std::string>& NotifySocket::lines() {
  std::array<char, 4096> message{};
  for (;;) {
    const ssize_t size = ::recv(fd_.get(), message.data(), message.size(), 0);
    if (size <= 0) return lines_;
    std::istringstream text(std::string(message.data(), static_cast<std::size_t>(size)));
    for (std::string line; std::getline(text, line);)
      lines_.push_back(line);
  }
}

std::size_t NotifySocket::count(const std::string& line) {
  return static_cast<std::size_t>(std::count(lines().begin(), lines().end(), line));
}

std::string NotifySocket::status() {
  const std::string key = "STATUS=";
  std::string newest;
  for (const std::string& line : lines())
    if (line.rfind(key, 0) == 0) newest = line.substr(key.size());
  return newest;
}

}  // namespace haguard
