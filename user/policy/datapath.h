// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The data path in userspace: the pure headers of the BPF program, compiled as C++ over a compiled
// policy. What a test, the fuzzer, `haguard drops` or the gate says of a frame is what the kernel
// does with it, because it is the same code. The one place that gives those headers their table
// handle and their frame.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

#include "policy/table.h"

// The handle of lookup.h.
using hg_table = const haguard::Table*;

inline const hg_entry* hg_entry_at(hg_table table, std::uint32_t index) {
  return index < table->size() ? &(*table)[index] : nullptr;
}

#include <packet.h>

// What parse_bytes.h asks for.
inline int hg_copy_frame(const hg_frame* frame, std::uint32_t place, void* to, std::uint32_t size) {
  const std::uint8_t* begin = frame->data - frame->skipped;
  const auto readable = static_cast<std::size_t>(frame->end - begin);
  if (place > readable || size > readable - place) return -1;
  std::memcpy(to, begin + place, size);
  return 0;
}

// A frame here is in one piece, and its length is known from the start.
inline __u64 hg_whole_length(const hg_frame* frame) {
  return frame->length + frame->skipped;
}

#include <glance.h>

namespace haguard {

// A frame of which `bytes` can be read; on the wire it was `length` bytes long (longer than `bytes`
// in a capture that was cut).
inline hg_frame frame_of(std::span<const std::uint8_t> bytes, std::size_t length) {
  return {.data = bytes.data(),
          .end = bytes.data() + bytes.size(),
          .length = length,
          .offset = 0,
          .skipped = 0,
          .glance = 0,
          .context = nullptr};
}

// The same, which came in on the port with index `side`.
inline hg_packet parse_frame(std::span<const std::uint8_t> bytes, std::size_t length,
                             std::uint8_t side) {
  hg_frame frame = frame_of(bytes, length);
  hg_packet packet;
  hg_parse(&frame, side, &packet);
  return packet;
}

// What a glance tells of a frame, or nothing. Precondition: the table has its head.
inline std::optional<hg_verdict> glance(const Table& table, const hg_frame& frame,
                                        std::uint8_t side) {
  hg_verdict verdict{};
  __u64 length = 0;
  if (!hg_glance(frame, side, &table, &table.front().head, &verdict, &length)) return std::nullopt;
  return verdict;
}

// What enforce would do with the packet. Precondition: the table has its head.
inline hg_verdict decide(const Table& table, const hg_packet& packet) {
  return hg_decide(&table, &table.front().head, &packet);
}

}  // namespace haguard
