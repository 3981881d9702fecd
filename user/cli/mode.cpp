// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// mode, bypass, audit, enforce, confirm.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/seconds.h"
#include "base/units.h"
#include "cli/commands.h"
#include "cli/deadline.h"
#include "cli/pass_gate.h"
#include "link/apply.h"
#include "link/control.h"
#include "link/learning.h"
#include "link/lock.h"

namespace haguard {
namespace {

std::string describe(const ModeState& state, std::uint64_t now) {
  const hg_mode effective = effective_mode(state, now);
  if (effective != state.mode)
    return fmt::format("{} ({} of {} passed {} ago)", mode_name(effective),
                       state.leased ? "the lease" : "the confirm deadline", mode_name(state.mode),
                       format_duration(now - state.deadline_ns));
  return mode_name(state.mode) + mode_remark(state, now);
}

Status tell(const Link& link, const ModeChange& done, const ModeState& mode) {
  const std::uint64_t now = monotonic_ns();
  fmt::print("{}: {} -> {}\n", link.name, mode_name(effective_mode(done.before, now)),
             describe(mode, now));
  warn_unsaved(done);
  return Done{};
}

Status bypass(const Link& link) {
  const ModeState mode{HG_MODE_BYPASS, 0, false};
  HG_TRY(const ModeChange done, change_mode(link, mode));
  return tell(link, done, mode);
}

Status change(const Link& link, const ModeState& before, const ModeState& mode) {
  HG_TRY(const ModeChange done, change_mode_from(link, before.mode, mode));
  return tell(link, done, mode);
}

// Nobody has looked at what would be dropped; that is a hint, no objection.
void hint_at_audit(const Link& link, const ModeState& before) {
  if (before.mode != HG_MODE_AUDIT && before.mode != HG_MODE_ENFORCE)
    warn(fmt::format("{} goes from {} to enforce, without audit between", link.name,
                     mode_name(before.mode)),
         fmt::format("haguard audit {} counts what enforcing would drop", link.name));
}

}  // namespace

Status run_set_mode(const Context& context, const ModeArguments& arguments) {
  HG_TRY(const std::uint64_t window, parse_window(arguments.confirm));
  HG_TRY(const Link link, open_chosen(context, arguments.link));
  // The way out waits for nobody and needs no disk.
  if (arguments.mode == HG_MODE_BYPASS) return bypass(link);
  HG_TRY(const Lock lock, Lock::take(context.place, context.command_line));
  HG_CHECK(end_abandoned_run(link, context.command_line));
  HG_TRY(const ModeState before, read_mode(link.maps.control));
  // What learn has recorded is still to be read.
  if (arguments.mode == HG_MODE_AUDIT && before.mode != HG_MODE_LEARN) HG_CHECK(make_room(link));
  if (arguments.mode != HG_MODE_ENFORCE) return change(link, before, {arguments.mode, 0, false});
  HG_CHECK(pass_gate(context, link, arguments.force));
  hint_at_audit(link, before);
  // Counted from the change itself, however long the gate took.
  const std::uint64_t now = monotonic_ns();
  const ModeState mode =
      window != 0 ? ModeState{HG_MODE_ENFORCE, now + window, false} : lasting_enforce(link, now);
  warn_without_daemon(context, mode);
  return change(link, before, mode);
}

Status run_confirm(const Context& context, const LinkArguments& arguments) {
  HG_TRY(const Lock lock, Lock::take(context.place, context.command_line));
  HG_TRY(const Link link, open_chosen(context, arguments.link));
  HG_TRY(const ModeState state, read_mode(link.maps.control));
  if (state.mode != HG_MODE_ENFORCE)
    return failed(fmt::format("confirm {}: it is in {}", link.name, mode_name(state.mode)),
                  fmt::format("haguard enforce {} --confirm 10m", link.name));
  if (effective_mode(state, monotonic_ns()) != HG_MODE_ENFORCE)
    return failed(fmt::format("confirm {}: the deadline has passed, it is in audit", link.name),
                  fmt::format("haguard counters {} shows what was dropped", link.name));
  if (state.deadline_ns == 0 || state.leased) {
    fmt::print("{}: enforce holds already\n", link.name);
    return Done{};
  }
  const ModeState lasting = lasting_enforce(link, monotonic_ns());
  HG_TRY(const ModeChange done, change_mode_from(link, HG_MODE_ENFORCE, lasting));
  warn_unsaved(done);
  fmt::print("{}: confirmed, enforce stays\n", link.name);
  return Done{};
}

Status run_mode(const Context& context, const LinkArguments& arguments) {
  HG_TRY(const Link link, open_chosen(context, arguments.link));
  HG_TRY(const ModeState state, read_mode(link.maps.control));
  const std::uint64_t now = monotonic_ns();
  if (!arguments.json) {
    fmt::print("{}: {}\n", link.name, describe(state, now));
    return Done{};
  }
  nlohmann::ordered_json json = {{"schema", 1},
                                 {"link", link.name},
                                 {"mode", mode_name(effective_mode(state, now))},
                                 {"chosen", mode_name(state.mode)}};
  if (!state.leased && state.deadline_ns > now)
    json["seconds_left"] = to_seconds(state.deadline_ns - now);
  fmt::print("{}\n", json.dump(2));
  return Done{};
}

}  // namespace haguard
