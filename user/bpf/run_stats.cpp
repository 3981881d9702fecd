// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpf/run_stats.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <cerrno>

namespace haguard {

Result<RunStats> read_run_stats(const Program& program) {
  bpf_prog_info raw{};
  __u32 size = sizeof raw;
  const int error = bpf_obj_get_info_by_fd(program.fd.get(), &raw, &size) == 0 ? 0 : errno;
  if (error != 0)
    return system_error(fmt::format("read the statistics of program {}", program.id), error);
  return RunStats{raw.run_time_ns, raw.run_cnt};
}

}  // namespace haguard
