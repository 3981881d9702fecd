// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/xdp_filter.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/bpf.h>

#include <array>
#include <bit>
#include <cerrno>
#include <vector>

#include "bpf/libbpf_log.h"
#include "bpf/map.h"

namespace haguard {
namespace {

constexpr const char* kFolders[] = {"/usr/lib/x86_64-linux-gnu/bpf",
                                    "/usr/lib/aarch64-linux-gnu/bpf", "/usr/lib/bpf"};

// Of its map values; what is above them counts.
constexpr std::uint64_t kSource = 1;
constexpr std::uint64_t kDestination = 2;
constexpr std::uint64_t kUdp = 8;

bpf_object* open_object(const std::string& name) {
  for (const char* folder : kFolders) {
    bpf_object* object = bpf_object__open(fmt::format("{}/{}.o", folder, name).c_str());
    if (object != nullptr) return object;
  }
  return nullptr;
}

}  // namespace

void XdpFilter::Close::operator()(bpf_object* object) const {
  bpf_object__close(object);
}

Result<XdpFilter> XdpFilter::load(const std::string& name) {
  clear_libbpf_log();
  XdpFilter filter(open_object(name), -1);
  if (!filter.object_)
    return not_found(fmt::format("open {}.o: no such file", name), "install the package xdp-tools");
  // Its maps ask for a pin each, which xdp-filter shares between its programs.
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, filter.object_.get()) bpf_map__set_pin_path(map, nullptr);
  const int error = -bpf_object__load(filter.object_.get());
  if (error != 0) return system_error(fmt::format("load {}: {}", name, libbpf_words()), error);
  filter.program_ = bpf_program__fd(bpf_object__next_program(filter.object_.get(), nullptr));
  return filter;
}

Status XdpFilter::list(const char* map, const void* key, std::uint64_t flags) const {
  HG_TRY(const unsigned cpus, possible_cpus());
  const std::vector<std::uint64_t> values(cpus, flags);
  const int fd = bpf_object__find_map_fd_by_name(object_.get(), map);
  if (fd < 0) return not_found(fmt::format("fill {} of xdp-filter: it has no such map", map));
  const int error = -bpf_map_update_elem(fd, key, values.data(), BPF_ANY);
  if (error != 0) return system_error(fmt::format("fill {} of xdp-filter", map), error);
  return Done{};
}

Status XdpFilter::list_source(const IpAddress& ipv4) const {
  return list("filter_ipv4", ipv4.bytes.data(), kSource);
}

Status XdpFilter::list_udp_destination(std::uint16_t port) const {
  // An array over all ports, by the number as it stands in the frame.
  const std::uint32_t index = std::rotl(port, 8);
  return list("filter_ports", &index, kDestination | kUdp);
}

Result<std::uint32_t> XdpFilter::verified_instructions() const {
  bpf_prog_info info{};
  __u32 size = sizeof info;
  const int error = -bpf_obj_get_info_by_fd(program_, &info, &size);
  if (error != 0) return system_error("ask about xdp-filter's program", error);
  return info.verified_insns;
}

Result<std::uint64_t> XdpFilter::counted(std::uint32_t verdict) const {
  struct Record {
    std::uint64_t frames;
    std::uint64_t bytes;
  };
  HG_TRY(const unsigned cpus, possible_cpus());
  std::vector<Record> records(cpus);
  const int fd = bpf_object__find_map_fd_by_name(object_.get(), "xdp_stats_map");
  const int error = -bpf_map_lookup_elem(fd, &verdict, records.data());
  if (error != 0) return system_error("read the counters of xdp-filter", error);
  std::uint64_t frames = 0;
  for (const Record& record : records)
    frames += record.frames;
  return frames;
}

}  // namespace haguard
