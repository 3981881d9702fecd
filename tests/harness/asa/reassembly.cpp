// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness/asa/reassembly.h"

namespace haguard {
namespace {

// Datagrams with a lost fragment never complete; the oldest are given up.
constexpr std::size_t kMostPartial = 256;

}  // namespace

std::optional<Bytes> AsaReassembly::add(std::uint32_t id, std::uint8_t protocol, std::size_t offset,
                                        bool more, ByteView part) {
  const Key key{id, protocol};
  Partial& entry = partial_[key];
  if (entry.parts.emplace(offset, Bytes(part.begin(), part.end())).second) {
    entry.have += part.size();
  }
  if (!more) entry.size = offset + part.size();
  if (entry.size && entry.have == *entry.size) {
    Bytes whole;
    whole.reserve(*entry.size);
    for (const auto& [at, bytes] : entry.parts)
      put(whole, bytes);
    partial_.erase(key);
    return whole;
  }
  if (partial_.size() > kMostPartial) partial_.erase(partial_.begin());
  return {};
}

}  // namespace haguard
