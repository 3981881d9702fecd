// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The synthetic payload. What a real unit puts into IP protocols 105, 8 and 9 is unpublished; this
// is NOT that format and must never be presented as it. It carries only what a test needs to count
// every frame: who sent it, in which role, a sequence number and a time.
#pragma once

#include <cstdint>
#include <optional>

#include "harness/asa/options.h"
#include "harness/bytes.h"

namespace haguard {

inline constexpr std::uint8_t kAsaControlProtocol = 105;
inline constexpr std::uint8_t kAsaStreamProtocolA = 8;
inline constexpr std::uint8_t kAsaStreamProtocolB = 9;

enum class AsaMessageType : std::uint8_t {
  kHello = 1,
  kSwapRequest,  // "exchange the roles": a failover on command
  kSwapDone,
  kSync,
  kSyncDone,
  kStream,
  kStreamAck,
};

struct AsaMessage {
  AsaMessageType type = AsaMessageType::kHello;
  AsaRole role = AsaRole::kStandby;  // of the sender
  std::uint32_t session = 0;         // of the sender's process
  std::uint64_t sequence = 0;        // of this type (streams: and protocol), from 1
  std::uint64_t acknowledged = 0;    // acks: highest sequence received; sync: how many in all
  std::uint64_t sent_ns = 0;         // CLOCK_MONOTONIC of the sender; one clock for all namespaces

  // Filled up with a pattern to `size` bytes.
  Bytes encode(std::size_t size = 0) const;
  // Nothing when it is not one of ours.
  static std::optional<AsaMessage> decode(ByteView bytes);
};

inline constexpr std::size_t kAsaMessageHeader = 36;

}  // namespace haguard
