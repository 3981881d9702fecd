// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpf/probe.h"

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <cerrno>
#include <cstring>

#include "base/fd.h"

namespace haguard {

Result<bool> jit_compiles() {
  bpf_insn program[2] = {};
  program[0].code = BPF_ALU64 | BPF_MOV | BPF_K;  // r0 = 0
  program[1].code = BPF_JMP | BPF_EXIT;
  const Fd fd(
      bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, "hg_probe", "Dual BSD/GPL", program, 2, nullptr));
  int error = fd.valid() ? 0 : errno;
  if (error != 0) return system_error("load a small program to see whether it is compiled", error);
  bpf_prog_info info{};
  __u32 size = sizeof info;
  error = bpf_obj_get_info_by_fd(fd.get(), &info, &size) == 0 ? 0 : errno;
  if (error != 0) return system_error("read what became of a small program", error);
  return info.jited_prog_len > 0;
}

std::string program_name(std::uint32_t program_id) {
  const Fd fd(bpf_prog_get_fd_by_id(program_id));
  bpf_prog_info info{};
  __u32 size = sizeof info;
  if (!fd.valid() || bpf_obj_get_info_by_fd(fd.get(), &info, &size) != 0) return {};
  return {info.name, ::strnlen(info.name, sizeof info.name)};
}

}  // namespace haguard
