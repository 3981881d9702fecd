// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpf/transmit.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstddef>
#include <memory>

#include "bpf/libbpf_log.h"
#include "bpf/program.h"
#include "transmit.skel.h"

namespace haguard {
namespace {

struct DestroyTransmit {
  void operator()(transmit_bpf* skeleton) const { transmit_bpf__destroy(skeleton); }
};

Result<Fd> attach_tracepoint(const bpf_program* program) {
  const int fd = bpf_raw_tracepoint_open(nullptr, bpf_program__fd(program));
  const int error = fd < 0 ? errno : 0;
  if (error != 0)
    return system_error(fmt::format("attach {}", bpf_program__section_name(program)), error);
  return Fd(fd);
}

}  // namespace

Result<std::array<Fd, kTransmitCount>> attach_transmit(const Map& redirect_stats,
                                                       const Map& redirect_ports) {
  clear_libbpf_log();
  const std::unique_ptr<transmit_bpf, DestroyTransmit> skeleton(transmit_bpf__open());
  int error = skeleton ? 0 : errno;
  if (error != 0) return system_error("open the transmit object", error, libbpf_words());
  error = -bpf_map__reuse_fd(skeleton->maps.redirect_stats, redirect_stats.fd());
  if (error == 0) error = -bpf_map__reuse_fd(skeleton->maps.redirect_ports, redirect_ports.fd());
  if (error != 0) return system_error("share the maps of redirect", error);
  error = -transmit_bpf__load(skeleton.get());
  if (error != 0)
    return system_error("load the programs that count failed redirects", error,
                        "they need CAP_PERFMON, and a kernel with BTF (/sys/kernel/btf/vmlinux)");
  std::array<Fd, kTransmitCount> links;
  HG_TRY(links[0], attach_tracepoint(skeleton->progs.haguard_sent));
  HG_TRY(links[1], attach_tracepoint(skeleton->progs.haguard_unsent));
  return links;
}

std::uint64_t carried_transmit() {
  std::size_t size = 0;
  const void* bytes = transmit_bpf__elf_bytes(&size);
  return hash_of(bytes, size);
}

}  // namespace haguard
