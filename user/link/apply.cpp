// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/apply.h"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/who.h"
#include "link/counters.h"
#include "link/heartbeats.h"
#include "link/note.h"
#include "link/policy_summary.h"
#include "policy/check.h"

namespace haguard {
namespace {

// The ids whose counters may be another flow's: given to one anew or, where the file that says
// whose they were is gone from under a policy, all.
const std::vector<std::uint32_t>& ids_to_clear(const CompiledPolicy& compiled,
                                               const FlowIds& previous, std::uint32_t generation) {
  constexpr std::uint32_t kFirst = 1;
  return previous.empty() && generation > kFirst ? compiled.flow_ids : compiled.recycled;
}

Status clear_flows(const Link& link, const std::vector<std::uint32_t>& ids) {
  for (const std::uint32_t id : ids)
    HG_CHECK(clear_flow(link, id));
  return Done{};
}

// Also where the pin of the table is gone: a new table is the way out of that.
Result<std::uint32_t> next_generation(const Link& link, const SavedState& state) {
  const Result<hg_head> head = read_head(link);
  if (!head.ok() && head.error().kind != ErrorKind::kNotFound) return head.error();
  return (head.ok() ? head->generation : state.generation) + 1;
}

// Once the kernel has the policy nothing takes it back, so what fails then is told and no more.
void tell(const Link& link, const Status& saved, const char* consequence) {
  if (saved.ok()) return;
  Error error = saved.error();
  error.message = fmt::format("the policy is in force, but {}: {}", consequence, error.message);
  link.place.warn(error);
}

// That some heartbeats are not timed is no reason to refuse them.
void tell_untimed(const Link& link, const Policy& policy, const AssignedSlots& slots) {
  if (slots.untimed.empty()) return;
  link.place.warn({ErrorKind::kFailed,
                   fmt::format("time the gaps of the heartbeat flows of {}: {} at most, so {} are "
                               "not timed, among them \"{}\"",
                               link.name, HG_HEARTBEAT_SLOTS, slots.untimed.size(),
                               policy.flows[slots.untimed.front()].name),
                   "leave heartbeat unset where a silence means nothing"});
}

// Of the kernel's mode, as whoever saves last has seen the last change. An enforce that waits for
// its confirmation becomes audit by itself.
hg_mode mode_to_save(const ModeState& now, hg_mode chosen) {
  if (has_confirm_deadline(now)) return HG_MODE_AUDIT;
  return now.mode == HG_MODE_LEARN ? chosen : now.mode;
}

// What the data path does, and until when.
std::string words_of(const ModeState& state, std::uint64_t now_ns) {
  const std::string mode = mode_name(effective_mode(state, now_ns));
  return has_confirm_deadline(state) && state.deadline_ns > now_ns ? mode + " until confirmed"
                                                                   : mode;
}

// Not the same as no policy: the data path goes by it.
Error lost_text(const Link& link, std::uint32_t generation) {
  return failed(
      fmt::format("read the policy of {}: generation {} is in force, but its text is gone "
                  "from {}",
                  link.name, generation, link.place.state),
      fmt::format("put one in force whose text is kept: haguard policy apply FILE, or "
                  "haguard learn {}, review and accept",
                  link.name));
}

// What follows on a change in the kernel.
void complete(const Link& link, const ModeState& mode, ModeChange& change) {
  note_mode_change(link, change.before, mode);
  change.saved = save_mode(link, mode.mode);
}

}  // namespace

// A policy with errors never gets near the kernel; all of them are told at once. One without flows
// would end enforcement without saying so.
Status require_sound(const Policy& policy, const std::vector<std::string>& ports,
                     const SourceMap* places) {
  if (policy.flows.empty())
    return refused(fmt::format("put the policy of {} in force: it allows no flow",
                               policy.link.empty() ? "the link" : policy.link),
                   "haguard review says what is missing; to let everything pass: haguard bypass");
  const std::vector<Problem> problems = check_policy(policy, ports);
  if (!has_errors(problems)) return Done{};
  return usage(
      fmt::format("put the policy of {} in force: it contradicts itself{}",
                  policy.link.empty() ? "the link" : policy.link, list_errors(problems, places)),
      "the policy in force stays as it was");
}

Status install_policy(const Link& link, const Policy& policy, std::uint32_t generation) {
  const Store store(link.place, link.name);
  HG_TRY(const FlowIds previous, store.flow_ids());
  CompileOptions options = link.compile_options(generation);
  HG_TRY(options.slot_owners, read_slot_owners(link));
  HG_TRY(const CompiledPolicy compiled, compile_policy(policy, options, previous));
  if (compiled.ids != previous) HG_CHECK(store.save_flow_ids(compiled.ids));
  HG_CHECK(clear_flows(link, ids_to_clear(compiled, previous, generation)));
  HG_CHECK(claim_slots(link, compiled.heartbeats));
  HG_CHECK(put_in_force(link, compiled.table));
  keep_summary(link, policy, compiled.flow_ids);
  tell(link, rest_slots(link, compiled.heartbeats), "a flow that left may show a false gap");
  tell_untimed(link, policy, compiled.heartbeats);
  return Done{};
}

Result<std::uint32_t> apply_policy(const Link& link, const Policy& policy,
                                   const PolicyOrigin& origin) {
  HG_CHECK(require_sound(policy, link.ports()));
  const Store store(link.place, link.name);
  HG_TRY(const SavedState saved, store.state());
  HG_TRY(const std::uint32_t generation, next_generation(link, saved));
  const HistoryEntry entry{generation, wall_seconds(), who(), origin.how, origin.comment};
  HG_CHECK(store.history().add(entry, policy));
  if (const Status installed = install_policy(link, policy, generation); !installed.ok()) {
    // The first failure is the one to tell.
    const Status removed = store.history().remove_from(generation);
    static_cast<void>(removed);
    return installed.error();
  }
  tell(link, store.update_state([&](SavedState& state) { state.generation = generation; }),
       "was not saved for the next boot");
  tell(link, store.save_policy_copy(policy), "its copy for people is an older one");
  note(link, "policy", fmt::format("policy generation {} in force ({})", generation, origin.how),
       origin.comment.empty() ? std::vector<std::string>{} : std::vector{origin.comment});
  return generation;
}

Result<Policy> policy_in_force(const Link& link) {
  HG_TRY(const hg_head head, read_head(link));
  if (head.generation == 0)
    return not_found(fmt::format("read the policy of {}: it has none yet", link.name),
                     fmt::format("haguard learn {0}, then review and accept", link.name));
  Result<SavedPolicy> saved = Store(link.place, link.name).policy_of(head.generation);
  if (saved.ok()) return std::move(saved->policy);
  if (saved.error().kind == ErrorKind::kNotFound) return lost_text(link, head.generation);
  return saved.error();
}

Result<ModeChange> change_mode(const Link& link, const ModeState& mode) {
  ModeChange change;
  HG_TRY(change.before, read_mode(link.maps.control));
  HG_CHECK(write_mode(link.maps.control, mode));
  complete(link, mode, change);
  return change;
}

Result<ModeChange> change_mode_from(const Link& link, hg_mode before, const ModeState& mode) {
  ModeChange change;
  HG_TRY(const std::optional<ModeState> left, leave_mode(link.maps.control, before, mode));
  if (!left) {
    HG_TRY(const ModeState now, read_mode(link.maps.control));
    return failed(
        fmt::format("bring {} from {} to {}: somebody brought it to {} at this moment", link.name,
                    mode_name(before), mode_name(mode.mode), mode_name(now.mode)),
        fmt::format("it stays there; haguard events {} says who", link.name));
  }
  change.before = *left;
  complete(link, mode, change);
  return change;
}

void note_mode_change(const Link& link, const ModeState& before, const ModeState& after) {
  const std::uint64_t now = monotonic_ns();
  const std::string from = words_of(before, now);
  const std::string to = words_of(after, now);
  if (from != to) note(link, "mode", fmt::format("{} -> {}", from, to));
}

Status save_mode(const Link& link, hg_mode chosen) {
  return Store(link.place, link.name).update_state([&](SavedState& saved) {
    const Result<ModeState> now = read_mode(link.maps.control);
    saved.mode = now.ok() ? mode_to_save(*now, chosen) : chosen;
  });
}

ModeState lasting_enforce(const Link& link, std::uint64_t now_ns) {
  const bool leased = (link.info.flags & HG_LINK_LEASED) != 0;
  return {HG_MODE_ENFORCE, leased ? now_ns + kLeaseNs : 0, leased};
}

}  // namespace haguard
