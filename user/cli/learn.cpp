// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// learn: from the live link with progress, or from a capture; ends with a candidate.
#include "replay/learn.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

#include "base/clock.h"
#include "base/say.h"
#include "base/seconds.h"
#include "base/units.h"
#include "cli/capture_words.h"
#include "cli/commands.h"
#include "cli/peer_argument.h"
#include "cli/signals.h"
#include "cli/snapshot.h"
#include "cli/table.h"
#include "learn/candidate.h"
#include "learn/review_json.h"
#include "link/learning.h"
#include "link/lock.h"
#include "link/store.h"
#include "systems/known.h"

namespace haguard {
namespace {

constexpr std::uint64_t kProgressNs = kSecondNs;
constexpr std::uint64_t kForever = std::numeric_limits<std::uint64_t>::max();

struct Progress {
  std::size_t flows = 0;
  std::uint64_t frames = 0;
  std::uint64_t newest_ns = 0;  // when the last new flow was first seen
};

Result<Progress> read_progress(const Link& link) {
  HG_TRY(const auto observations, read_observations(link.maps.learned));
  Progress progress;
  progress.flows = observations.size();
  for (const Observation& one : observations) {
    progress.frames += one.seen.frames;
    progress.newest_ns = std::max<std::uint64_t>(progress.newest_ns, one.seen.first_ns);
  }
  return progress;
}

void show(const Progress& progress, std::uint64_t elapsed, std::uint64_t duration) {
  const std::uint64_t now = monotonic_ns();
  say("\r\033[K  learning {}{}: {}, {}{}   Ctrl-C keeps what was learned", format_duration(elapsed),
      duration == kForever ? std::string() : " of " + format_duration(duration),
      format_counted(progress.flows, "flow"), format_counted(progress.frames, "frame"),
      progress.newest_ns == 0 ? std::string()
                              : ", last new flow " + format_ago(progress.newest_ns, now));
}

// Somebody chose another mode: what was seen until then is what was learned.
bool was_ended(const Link& link) {
  const Result<ModeState> mode = read_mode(link.maps.control);
  return !mode.ok() || mode->mode != HG_MODE_LEARN;
}

// Until the time is over or Ctrl-C.
Status watch(const Link& link, const Interruptible& interruptible, std::uint64_t started,
             std::uint64_t duration) {
  const bool progress_shown = show_progress();
  for (;;) {
    const std::uint64_t elapsed = monotonic_ns() - started;
    if (elapsed >= duration) break;
    if (progress_shown) {
      HG_TRY(const Progress progress, read_progress(link));
      show(progress, elapsed, duration);
    }
    if (!interruptible.wait(std::min(kProgressNs, duration - elapsed))) break;
    if (was_ended(link)) {
      warn(fmt::format("learning on {} was ended by another command", link.name));
      break;
    }
  }
  if (progress_shown) say("\r\033[K");
  return Done{};
}

Status keep_candidate(const Store& store, const Evidence& evidence, const Candidate& candidate) {
  const bool replaces = store.has_candidate();
  HG_CHECK(store.save_candidate(candidate.policy, review_to_json(candidate)));
  fmt::print("learned {} between {} from {} of frames in {}\n",
             format_counted(candidate.policy.flows.size(), "flow"),
             format_counted(candidate.policy.peers.size(), "peer"),
             format_counted(evidence.observations.size(), "kind"),
             format_duration(evidence.ended_ns - evidence.started_ns));
  if (!candidate.doubts.empty()) fmt::print("left out as doubtful: {}\n", candidate.doubts.size());
  if (replaces)
    fmt::print("the candidate before, which nobody accepted: {}\n", store.old_candidate());
  fmt::print("next: haguard review {}\n", evidence.link);
  return Done{};
}

Result<LearningRun> start_locked(const Context& context, const Link& link,
                                 const std::vector<NamedPeer>& named) {
  HG_TRY(const Lock lock, Lock::take(context.place, context.command_line));
  return start_learning(link, named);
}

Status stop_locked(const Context& context, const Link& link, const LearningRun& run) {
  HG_TRY(const Lock lock, Lock::take_at_last(context.place, context.command_line));
  return stop_learning(link, run);
}

Status learn_live(const Context& context, const LearnArguments& arguments) {
  std::uint64_t duration = kForever;
  if (!arguments.duration.empty()) {
    HG_TRY(duration, parse_duration(arguments.duration));
  }
  HG_TRY(const Link link, open_chosen(context, arguments.link));
  HG_TRY(const auto named, parse_peer_arguments(arguments.peers, link.ports()));
  // Held while learning; the lock of all changes only at both ends, so that others may work.
  HG_TRY(const Lock learning, lock_learning(link, context.command_line));
  const Interruptible interruptible;  // until the link has its mode and policy again
  HG_TRY(const LearningRun run, start_locked(context, link, named));
  if (run.before.mode == HG_MODE_ENFORCE)
    warn(fmt::format("while {} learns, every frame passes; it enforces again at the end",
                     link.name));
  if (duration == kForever && !show_progress())
    say("learning until SIGINT or SIGTERM; --for sets a time\n");
  Status watched = watch(link, interruptible, run.started_ns, duration);
  Result<Evidence> evidence = read_evidence(link, run, named);
  // Whatever went wrong, the link gets back its mode and policy.
  HG_CHECK(stop_locked(context, link, run));
  if (!watched.ok()) return watched;
  if (!evidence.ok()) return evidence.error();
  if (!arguments.system.empty()) evidence->system = arguments.system;
  HG_TRY(const Candidate candidate, make_candidate(*evidence, knowledge_base(context)));
  return keep_candidate(Store(context.place, link.name), *evidence, candidate);
}

// The link that the candidate is for need not be attached here.
Result<std::string> link_of_capture(const Context& context, const std::string& name) {
  if (!name.empty()) return name;
  HG_TRY(const auto links, context.place.pins.links());
  return links.size() == 1 ? links.front() : std::string("capture");
}

Status learn_pcap(const Context& context, const LearnArguments& arguments) {
  HG_TRY(const std::string name, link_of_capture(context, arguments.link));
  HG_TRY(const Capture capture, read_capture(arguments.pcap));
  std::vector<std::string> ports;
  if (const Result<Link> link = open_link(context.place, name); link.ok()) ports = link->ports();
  HG_TRY(const auto named, parse_peer_arguments(arguments.peers, ports));
  HG_TRY(const Lock lock, Lock::take(context.place, context.command_line));
  HG_TRY(ReplayedLearning run, learn_capture(capture, name, ports, named));
  run.evidence.system = arguments.system;
  HG_TRY(const Candidate candidate, make_candidate(run.evidence, knowledge_base(context)));
  fmt::print("read {} of {}\n", format_counted(run.fed.frames, "frame"), arguments.pcap);
  print_cut(run.fed);
  warn_of_left_out(run.fed);
  return keep_candidate(Store(context.place, name), run.evidence, candidate);
}

// Before the learning time, not after it. A capture is not of the link.
Status check_system(const Context& context, const LearnArguments& arguments) {
  if (!arguments.system.empty() || !arguments.pcap.empty())
    return check_system_name(context.place.systems, arguments.system, "learn", "--system");
  HG_TRY(const Link link, open_chosen(context, arguments.link));
  return check_system_name(context.place.systems, link.system(), "learn " + link.name,
                           fmt::format("it by --system, or {}", kConfiguredSystem));
}

}  // namespace

Status run_learn(const Context& context, const LearnArguments& arguments) {
  HG_CHECK(check_system(context, arguments));
  return arguments.pcap.empty() ? learn_live(context, arguments) : learn_pcap(context, arguments);
}

}  // namespace haguard
