// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpf/tcx.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <cerrno>

#include "bpf/kernel.h"

namespace haguard {
namespace {

// Of linux/bpf.h since 6.6, which libbpf 1.1 does not know.
constexpr auto kTcxEgress = static_cast<bpf_attach_type>(47);  // BPF_TCX_EGRESS
constexpr KernelVersion kTcxKernel{6, 6};

}  // namespace

bool has_tcx() {
  return !kernel_is_older_than(kTcxKernel);
}

Result<std::optional<Fd>> attach_tcx_egress(int program, unsigned ifindex) {
  if (!has_tcx()) return std::optional<Fd>();
  const int fd = bpf_link_create(program, static_cast<int>(ifindex), kTcxEgress, nullptr);
  const int error = fd < 0 ? errno : 0;
  if (error == 0) return std::optional<Fd>(Fd(fd));
  return system_error(fmt::format("put the egress program on interface {}", ifindex), error);
}

Status exchange_tcx(const std::string& pin, int program) {
  const Fd link(bpf_obj_get(pin.c_str()));
  int error = link.valid() ? 0 : errno;
  if (error == 0 && bpf_link_update(link.get(), program, nullptr) != 0) error = errno;
  if (error != 0) return system_error(fmt::format("exchange the egress program at {}", pin), error);
  return Done{};
}

}  // namespace haguard
