// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/table_line.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <iterator>

namespace haguard {

bool is_host(const hg_flow_key& key) {
  return key.kind == HG_KIND_HOST_V4 || key.kind == HG_KIND_HOST_V6 || key.kind == HG_KIND_HOST_MAC;
}

std::string_view bytes_of(const hg_flow_key& key) {
  return {reinterpret_cast<const char*>(&key), sizeof key};
}

bool is_same(const hg_flow_key& a, const hg_flow_key& b) {
  return bytes_of(a) == bytes_of(b);
}

hg_line line_of(const TableLine& line) {
  hg_line result{};
  static_assert(offsetof(hg_line, flow_id) == offsetof(hg_flow_key, number));
  std::memcpy(&result, &line.key, offsetof(hg_line, flow_id));
  result.address = line.key.addresses.words[0];
  std::copy(std::begin(line.mac), std::end(line.mac), result.mac);
  result.flags = line.flags;
  if (is_host(line.key)) {
    result.vlans = line.vlans;
    result.sides = line.sides;
  } else {
    result.flow_id = line.flow_id;
    result.slot = line.slot;
  }
  return result;
}

hg_rest rest_of(const hg_flow_key& key) {
  hg_rest rest{};
  std::copy_n(&key.addresses.words[1], HG_REST_WORDS, rest.addresses);
  rest.number = key.number;
  return rest;
}

}  // namespace haguard
