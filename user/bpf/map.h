// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Typed access to the kernel's maps: the value type gives the buffer its size, and a per-CPU read
// takes the CPU count from the one place that knows it.
#pragma once

#include <linux/bpf.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "base/result.h"

namespace haguard {

// What the kernel says of a map.
struct MapInfo {
  std::uint32_t id = 0;
  std::uint32_t type = 0;
  std::uint32_t key_size = 0;
  std::uint32_t value_size = 0;
  std::uint32_t max_entries = 0;
  std::uint64_t memory_bytes = 0;  // as the kernel accounts it; inner maps are not included
};

class Map {
 public:
  Map() = default;
  Map(Fd fd, std::string name) : fd_(std::move(fd)), name_(std::move(name)) {}

  // Opens a pinned map. kNotFound when there is no such pin.
  static Result<Map> open_pin(const std::string& path);

  int fd() const { return fd_.get(); }
  const std::string& name() const { return name_; }

  Result<MapInfo> info() const;
  Status pin(const std::string& path) const;

  // Raw single-entry access; the typed functions below give the buffers their sizes.
  Status lookup(const void* key, void* value, std::uint64_t flags = 0) const;
  Status update(const void* key, const void* value) const;
  Status erase(const void* key) const;
  // The key behind `key` (nullptr: the first); false at the end.
  bool next_key(const void* key, void* next) const;
  // Up to `count` entries behind `place` (nullptr: from the start) in one call. Sets `count` to how
  // many there were and `next_place` for the next call; false: nothing is left.
  Result<bool> lookup_batch(const void* place, void* next_place, void* keys, void* values,
                            std::uint32_t& count) const;

 private:
  Fd fd_;
  std::string name_;
};

// Number of possible CPUs: the length of every per-CPU value, all of which the kernel writes. So
// kFailed where /sys does not say it, never a guess.
Result<unsigned> possible_cpus();

// One more than the highest number that a CPU may have: more than there are where some are missing.
// kFailed as above.
Result<unsigned> cpu_numbers();

// One entry of an array map.
template <typename Value>
Result<Value> read_entry(const Map& map, std::uint32_t index) {
  Value value{};
  HG_CHECK(map.lookup(&index, &value));
  return value;
}

// The same, under the lock that the value has: all of it is of one moment.
template <typename Value>
Result<Value> read_locked(const Map& map, std::uint32_t index) {
  Value value{};
  HG_CHECK(map.lookup(&index, &value, BPF_F_LOCK));
  return value;
}

template <typename Value>
Status write_entry(const Map& map, std::uint32_t index, const Value& value) {
  return map.update(&index, &value);
}

// Every CPU's value of one entry of a per-CPU array.
template <typename Value>
Result<std::vector<Value>> read_cpus(const Map& map, std::uint32_t index) {
  static_assert(sizeof(Value) % 8 == 0, "the kernel rounds per-CPU values up to 8 bytes");
  HG_TRY(const unsigned cpus, possible_cpus());
  std::vector<Value> values(cpus);
  HG_CHECK(map.lookup(&index, values.data()));
  return values;
}

// The entries first..first+count-1 of an array, in few calls: take(index, value).
template <typename Value, typename Take>
Status read_entries(const Map& map, std::uint32_t first, std::uint32_t count, Take take) {
  constexpr std::size_t kBatchBytes = 64UL << 10U;
  const auto batch = static_cast<std::uint32_t>(
      std::clamp<std::size_t>(kBatchBytes / sizeof(Value), 1, std::max(count, 1U)));
  std::vector<std::uint32_t> keys(batch);
  std::vector<Value> values(batch);
  std::uint32_t place = first - 1;  // behind which the first call reads
  bool more = true;
  for (std::uint32_t done = 0; more && done < count;) {
    std::uint32_t got = std::min(batch, count - done);
    const bool at_start = first == 0 && done == 0;
    HG_TRY(more,
           map.lookup_batch(at_start ? nullptr : &place, &place, keys.data(), values.data(), got));
    for (std::uint32_t i = 0; i < got; ++i)
      take(keys[i], values[i]);
    done += got;
  }
  return Done{};
}

// How many entries a hash map has.
Result<std::size_t> count_entries(const Map& map);

// The first `size` bytes of the values of an array map with BPF_F_MMAPABLE; munmap(2) ends it.
Result<void*> map_values(const Map& map, std::size_t size);

Result<void*> map_page(const Map& map);
void unmap_page(void* page);

// The first page of an array map with BPF_F_MMAPABLE, for stores that a reader sees whole.
template <typename Value>
class MappedEntry {
 public:
  static Result<MappedEntry> open(const Map& map) {
    HG_TRY(void* page, map_page(map));
    return MappedEntry(page);
  }
  MappedEntry(MappedEntry&& other) noexcept : page_(std::exchange(other.page_, nullptr)) {}
  MappedEntry& operator=(MappedEntry&&) = delete;
  MappedEntry(const MappedEntry&) = delete;
  MappedEntry& operator=(const MappedEntry&) = delete;
  ~MappedEntry() { unmap_page(page_); }

  Value* operator->() const { return static_cast<Value*>(page_); }

 private:
  explicit MappedEntry(void* page) : page_(page) {}
  void* page_;
};

}  // namespace haguard
