// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/latency_remarks.h"

#include <fmt/format.h>

#include "base/units.h"
#include "bpf/run_stats.h"
#include "link/egress.h"
#include "link/forward.h"
#include "link/ports.h"
#include "link/stamping.h"

namespace haguard {

namespace {

// Of a redirected frame only the program's own time can be told, where the kernel keeps it.
std::string redirect_remark(const Link& link) {
  RunStats all;
  for (std::size_t side = 0; side < link.ports().size(); ++side) {
    const Result<Program> program = program_of(link, side);
    const Result<RunStats> run = program.ok() ? read_run_stats(*program) : program.error();
    if (!run.ok()) continue;
    all.runs += run->runs;
    all.time_ns += run->time_ns;
  }
  const std::string time =
      all.runs == 0 ? std::string("not measured: sysctl kernel.bpf_stats_enabled=1")
                    : fmt::format("{} on average", format_duration(all.time_ns / all.runs));
  return fmt::format(
      "redirect: frames leave from the program itself and pass no egress program; their stay is "
      "its "
      "run time ({}) and the flush to the driver, which nothing measures",
      time);
}

}  // namespace

Result<std::vector<std::string>> latency_remarks(const Link& link) {
  std::vector<std::string> remarks;
  HG_TRY(const hg_forward forward, read_forward(link));
  if (forward == HG_FORWARD_REDIRECT) return std::vector{redirect_remark(link)};
  HG_TRY(const hg_stamping stamping, read_stamping(link.maps.control));
  if (stamping == HG_STAMP_OFF) return remarks;
  HG_TRY(const auto stats, read_stamp_stats(link));
  const std::vector<std::string> ports = link.ports();
  for (std::size_t side = 0; side < ports.size(); ++side) {
    HG_TRY(const PortState state, read_port_state(link, side));
    if (state.ifindex != 0 && !has_egress(link, side))
      remarks.push_back(
          fmt::format("no egress program on {}: no residence times of what leaves there; haguard "
                      "attach {} puts it there, or says why not",
                      ports[side], link.name));
    if (stats[side].refused != 0)
      remarks.push_back(
          fmt::format("the driver of {} refuses metadata: no residence times of what comes in "
                      "there ({} frames)",
                      ports[side], format_count(stats[side].refused)));
  }
  return remarks;
}

}  // namespace haguard
