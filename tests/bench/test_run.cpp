// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/test_run.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include "bench/cpu_time.h"

namespace haguard {

Result<double> run_ns(int program, ByteView frame, unsigned repeat, std::uint32_t verdict) {
  LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.data(),
              .data_size_in = static_cast<__u32>(frame.size()), .repeat = static_cast<int>(repeat));
  const double before = thread_cpu_ns();
  const int error = -bpf_prog_test_run_opts(program, &options);
  const double after = thread_cpu_ns();
  if (error != 0) return system_error("run the program", error);
  if (options.retval != verdict)
    return failed(fmt::format("the verdict is {}, and should be {}", options.retval, verdict));
  return (after - before) / repeat;
}

}  // namespace haguard
