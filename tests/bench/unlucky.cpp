// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/unlucky.h"

#include <fmt/format.h>

#include "harness/frame.h"
#include "policy/datapath.h"

namespace haguard {

Result<IpAddress> unlucky_stranger(const Table& table) {
  for (unsigned last = 1; last < 255; ++last) {
    const IpAddress address = ip(fmt::format("198.51.100.{}", last));
    hg_flow_key key{};
    key.kind = HG_KIND_IPV4;
    std::memcpy(&key.addresses.v4.source, address.bytes.data(), 4);
    if (!(table.front().head.strangers & hg_source_bit(&key))) return address;
  }
  return failed("find a stranger that the head of the table does not tell: there is none");
}

}  // namespace haguard
