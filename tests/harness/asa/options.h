// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The command line of asa-unit.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/address.h"
#include "base/result.h"

namespace haguard {

enum class AsaRole : std::uint8_t { kStandby = 0, kActive = 1 };
// Where hellos go. Over IPv6, which has no broadcast, both broadcast forms are ff02::1.
enum class AsaHelloForm : std::uint8_t { kUnicast, kSubnet, kBroadcast };

const char* asa_role_name(AsaRole role);

struct AsaOptions {
  std::string interface = "eth0";
  IpAddress local{};
  IpAddress peer{};
  unsigned prefix = 24;  // IPv4: gives the subnet broadcast
  bool primary = true;   // wins when both are active
  AsaRole role = AsaRole::kActive;
  std::chrono::milliseconds poll{1000};
  std::chrono::milliseconds hold{15000};
  AsaHelloForm hello = AsaHelloForm::kUnicast;
  std::optional<std::uint16_t> vlan{};  // one 802.1Q tag on everything
  std::uint64_t stream_rate = 0;        // datagrams per second; 0 off
  std::size_t stream_size = 512;        // bytes of IP payload
  std::size_t large_size = 4000;        // bytes of IP payload of a large datagram: fragments
  std::uint64_t large_every = 16;       // every n-th datagram is large; 0 none
  // Datagrams of a config sync. It is not paced: with a full window of the stream, and acks, it has
  // to fit the 256 frames of a veth ring, or a stalled receiver loses what nobody dropped.
  std::uint64_t sync_count = 96;
  bool sync_at_start = false;
};

// As fast as the window allows.
inline constexpr std::uint64_t kAsaUnlimitedRate = UINT64_MAX;

Result<AsaOptions> parse_asa_options(int argc, char** argv);
// A stream rate: a number or "max".
Result<std::uint64_t> parse_asa_rate(const std::string& text);

}  // namespace haguard
