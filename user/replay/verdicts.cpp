// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "replay/verdicts.h"

#include <fmt/format.h>

#include <algorithm>

#include "haguard/replay.h"
#include "policy/datapath.h"
#include "policy/reason_words.h"
#include "replay/feed.h"

namespace haguard {
namespace {

// Calls `take(index, packet, verdict)` for each frame that can be run.
template <typename Take>
void judge_each(const Capture& capture, const std::vector<std::uint8_t>& sides, const Table& table,
                Take take) {
  std::array<std::uint8_t, HG_REPLAY_LONGEST> whole{};
  for (std::size_t i = 0; i < capture.frames.size(); ++i) {
    const CapturedFrame& frame = capture.frames[i];
    if (!can_be_run(frame)) continue;
    const std::size_t size = frame.original_size;
    // What was not captured counts as zeros, as the kernel is given it.
    const std::size_t kept = std::min(frame.bytes.size(), size);
    std::copy_n(frame.bytes.begin(), kept, whole.begin());
    std::fill(whole.data() + kept, whole.data() + size, std::uint8_t{0});
    const hg_packet packet = parse_frame({whole.data(), size}, size, sides.at(i));
    take(i, packet, decide(table, packet));
  }
}

Error disagreement(const std::string& what, std::uint64_t kernel, std::uint64_t here) {
  return failed(fmt::format("replay the capture: internal: {}: the program in the kernel counted "
                            "{} frames, the same code outside it {}",
                            what, kernel, here),
                "this is a bug of haguard; please report it with the capture and the policy");
}

// What enforce counts of a reason, and under no other disposition.
hg_disposition disposition_of(std::uint32_t reason) {
  return is_drop_reason(reason) ? HG_DROPPED : HG_PASSED;
}

Status check_port(const CaptureVerdicts::Reasons& reasons, const PortCounters& counters,
                  const std::string& name) {
  for (std::uint32_t d = 0; d < HG_DISPOSITIONS; ++d)
    for (std::uint32_t reason = 0; reason < HG_REASON_COUNT; ++reason) {
      const std::uint64_t here = disposition_of(reason) == d ? reasons.at(reason) : 0;
      const std::uint64_t kernel = counters.by.at(d).at(reason).frames;
      if (kernel != here)
        return disagreement(fmt::format("{} on {}", reason_name(reason), name), kernel, here);
    }
  return Done{};
}

}  // namespace

std::uint64_t CaptureVerdicts::frames_dropped() const {
  std::uint64_t sum = 0;
  for (const Reasons& reasons : sides)
    for (std::uint32_t reason = HG_REASON_FIRST_DROP; reason < HG_REASON_COUNT; ++reason)
      sum += reasons.at(reason);
  return sum;
}

CaptureVerdicts judge_capture(const Capture& capture, const std::vector<std::uint8_t>& frame_sides,
                              const Table& table, std::size_t sides, std::size_t flows,
                              std::size_t kinds_kept) {
  CaptureVerdicts verdicts;
  verdicts.sides.resize(sides);
  verdicts.flows.resize(flows);
  FrequentKinds kinds(kinds_kept);
  const auto add_kind = [&](std::size_t i, const hg_packet& packet, const hg_verdict& verdict) {
    if (is_drop_reason(verdict.reason)) kinds.add(kind_of(packet, verdict.reason), i);
  };
  judge_each(capture, frame_sides, table,
             [&](std::size_t i, const hg_packet& packet, const hg_verdict& verdict) {
               ++verdicts.sides.at(packet.key.side).at(verdict.reason);
               if (verdict.reason == HG_REASON_FLOW) ++verdicts.flows.at(verdict.flow_id);
               add_kind(i, packet, verdict);
             });
  if (kinds.has_overflowed()) {
    verdicts.has_all_kinds = false;
    kinds.begin_recount();
    judge_each(capture, frame_sides, table, add_kind);
  }
  verdicts.dropped = kinds.sorted();
  return verdicts;
}

Status check_agreement(const CaptureVerdicts& verdicts, const std::vector<PortCounters>& ports,
                       const std::vector<hg_flow_stats>& flows,
                       const std::vector<std::string>& names) {
  for (std::size_t side = 0; side < ports.size(); ++side)
    HG_CHECK(check_port(verdicts.sides.at(side), ports[side], names.at(side)));
  for (std::size_t id = 0; id < flows.size(); ++id)
    if (flows[id].frames != verdicts.flows.at(id))
      return disagreement(fmt::format("flow {}", id), flows[id].frames, verdicts.flows.at(id));
  return Done{};
}

}  // namespace haguard
