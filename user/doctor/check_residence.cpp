// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// port.residence: whether the time that frames stay in this machine can be measured.
#include <fmt/format.h>

#include "doctor/checks.h"
#include "doctor/path.h"

namespace haguard {
namespace {

constexpr const char* kResidence = "port.residence";
constexpr const char* kNothingElse = "nothing else suffers: frames are judged and counted";

}  // namespace

Finding judge_residence(const MachineFacts& /*machine*/, const LinkFacts& link,
                        const PortFacts& port) {
  if (!link.attached) return Finding::ok(kResidence, "not attached");
  if (!port.residence)
    return Finding::unchecked(kResidence, failed("the link's counters were not read"));
  if (port.residence->stamping == HG_STAMP_OFF)
    return Finding::ok(kResidence, "residence times are off");
  if (port.residence->refused != 0)
    return Finding::warning(
        kResidence,
        fmt::format("this driver refuses metadata: no residence times ({} frames)",
                    port.residence->refused),
        fmt::format("haguard latency has none of the frames that come in here; {}", kNothingElse),
        {fmt::format("haguard latency {} --set off", link.name)});
  if (!port.residence->egress)
    return Finding::warning(
        kResidence, "the egress program is not on this interface: no residence times",
        fmt::format("haguard latency has none of the frames that leave here; {}", kNothingElse),
        {"modprobe -a sch_ingress cls_bpf", attach_command(link)});
  return Finding::ok(kResidence, "residence times are measured");
}

}  // namespace haguard
