// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Puts the fragments of the peer's datagrams together again (tagged transport only; they come from
// one peer, mostly in order).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <tuple>

#include "harness/bytes.h"

namespace haguard {

class AsaReassembly {
 public:
  // One fragment; the whole payload when it was the last one missing.
  std::optional<Bytes> add(std::uint32_t id, std::uint8_t protocol, std::size_t offset, bool more,
                           ByteView part);

 private:
  struct Key {
    std::uint32_t id;
    std::uint8_t protocol;
    bool operator<(const Key& other) const {
      return std::tie(id, protocol) < std::tie(other.id, other.protocol);
    }
  };
  struct Partial {
    std::map<std::size_t, Bytes> parts;
    std::size_t have = 0;
    std::optional<std::size_t> size;
  };
  std::map<Key, Partial> partial_;
};

}  // namespace haguard
