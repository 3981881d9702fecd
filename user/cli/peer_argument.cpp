// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/peer_argument.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace haguard {
namespace {

constexpr const char* kForm = "write it like --peer primary=192.0.2.1@eth1";

Result<NamedPeer> parse_one(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::size_t at = text.rfind('@');
  if (equals == std::string::npos || at == std::string::npos || at < equals || equals == 0 ||
      at + 1 == text.size())
    return usage(fmt::format("read --peer \"{}\": not NAME=ADDRESS@PORT", text), kForm);
  NamedPeer peer;
  peer.name = text.substr(0, equals);
  peer.port = text.substr(at + 1);
  const std::string addresses = text.substr(equals + 1, at - equals - 1);
  for (std::size_t start = 0; start <= addresses.size();) {
    const std::size_t comma = std::min(addresses.find(',', start), addresses.size());
    HG_TRY(const IpAddress address, IpAddress::parse(addresses.substr(start, comma - start)));
    peer.addresses.push_back(address);
    start = comma + 1;
  }
  return peer;
}

}  // namespace

Result<std::vector<NamedPeer>> parse_peer_arguments(const std::vector<std::string>& texts,
                                                    const std::vector<std::string>& ports) {
  std::vector<NamedPeer> peers;
  for (const std::string& text : texts) {
    HG_TRY(NamedPeer peer, parse_one(text));
    if (!ports.empty() && std::find(ports.begin(), ports.end(), peer.port) == ports.end())
      return usage(fmt::format("read --peer \"{}\": the link has no port {}", text, peer.port),
                   fmt::format("its ports are {}", fmt::join(ports, ", ")));
    peers.push_back(std::move(peer));
  }
  return peers;
}

}  // namespace haguard
