// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// review: the candidate with its evidence, for the person who decides.
#include <fmt/format.h>

#include <algorithm>

#include "base/units.h"
#include "cli/commands.h"
#include "cli/table.h"
#include "learn/candidate.h"
#include "learn/review_json.h"
#include "link/lock.h"
#include "link/store.h"
#include "policy/describe.h"

namespace haguard {
namespace {

Tone tone_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kReady:
      return Tone::kGood;
    case Verdict::kThin:
      return Tone::kWarn;
    case Verdict::kNotReady:
      break;
  }
  return Tone::kBad;
}

template <typename T>
std::string join_texts(const std::vector<T>& values) {
  std::string text;
  for (const T& value : values)
    text += (text.empty() ? "" : " ") + value.to_string();
  return text;
}

void print_peers(const Policy& policy, bool colour) {
  TextTable table({{"PEER"}, {"PORT"}, {"MAC"}, {"ADDRESSES"}, {"SHARED"}}, 2);
  for (const Peer& peer : policy.peers) {
    std::string shared = join_texts(peer.shared_addresses);
    if (!shared.empty() && !peer.shared_macs.empty()) shared += " ";
    shared += join_texts(peer.shared_macs);
    table.add({printable(peer.name), printable(peer.port), join_texts(peer.macs),
               join_texts(peer.addresses), shared});
  }
  fmt::print("\npeers{}\n{}", table.empty() ? ": none could be told" : "",
             table.empty() ? std::string() : table.to_string(colour));
}

std::string since_start(std::uint64_t time, const Coverage& coverage) {
  // The data path's clock is the one of the last tick.
  return "+" + format_duration(time - std::min(time, coverage.started_ns));
}

void print_seen(const Candidate& candidate, bool colour) {
  TextTable table({{"FLOW"},
                   {"MATCHES"},
                   {"KNOWN AS"},
                   {"FRAMES", Align::kRight},
                   {"BYTES", Align::kRight},
                   {"FIRST", Align::kRight},
                   {"LAST", Align::kRight},
                   {"EVERY", Align::kRight},
                   {"NOTE"}},
                  2);
  for (std::size_t i = 0; i < candidate.policy.flows.size(); ++i) {
    const Flow& flow = candidate.policy.flows[i];
    const FlowEvidence& seen = candidate.evidence[i];
    if (seen.frames == 0) continue;
    std::string note = flow.heartbeat ? "heartbeat" : "";
    if (flow.fragments) note += note.empty() ? "fragments" : ", fragments";
    table.add({printable(flow.name),
               printable(describe_flow(flow)),
               {printable(label_text(seen.labels)), Tone::kDim},
               format_count(seen.frames),
               format_bytes(seen.bytes),
               since_start(seen.first_ns, candidate.coverage),
               since_start(seen.last_ns, candidate.coverage),
               seen.mean_gap_ns == 0 ? "" : format_duration(seen.mean_gap_ns),
               note});
  }
  if (!table.empty()) fmt::print("\nflows that were seen\n{}", table.to_string(colour));
}

void print_seeded(const Candidate& candidate, bool colour) {
  TextTable table({{"FLOW"}, {"MATCHES"}, {"WHY"}}, 2);
  for (std::size_t i = 0; i < candidate.policy.flows.size(); ++i)
    if (candidate.evidence[i].frames == 0)
      table.add({printable(candidate.policy.flows[i].name),
                 printable(describe_flow(candidate.policy.flows[i])),
                 {printable(candidate.evidence[i].why), Tone::kDim}});
  if (!table.empty())
    fmt::print("\nflows that were not seen, but that the pair is known to need\n{}",
               table.to_string(colour));
}

void print_doubts(const Candidate& candidate, bool colour) {
  if (candidate.doubts.empty()) return;
  fmt::print("\ndoubtful\n");
  for (const Doubt& doubt : candidate.doubts) {
    fmt::print("  {} {}: {} ({}): {}\n",
               paint(doubt.left_out ? "left out" : "kept", Tone::kWarn, colour),
               printable(doubt.subject), printable(doubt.traffic),
               format_counted(doubt.frames, "frame"), printable(doubt.reason));
    if (!doubt.hint.empty())
      fmt::print("    {}\n", paint("hint: " + printable(doubt.hint), Tone::kDim, colour));
  }
  if (candidate.doubts_omitted != 0)
    fmt::print("  and {} more\n", format_count(candidate.doubts_omitted));
}

void print_coverage(const Candidate& candidate, bool colour) {
  const Coverage& coverage = candidate.coverage;
  fmt::print("\ncoverage: {} after {}\n",
             paint(verdict_name(coverage.verdict), tone_of(coverage.verdict), colour),
             format_duration(coverage.ended_ns - coverage.started_ns));
  for (const CoverageFinding& finding : coverage.findings) {
    fmt::print("  {} {}\n",
               paint(finding.verdict == Verdict::kReady ? "ok  " : "look", tone_of(finding.verdict),
                     colour),
               printable(finding.text));
    if (!finding.hint.empty())
      fmt::print("       {}\n", paint("hint: " + printable(finding.hint), Tone::kDim, colour));
  }
  for (const std::string& missing : coverage.not_seen)
    fmt::print("  {} not seen: {}\n", paint("    ", Tone::kPlain, colour), printable(missing));
}

void print_review(const Candidate& candidate) {
  const bool colour = use_colour();
  fmt::print("candidate for {}\n", candidate.policy.link);
  for (const Recognised& system : candidate.systems)
    fmt::print("  looks like {} (score {} of 100)\n", printable(system.title), system.score);
  print_peers(candidate.policy, colour);
  print_seen(candidate, colour);
  print_seeded(candidate, colour);
  print_doubts(candidate, colour);
  print_coverage(candidate, colour);
  if (candidate.policy.flows.empty())
    fmt::print("\nnothing to accept: learn again\n");
  else
    fmt::print("\nnext: haguard accept {}   (or edit: haguard policy show --candidate)\n",
               candidate.policy.link);
}

// A candidate can be for a link that is not attached here (learned from a capture).
Result<std::string> reviewed_link(const Context& context, const std::string& name) {
  if (!name.empty()) return name;
  HG_TRY(const auto links, context.place.pins.links());
  if (links.empty() && Store(context.place, "capture").candidate().ok())
    return std::string("capture");
  return choose_link(context.place, name);
}

Status discard(const Context& context, const Store& store) {
  HG_TRY(const Lock lock, Lock::take(context.place, context.command_line));
  HG_CHECK(store.set_candidate_aside());
  fmt::print("the candidate is none any more; its file: {}\n", store.old_candidate());
  return Done{};
}

}  // namespace

Status run_review(const Context& context, const ReviewArguments& arguments) {
  HG_TRY(const std::string name, reviewed_link(context, arguments.link));
  const Store store(context.place, name);
  if (arguments.discard) return discard(context, store);
  HG_TRY(const std::string text, store.review());
  if (arguments.json) {
    fmt::print("{}\n", text);
    return Done{};
  }
  HG_TRY(const Policy policy, store.candidate());
  HG_TRY(const Candidate candidate, review_from_json(text, policy));
  print_review(candidate);
  return Done{};
}

}  // namespace haguard
