// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpf/map.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include "base/file.h"

namespace haguard {
namespace {

std::string hint_for(int error) {
  return error == EPERM || error == EACCES ? "run as root, or with CAP_BPF and CAP_NET_ADMIN" : "";
}

// The kernel's accounting of a map stands in its descriptor's fdinfo.
std::uint64_t memory_of(int fd) {
  std::ifstream info(fmt::format("/proc/self/fdinfo/{}", fd));
  for (std::string line; std::getline(info, line);)
    if (line.rfind("memlock:", 0) == 0) return std::strtoull(line.c_str() + 8, nullptr, 10);
  return 0;
}

constexpr const char* kPossible = "/sys/devices/system/cpu/possible";

Error uncounted(const std::string& why) {
  return failed(fmt::format("count the cpus: read {}: {}", kPossible, why),
                "is sysfs mounted? mount -t sysfs sysfs /sys");
}

// Of "0-3" or "0,2-5", what stands last.
Result<unsigned> highest_cpu() {
  HG_TRY(const std::string ranges, read_file(kPossible));
  const std::size_t last = ranges.find_last_of(",-");
  const char* begin = ranges.c_str() + (last == std::string::npos ? 0 : last + 1);
  unsigned highest = 0;
  const auto [end, error] = std::from_chars(begin, ranges.c_str() + ranges.size(), highest);
  if (error != std::errc() || (*end != '\n' && *end != '\0')) return uncounted("no list of cpus");
  return highest;
}

std::size_t page_size() {
  return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

Result<Map> Map::open_pin(const std::string& path) {
  const int fd = bpf_obj_get(path.c_str());
  const int error = fd < 0 ? errno : 0;
  if (error != 0) {
    Error result = system_error(fmt::format("open pinned map {}", path), error, hint_for(error));
    if (error == ENOENT) result.kind = ErrorKind::kNotFound;
    return result;
  }
  return Map(Fd(fd), path.substr(path.find_last_of('/') + 1));
}

Result<MapInfo> Map::info() const {
  bpf_map_info raw{};
  __u32 size = sizeof raw;
  const int error = bpf_obj_get_info_by_fd(fd_.get(), &raw, &size) == 0 ? 0 : errno;
  if (error != 0) return system_error(fmt::format("read info of map {}", name_), error);
  return MapInfo{raw.id,         raw.type,        raw.key_size,
                 raw.value_size, raw.max_entries, memory_of(fd_.get())};
}

Status Map::pin(const std::string& path) const {
  const int error = bpf_obj_pin(fd_.get(), path.c_str()) == 0 ? 0 : errno;
  if (error != 0) return system_error(fmt::format("pin map {} at {}", name_, path), error);
  return Done{};
}

Status Map::lookup(const void* key, void* value, std::uint64_t flags) const {
  const int error = bpf_map_lookup_elem_flags(fd_.get(), key, value, flags) == 0 ? 0 : errno;
  if (error == 0) return Done{};
  Error result = system_error(fmt::format("read map {}", name_), error, hint_for(error));
  if (error == ENOENT) result.kind = ErrorKind::kNotFound;
  return result;
}

Status Map::update(const void* key, const void* value) const {
  const int error = bpf_map_update_elem(fd_.get(), key, value, BPF_ANY) == 0 ? 0 : errno;
  if (error != 0) return system_error(fmt::format("write map {}", name_), error, hint_for(error));
  return Done{};
}

Status Map::erase(const void* key) const {
  const int error = bpf_map_delete_elem(fd_.get(), key) == 0 ? 0 : errno;
  if (error != 0 && error != ENOENT)
    return system_error(fmt::format("delete from map {}", name_), error, hint_for(error));
  return Done{};
}

bool Map::next_key(const void* key, void* next) const {
  return bpf_map_get_next_key(fd_.get(), key, next) == 0;
}

Result<bool> Map::lookup_batch(const void* place, void* next_place, void* keys, void* values,
                               std::uint32_t& count) const {
  // The kernel only reads `place`.
  const int error = bpf_map_lookup_batch(fd_.get(), const_cast<void*>(place), next_place, keys,
                                         values, &count, nullptr) == 0
                        ? 0
                        : errno;
  if (error == 0) return true;
  if (error == ENOENT) return false;
  return system_error(fmt::format("read map {}", name_), error, hint_for(error));
}

Result<std::size_t> count_entries(const Map& map) {
  // More than a bucket of a full table ever holds: the kernel hands out whole buckets.
  constexpr std::uint32_t kBatch = 512;
  HG_TRY(const MapInfo info, map.info());
  std::vector<std::uint8_t> keys(std::size_t{kBatch} * info.key_size);
  std::vector<std::uint8_t> values(std::size_t{kBatch} * info.value_size);
  std::uint32_t place = 0;
  std::size_t entries = 0;
  bool more = true;
  for (bool first = true; more; first = false) {
    std::uint32_t got = kBatch;
    HG_TRY(more,
           map.lookup_batch(first ? nullptr : &place, &place, keys.data(), values.data(), got));
    entries += got;
  }
  return entries;
}

Result<unsigned> possible_cpus() {
  const int cpus = libbpf_num_possible_cpus();
  if (cpus <= 0) return uncounted(std::generic_category().message(-cpus));
  return static_cast<unsigned>(cpus);
}

Result<unsigned> cpu_numbers() {
  // The kernel never changes it while it runs.
  static unsigned known = 0;
  if (known != 0) return known;
  HG_TRY(const unsigned cpus, possible_cpus());
  HG_TRY(const unsigned highest, highest_cpu());
  known = std::max(cpus, highest + 1);
  return known;
}

Result<void*> map_values(const Map& map, std::size_t size) {
  void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, map.fd(), 0);
  const int error = memory == MAP_FAILED ? errno : 0;  // NOLINT: the macro casts
  if (error != 0)
    return system_error(fmt::format("map the values of {}", map.name()), error, hint_for(error));
  return memory;
}

Result<void*> map_page(const Map& map) {
  return map_values(map, page_size());
}

void unmap_page(void* page) {
  if (page != nullptr) ::munmap(page, page_size());
}

}  // namespace haguard
