// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "config/listen_address.h"

#include <fmt/format.h>
#include <sys/un.h>

#include <charconv>
#include <cstddef>

namespace haguard {
namespace {

constexpr std::string_view kUnixPrefix = "unix:";
constexpr std::size_t kMaxSocketPath = sizeof(sockaddr_un::sun_path) - 1;

Error not_understood(std::string_view text) {
  return usage(fmt::format("\"{}\" is not where a server can listen", text),
               "write \"127.0.0.1:9465\", \"[::1]:9465\", \"unix:/run/haguard/metrics.sock\" or "
               "\"systemd\"");
}

Result<ListenAddress> parse_unix(std::string_view path) {
  if (path.empty() || path.front() != '/')
    return usage(fmt::format("\"{}\" is not the whole path of a socket", path),
                 "write \"unix:/run/haguard/metrics.sock\"");
  if (path.size() > kMaxSocketPath)
    return usage(fmt::format("the path of a socket has at most {} bytes", kMaxSocketPath));
  ListenAddress address;
  address.kind = ListenKind::kUnix;
  address.path = path;
  return address;
}

}  // namespace

Result<ListenAddress> ListenAddress::parse(std::string_view text) {
  ListenAddress address;
  if (text == "systemd") {
    address.kind = ListenKind::kSystemd;
    return address;
  }
  if (text.rfind(kUnixPrefix, 0) == 0) return parse_unix(text.substr(kUnixPrefix.size()));
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return not_understood(text);
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const Result<IpAddress> ip = IpAddress::parse(host);
  if (!ip.ok() || ip->is_v4() == bracketed) return not_understood(text);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (error != std::errc() || end != port.data() + port.size() || address.port == 0)
    return not_understood(text);
  address.ip = *ip;
  return address;
}

std::string ListenAddress::to_string() const {
  switch (kind) {
    case ListenKind::kUnix:
      return fmt::format("{}{}", kUnixPrefix, path);
    case ListenKind::kSystemd:
      return "systemd";
    case ListenKind::kTcp:
      break;
  }
  const std::string host = ip.is_v4() ? ip.to_string() : fmt::format("[{}]", ip.to_string());
  return fmt::format("{}:{}", host, port);
}

}  // namespace haguard
