// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// See the header: a test format, not the real one.
#include "harness/asa/message.h"

#include <algorithm>

namespace haguard {
namespace {

constexpr std::uint32_t kMagic = 0x53594e54;  // "SYNT"
constexpr std::uint8_t kFill = 0x5a;

}  // namespace

Bytes AsaMessage::encode(std::size_t size) const {
  Bytes out;
  out.reserve(std::max(size, kAsaMessageHeader));
  put32(out, kMagic);
  put8(out, static_cast<std::uint8_t>(type));
  put8(out, static_cast<std::uint8_t>(role));
  put16(out, 0);
  put32(out, session);
  put64(out, sequence);
  put64(out, acknowledged);
  put64(out, sent_ns);
  if (out.size() < size) out.resize(size, kFill);
  return out;
}

std::optional<AsaMessage> AsaMessage::decode(ByteView bytes) {
  if (bytes.size() < kAsaMessageHeader || get32(bytes, 0) != kMagic) return {};
  if (bytes[4] < static_cast<std::uint8_t>(AsaMessageType::kHello) ||
      bytes[4] > static_cast<std::uint8_t>(AsaMessageType::kStreamAck) || bytes[5] > 1) {
    return {};
  }
  AsaMessage message;
  message.type = static_cast<AsaMessageType>(bytes[4]);
  message.role = static_cast<AsaRole>(bytes[5]);
  message.session = get32(bytes, 8);
  message.sequence = get64(bytes, 12);
  message.acknowledged = get64(bytes, 20);
  message.sent_ns = get64(bytes, 28);
  return message;
}

}  // namespace haguard
