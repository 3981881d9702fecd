// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// replay: what a policy would do to the frames of a capture, by the real program. Nothing of a link
// is changed, and no lock taken.
#include "replay/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/seconds.h"
#include "base/units.h"
#include "cli/capture_words.h"
#include "cli/commands.h"
#include "cli/counter_rows.h"
#include "cli/dropped_kinds.h"
#include "cli/peer_argument.h"
#include "cli/policy_choice.h"
#include "cli/table.h"
#include "policy/describe.h"

namespace haguard {
namespace {

constexpr std::size_t kNamesShown = 20;
constexpr const char* kNoFlowsHint = "haguard review says what is missing";

struct Run {
  const ReplayArguments& arguments;
  const TestedPolicy& tested;
  const Capture& capture;
  const Replayed& replayed;
};

std::uint64_t duration_of(const Capture& capture) {
  if (capture.frames.empty()) return 0;
  const std::uint64_t first = capture.frames.front().time_ns;
  return std::max(capture.frames.back().time_ns, first) - first;
}

void print_flows(const Run& run) {
  TextTable table({{"FLOW"}, {"MATCHES"}, {"FRAMES", Align::kRight}, {"BYTES", Align::kRight}});
  std::vector<std::string> silent;
  for (std::size_t i = 0; i < run.tested.policy.flows.size(); ++i) {
    const Flow& flow = run.tested.policy.flows[i];
    const hg_flow_stats& stats = run.replayed.flows[i];
    if (stats.frames == 0)
      silent.push_back(printable(flow.name));
    else
      table.add({printable(flow.name), printable(describe_flow(flow)), format_count(stats.frames),
                 format_bytes(stats.bytes)});
  }
  if (!table.empty()) fmt::print("\n{}", table.to_string(use_colour()));
  if (silent.empty()) return;
  const std::size_t count = silent.size();
  silent.resize(std::min(count, kNamesShown));
  fmt::print("\n{} of {} flows had no frame: {}{}\n", format_count(count),
             format_count(run.tested.policy.flows.size()), fmt::join(silent, ", "),
             count > kNamesShown ? ", ..." : "");
}

void print_text(const Run& run) {
  const std::uint64_t frames = run.replayed.fed.frames;
  const std::uint64_t dropped = run.replayed.verdicts.frames_dropped();
  fmt::print("{} under {}: {} in {}, {} passed, {} dropped\n", run.arguments.capture,
             run.tested.what, format_counted(frames, "frame"),
             format_duration(duration_of(run.capture)), format_count(frames - dropped),
             format_count(dropped));
  print_cut(run.replayed.fed);
  fmt::print("judged: {}\n\n{}", run.tested.assumptions,
             counter_table(run.replayed.ports, run.replayed.counters, false));
  print_flows(run);
  fmt::print("{}", dropped_kinds_text(run.capture, run.replayed));
}

nlohmann::ordered_json flows_json(const Run& run) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < run.tested.policy.flows.size(); ++i) {
    const Flow& flow = run.tested.policy.flows[i];
    json.push_back({{"name", flow.name},
                    {"description", describe_flow(flow)},
                    {"from", flow.from},
                    {"to", flow.to},
                    {"frames", run.replayed.flows[i].frames},
                    {"bytes", run.replayed.flows[i].bytes}});
  }
  return json;
}

void print_json(const Run& run) {
  const FedFrames& fed = run.replayed.fed;
  const std::uint64_t dropped = run.replayed.verdicts.frames_dropped();
  nlohmann::ordered_json json = {{"schema", 1}, {"capture", run.arguments.capture}};
  add_tested(json, run.tested);
  json["seconds"] = to_seconds(duration_of(run.capture));
  json["frames"] = fed.frames;
  json["passed"] = fed.frames - dropped;
  json["dropped"] = dropped;
  json["captured_short"] = fed.cut;
  json["left_out"] = {{"too_short", fed.too_short}, {"too_long", fed.too_long}};
  json["ports"] = counter_json(run.replayed.ports, run.replayed.counters);
  json["flows"] = flows_json(run);
  add_dropped_kinds(json, run.capture, run.replayed);
  fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

Status hold_strictly(const Run& run) {
  const std::uint64_t dropped = run.replayed.verdicts.frames_dropped();
  if (!run.arguments.strict) return Done{};
  if (run.tested.policy.flows.empty())
    return failed(fmt::format("replay {} under {}: it allows no flow, so nothing was judged",
                              run.arguments.capture, run.tested.what),
                  kNoFlowsHint);
  if (dropped == 0) return Done{};
  return failed(fmt::format("replay {} under {}: {} of {} would be dropped", run.arguments.capture,
                            run.tested.what, format_count(dropped),
                            format_counted(run.replayed.fed.frames, "frame")),
                "haguard explain says of a frame what would allow it; its bytes are in --json");
}

}  // namespace

Status run_replay(const Context& context, const ReplayArguments& arguments) {
  HG_TRY(const TestedPolicy tested,
         choose_tested(context, {arguments.link, arguments.policy, arguments.candidate}));
  HG_TRY(const auto named, parse_peer_arguments(arguments.peers, tested.options.ports));
  HG_TRY(const Capture capture, read_capture(arguments.capture));
  HG_TRY(const Replayed replayed, replay_capture(capture, tested.policy, tested.options, named));
  const Run run{arguments, tested, capture, replayed};
  if (tested.policy.flows.empty() && !arguments.strict)
    warn(fmt::format("{} allows no flow, so nothing is judged by it", tested.what), kNoFlowsHint);
  warn_of_left_out(replayed.fed);
  arguments.json ? print_json(run) : print_text(run);
  return hold_strictly(run);
}

}  // namespace haguard
