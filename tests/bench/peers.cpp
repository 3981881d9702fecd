// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/peers.h"

#include <fmt/format.h>
#include <linux/bpf.h>

#include "bench/sections.h"
#include "bench/test_run.h"

namespace haguard {
namespace {

Result<double> measure_filter(const XdpFilter& filter, const Bytes& frame, unsigned repeat,
                              std::uint32_t verdict) {
  HG_TRY(const std::uint64_t before, filter.counted(verdict));
  HG_TRY(const double ns, run_ns(filter.program(), frame, repeat, verdict));
  HG_TRY(const std::uint64_t after, filter.counted(verdict));
  if (after - before == repeat) return ns;
  return failed(fmt::format("of {} frames it counted {}", repeat, after - before));
}

}  // namespace

Contestant no_op_contestant(int program, const Bytes& frame, unsigned repeat) {
  return {kNoOp, [=] { return run_ns(program, frame, repeat, XDP_PASS); }, kNoOp};
}

Contestant filter_contestant(const char* name, const XdpFilter& filter, const Bytes& frame,
                             unsigned repeat, std::uint32_t verdict) {
  return {
      name,
      [&filter, frame, repeat, verdict] { return measure_filter(filter, frame, repeat, verdict); },
      kNoOp};
}

}  // namespace haguard
