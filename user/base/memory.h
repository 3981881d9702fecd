// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What a process that rests need not hold: pages of the allocator that are free, and pages of its
// program and libraries that were read once. Most of what a daemon has resident was needed at its
// start alone.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace haguard {

struct MemoryRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  bool operator==(const MemoryRange&) const = default;
};

// Of /proc/PID/smaps: resident mappings of files that can be read again from the file at any time,
// because they cannot be written and no page of theirs ever was (a relocation, a breakpoint).
// Pure.
std::vector<MemoryRange> rereadable_ranges(std::string_view smaps);

// Gives both back to the kernel. What is needed again comes back by itself, mostly from the page
// cache; that and this take some milliseconds, so it is for once and not for again and again.
void give_back_memory();

}  // namespace haguard
