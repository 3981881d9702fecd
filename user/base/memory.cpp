// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// The kernel's words for smaps: Documentation/filesystems/proc.rst. A page that was written is
// Anonymous, or in Swap; to let go of one of those would lose it.
#include "base/memory.h"

#include <malloc.h>
#include <sys/mman.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "base/file.h"

namespace haguard {
namespace {

std::string_view take_until(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return taken;
}

std::optional<std::uint64_t> number(std::string_view text, int base) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

// "BEGIN-END r-xp OFFSET DEVICE INODE   PATH": what it covers, if it is a file's and only read.
std::optional<MemoryRange> read_only_file(std::string_view line) {
  const auto begin = number(take_until(line, '-'), 16);
  const auto end = number(take_until(line, ' '), 16);
  const std::string_view access = take_until(line, ' ');
  const bool is_file = line.find(" /") != std::string_view::npos;
  const bool is_read_only = access == "r--p" || access == "r-xp";
  if (!begin || !end || !is_file || !is_read_only) return std::nullopt;
  return MemoryRange{*begin, *end};
}

// Of a line "Name:      12 kB"; nothing of any other.
std::optional<std::uint64_t> kilobytes(std::string_view line, std::string_view name) {
  if (take_until(line, ':') != name) return std::nullopt;
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  return number(take_until(line, ' '), 10);
}

struct Mapping {
  std::optional<MemoryRange> range;
  bool is_resident = false;
  bool is_never_written = false;
  bool is_never_swapped = false;
};

}  // namespace

std::vector<MemoryRange> rereadable_ranges(std::string_view smaps) {
  std::vector<MemoryRange> ranges;
  Mapping mapping;
  const auto finish = [&] {
    if (mapping.range && mapping.is_resident && mapping.is_never_written &&
        mapping.is_never_swapped)
      ranges.push_back(*mapping.range);
    mapping = {};
  };
  while (!smaps.empty()) {
    const std::string_view line = take_until(smaps, '\n');
    // A mapping's own line begins with its address, in small letters; what is said of it with a
    // capital one.
    const bool is_about = !line.empty() && line.front() >= 'A' && line.front() <= 'Z';
    if (!is_about) {
      finish();
      mapping.range = read_only_file(line);
      continue;
    }
    if (const auto size = kilobytes(line, "Rss")) mapping.is_resident = *size != 0;
    if (const auto size = kilobytes(line, "Anonymous")) mapping.is_never_written = *size == 0;
    if (const auto size = kilobytes(line, "Swap")) mapping.is_never_swapped = *size == 0;
  }
  finish();
  return ranges;
}

void give_back_memory() {
  if (const Result<std::string> smaps = read_file("/proc/self/smaps"); smaps.ok())
    for (const MemoryRange& range : rereadable_ranges(*smaps))
      ::madvise(reinterpret_cast<void*>(range.begin),  // NOLINT: smaps has addresses as text
                range.end - range.begin, MADV_DONTNEED);
  ::malloc_trim(0);
}

}  // namespace haguard
