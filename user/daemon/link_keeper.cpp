// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon/link_keeper.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.h"
#include "daemon/lease.h"
#include "gate/forward.h"
#include "gate/read.h"
#include "link/apply.h"
#include "link/control.h"
#include "link/egress.h"
#include "link/events.h"
#include "link/forward.h"
#include "link/health.h"
#include "link/learning.h"

namespace haguard {
namespace {

// The earlier of two, where 0 is never.
std::uint64_t sooner(std::uint64_t a, std::uint64_t b) {
  if (a == 0 || b == 0) return std::max(a, b);
  return std::min(a, b);
}

std::string names_of(const HeartbeatVerdict& verdict) {
  std::string names;
  for (const Silence& silence : verdict.silences)
    names += (names.empty() ? "" : ", ") + silence.flow;
  return names;
}

}  // namespace

Status LinkKeeper::refresh() {
  HG_TRY(link_, open_link(place_, name_));
  HG_TRY(const MapInfo info, link_.maps.control.info());
  if (info.id != maps_id_) {
    heartbeats_.emplace();
    timeline_ = Timeline();
    ports_.clear();
    signals_ = PortSignals();
    maps_id_ = info.id;
  }
  HG_TRY(state_, read_mode(link_.maps.control));
  HG_TRY(held_forward_, held_forward(link_));
  return read_ports_now();
}

Status LinkKeeper::read_ports_now() {
  std::vector<PortState> now;
  for (std::size_t side = 0; side < link_.ports().size(); ++side) {
    HG_TRY(now.emplace_back(), read_port_state(link_, side));
  }
  for (std::size_t side = 0; side < now.size(); ++side) {
    PortState before{now[side].name, PortCondition::kLive, now[side].ifindex};
    if (side < ports_.size()) before = ports_[side];
    tell_of_port(before, now[side]);
    if (const auto told = signals_.step(side, now[side], monotonic_ns())) record("port", *told);
  }
  ports_ = std::move(now);
  return Done{};
}

void LinkKeeper::tell_of_port(const PortState& before, const PortState& now) {
  if (before.condition == now.condition) return;
  switch (now.condition) {
    case PortCondition::kRenamed:
      return record("port", fmt::format("{} was renamed; its program goes on there", now.name));
    case PortCondition::kAbsent:
      return record("port", ports_.empty() ? "waits for " + now.name : now.name + " is gone");
    case PortCondition::kElsewhere:
      return record("port", fmt::format("{} is another interface now; its program stays where it "
                                        "was, on interface {}",
                                        now.name, now.ifindex));
    case PortCondition::kLive:
      // One that came back is told of when it is attached.
      if (before.condition == PortCondition::kRenamed ||
          before.condition == PortCondition::kElsewhere)
        record("port", fmt::format("{} has its name again", now.name));
      return;
    case PortCondition::kReturned:
      return;
  }
}

bool LinkKeeper::has_other_settings(const LinkConfig* config) const {
  if (config == nullptr) return false;
  const bool leased = (link_.info.flags & HG_LINK_LEASED) != 0;
  return config->leased != leased || config->hold_ns.value_or(0) != link_.info.hold_ns ||
         config->stamping != static_cast<hg_stamping>(link_.info.stamping) ||
         configured_forward(config->forward) != link_.info.forward;
}

bool LinkKeeper::has_work(const LinkConfig* config) const {
  const bool returned = std::any_of(ports_.begin(), ports_.end(), [](const PortState& port) {
    return port.condition == PortCondition::kReturned;
  });
  return returned || fell_back_ || held_forward_ || has_abandoned_run(link_) ||
         has_other_settings(config);
}

Status LinkKeeper::work(const LinkConfig* config) {
  HG_CHECK(refresh());
  if (has_other_settings(config)) {
    link_.info.flags &= ~static_cast<__u32>(HG_LINK_LEASED);
    if (config->leased) link_.info.flags |= HG_LINK_LEASED;
    link_.info.hold_ns = config->hold_ns.value_or(0);
    // One that was chosen at run time stays until the configuration changes.
    if (config->stamping != static_cast<hg_stamping>(link_.info.stamping))
      HG_CHECK(change_stamping(link_, config->stamping));
    link_.info.stamping = config->stamping;
    if (config->forward && configured_forward(config->forward) != link_.info.forward)
      HG_CHECK(hold_forward(link_, *config->forward));
    link_.info.forward = configured_forward(config->forward);
    HG_CHECK(write_entry(link_.maps.link_info, 0, link_.info));
  }
  if (fell_back_) {
    fell_back_ = false;
    HG_CHECK(save_mode(link_, HG_MODE_AUDIT));
  }
  HG_TRY(const bool ended, end_abandoned_run(link_, "run"));
  if (ended) tell_(fmt::format("{}: learning was left behind by its command; ended", name_));
  HG_TRY(const ModeState mode, read_mode(link_.maps.control));
  HG_TRY(const std::vector<std::string> returned, attach_returned_ports(link_));
  if (!returned.empty()) place_egress(link_);
  for (const std::string& port : returned)
    record("port", fmt::format("{} came back: attached again, mode {}", port,
                               mode_name(effective_mode(mode, monotonic_ns()))));
  HG_CHECK(settle_forward());
  return read_ports_now();
}

// What the gate objects to may pass by itself: a port comes up, somebody makes a bridge.
Status LinkKeeper::settle_forward() {
  HG_TRY(held_forward_, held_forward(link_));
  std::vector<Objection> objections;
  if (held_forward_)
    objections = judge_forward(read_forward_facts(name_, link_.ports()), *held_forward_);
  if (held_forward_ && objections.empty()) HG_CHECK(set_forward(link_, *held_forward_));
  if (!objections.empty() && objections != told_objections_) tell_of_objections(objections);
  told_objections_ = std::move(objections);
  HG_TRY(held_forward_, held_forward(link_));
  return Done{};
}

void LinkKeeper::tell_of_objections(const std::vector<Objection>& objections) {
  std::vector<std::string> details;
  details.reserve(objections.size());
  for (const Objection& objection : objections)
    details.push_back(fmt::format("{}; remedy: {}", objection.text, objection.remedy));
  record("forward",
         fmt::format("{} waits: {}", forward_name(*held_forward_), count_words(objections)),
         std::move(details));
}

Status LinkKeeper::upgrade() {
  HG_CHECK(refresh());
  HG_TRY(const UpgradeReport report, upgrade_link(link_, false));
  if (report.current) return Done{};
  record("upgrade", fmt::format("program exchanged on {}", fmt::join(report.replaced, ", ")));
  return Done{};
}

Status LinkKeeper::look() {
  HG_TRY(state_, read_mode(link_.maps.control));
  const Status lease = keep_lease(state_);
  Status heartbeats = keep_heartbeats(state_);
  Result<std::vector<News>> news = timeline_.look(link_, state_, monotonic_ns());
  pause_ns_ = sooner(lease_pause_ns(state_, monotonic_ns()),
                     sooner(heartbeats_->pause_ns(), timeline_.pause_ns()));
  pause_ns_ = sooner(pause_ns_, confirm_pause_ns(state_, monotonic_ns()));
  HG_CHECK(lease);
  HG_CHECK(tell_of_deadline());
  HG_CHECK(news);
  for (News& one : *news)
    record(one.kind, one.text, std::move(one.details));
  return heartbeats;
}

Status LinkKeeper::keep_lease(ModeState& state) {
  const bool wanted = (link_.info.flags & HG_LINK_LEASED) != 0;
  const auto step = lease_step(state, wanted, monotonic_ns());
  if (!step) return Done{};
  HG_TRY(const bool done, replace_mode(link_.maps.control, state, step->to));
  if (!done) {
    // An operator was faster, and wins.
    HG_TRY(state, read_mode(link_.maps.control));
    return Done{};
  }
  state = decode_control(encode_control(step->to));
  if (!step->event.empty()) record("lease", step->event);
  return Done{};
}

// The data path does it by itself. The daemon before may have told of it.
Status LinkKeeper::tell_of_deadline() {
  const std::uint64_t deadline = state_.deadline_ns;
  if (!is_unconfirmed(state_, monotonic_ns()) || told_deadline_ns_ == deadline) return Done{};
  HG_TRY(const std::vector<Event> events, read_events(place_, name_));
  told_deadline_ns_ = deadline;
  const std::int64_t passed_ms = wall_milliseconds_of(deadline) - 1;
  const bool is_told = std::any_of(events.begin(), events.end(), [&](const Event& event) {
    return event.kind == "fallback" && event.at_ms >= passed_ms;
  });
  if (!is_told) record("fallback", "enforce -> audit: the deadline passed without a confirmation");
  return Done{};
}

Status LinkKeeper::keep_heartbeats(const ModeState& state) {
  HG_TRY(const HeartbeatVerdict verdict, heartbeats_->look(link_, state, monotonic_ns()));
  switch (verdict.action) {
    case HeartbeatAction::kNone:
      return Done{};
    case HeartbeatAction::kFallBack:
      return fall_back(state, verdict);
    case HeartbeatAction::kAlert:
      record(
          "alert",
          fmt::format("heartbeat {} is silent while frames from its side are dropped; confirmed, "
                      "so enforce stays",
                      names_of(verdict)),
          heartbeats_->evidence(link_, verdict));
      return Done{};
    case HeartbeatAction::kAlertOver:
      record("alert", fmt::format("over: heartbeat {}", fmt::join(verdict.back, ", ")));
      return Done{};
  }
  return Done{};
}

Status LinkKeeper::fall_back(const ModeState& state, const HeartbeatVerdict& verdict) {
  HG_TRY(const bool done, replace_mode(link_.maps.control, state, {HG_MODE_AUDIT, 0, false}));
  if (!done) return Done{};  // somebody changed the mode at this very moment, and wins
  fell_back_ = true;
  record("fallback",
         fmt::format("enforce -> audit: heartbeat {} went silent while frames from its side were "
                     "dropped",
                     names_of(verdict)),
         heartbeats_->evidence(link_, verdict));
  return Done{};
}

Status LinkKeeper::check() const {
  return check_link(link_);
}

std::string LinkKeeper::summary() const {
  const std::uint64_t now = monotonic_ns();
  std::string words = fmt::format("{} {}", name_, mode_name(effective_mode(state_, now)));
  if (!state_.leased && state_.deadline_ns > now) words += ", awaits confirm";
  for (const PortState& port : ports_)
    if (port.condition != PortCondition::kLive)
      words += fmt::format(", {} is {}", port.name, condition_name(port.condition));
  if (held_forward_) words += fmt::format(", {} waits", forward_name(*held_forward_));
  return words;
}

void LinkKeeper::record(EventKind kind, const std::string& text, std::vector<std::string> details) {
  tell_(fmt::format("{}: {}: {}", name_, kind.name(), text));
  for (const std::string& detail : details)
    tell_("  " + detail);
  Event event;
  event.kind = kind.name();
  event.text = text;
  event.details = std::move(details);
  const Status recorded = record_event(place_, name_, std::move(event));
  if (!recorded.ok()) place_.warn(recorded.error());
}

}  // namespace haguard
