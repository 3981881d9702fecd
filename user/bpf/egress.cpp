// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpf/egress.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstddef>
#include <memory>
#include <utility>

#include "bpf/libbpf_log.h"
#include "egress.skel.h"

namespace haguard {
namespace {

struct DestroyEgress {
  void operator()(egress_bpf* skeleton) const { egress_bpf__destroy(skeleton); }
};

}  // namespace

Result<std::vector<Program>> load_egress(unsigned sides, std::uint32_t tag, const Map& residence) {
  std::vector<Program> programs;
  for (unsigned side = 0; side < sides; ++side) {
    clear_libbpf_log();
    const std::unique_ptr<egress_bpf, DestroyEgress> skeleton(egress_bpf__open());
    int error = skeleton ? 0 : errno;
    if (error != 0) return system_error("open the egress object", error, libbpf_words());
    skeleton->rodata->port_side = static_cast<__u8>(side);
    skeleton->rodata->port_count = static_cast<__u8>(sides);
    skeleton->rodata->stamp_tag = tag;
    error = -bpf_map__reuse_fd(skeleton->maps.residence, residence.fd());
    if (error != 0) return system_error("share map residence", error);
    error = -egress_bpf__load(skeleton.get());
    if (error != 0) {
      const std::string words = libbpf_words().substr(0, 300);
      return system_error(
          fmt::format("load the egress program{}{}", words.empty() ? "" : ": ", words), error,
          "--verbose shows the verifier's log");
    }
    HG_TRY(Program program, take_program(bpf_program__fd(skeleton->progs.haguard_egress)));
    programs.push_back(std::move(program));
  }
  return programs;
}

std::uint64_t carried_egress() {
  std::size_t size = 0;
  const void* bytes = egress_bpf__elf_bytes(&size);
  return hash_of(bytes, size);
}

}  // namespace haguard
