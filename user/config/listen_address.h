// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Where a server listens, as one word of the configuration says it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/address.h"
#include "base/result.h"

namespace haguard {

enum class ListenKind : std::uint8_t {
  kTcp,
  kUnix,
  kSystemd,  // the service manager listens, and passes the socket on
};

struct ListenAddress {
  ListenKind kind = ListenKind::kTcp;
  IpAddress ip;            // kTcp
  std::uint16_t port = 0;  // kTcp
  std::string path;        // kUnix

  // "127.0.0.1:9465", "[::1]:9465", "unix:/run/haguard/metrics.sock", "systemd". Addresses are
  // numbers: names would be looked up before the network is there. kUsage on anything else.
  static Result<ListenAddress> parse(std::string_view text);
  std::string to_string() const;

  bool operator==(const ListenAddress&) const = default;
};

}  // namespace haguard
