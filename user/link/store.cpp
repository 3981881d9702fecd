// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/store.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/json.h"
#include "link/control.h"
#include "link/forward.h"
#include "link/kept.h"
#include "link/lock.h"
#include "policy/flow_ids_text.h"
#include "policy/text.h"

namespace haguard {
namespace {

constexpr const char* kPolicy = "policy.toml";
constexpr const char* kCandidate = "candidate.toml";
constexpr const char* kOldCandidate = "candidate.old.toml";
constexpr const char* kReview = "review.json";
constexpr const char* kNoCandidate = "there is no candidate: haguard learn makes one";
constexpr const char* kFlowIds = "flow-ids.json";
constexpr const char* kState = "state.json";

constexpr const char* kNoPolicy = "there is no policy yet: haguard learn, review, accept";

bool is_absent(const Error& error) {
  return error.kind == ErrorKind::kNotFound;
}

Result<SavedState> parse_state(const std::string& text, const std::string& file) {
  const auto bad = [&] {
    return failed(fmt::format("read {}: not a state file", file),
                  "remove it; the link then comes back in bypass");
  };
  HG_TRY(const nlohmann::json json, parse_json(text, file));
  const bool sane = json.is_object() && json.contains("mode") && json["mode"].is_string() &&
                    json.contains("generation") && json["generation"].is_number_unsigned() &&
                    json["generation"].get<std::uint64_t>() <= UINT32_MAX;
  if (!sane) return bad();
  const Result<hg_mode> mode = parse_mode(json["mode"].get<std::string>());
  if (!mode.ok()) return bad();
  SavedState state{*mode, json["generation"].get<std::uint32_t>(), HG_FORWARD_KERNEL};
  if (!json.contains("forward")) return state;  // from before there was a choice
  const Result<hg_forward> forward =
      parse_forward(json["forward"].is_string() ? json["forward"].get<std::string>() : "");
  if (!forward.ok()) return bad();
  state.forward = *forward;
  return state;
}

}  // namespace

Result<Policy> Store::read_policy_file(const char* file, const char* hint) const {
  Result<std::string> text = read_file(path(file));
  if (!text.ok()) {
    Error error = text.error();
    if (is_absent(error)) error.hint = hint;
    return error;
  }
  return parse_policy(*text, path(file));
}

Result<Policy> Store::policy_copy() const {
  return read_policy_file(kPolicy, kNoPolicy);
}

// A file that cannot be read is not broken: only one that says something else is replaced by the
// last good one. A state folder from before there was a history has only the copy.
Result<SavedPolicy> Store::policy_of(std::uint32_t generation) const {
  Result<Policy> policy = history().policy(generation);
  if (policy.ok()) return SavedPolicy{std::move(*policy), false};
  const bool broken = policy.error().kind == ErrorKind::kUsage;
  if (broken) return last_good(generation, policy.error());
  if (!is_absent(policy.error())) return policy.error();
  HG_TRY(Policy copy, policy_copy());
  return SavedPolicy{std::move(copy), false};
}

Result<SavedPolicy> Store::last_good(std::uint32_t generation, const Error& broken) const {
  Error remark = broken;
  if (Result<Policy> copy = policy_copy(); copy.ok()) {
    remark.hint = fmt::format("{} is used in its place", path(kPolicy));
    place_.warn(remark);
    return SavedPolicy{std::move(*copy), true};
  }
  HG_TRY(const auto entries, history().list());
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (entry->generation >= generation) continue;
    Result<Policy> older = history().policy(entry->generation);
    if (!older.ok()) continue;
    remark.hint = fmt::format("generation {} is used in its place", entry->generation);
    place_.warn(remark);
    return SavedPolicy{std::move(*older), true};
  }
  return broken;
}

Result<SavedPolicy> Store::policy() const {
  HG_TRY(const SavedState saved, state());
  return policy_of(saved.generation);
}

Result<Policy> Store::candidate() const {
  return read_policy_file(kCandidate, kNoCandidate);
}

bool Store::has_candidate() const {
  return modified_ns(path(kCandidate)).ok();
}

std::string Store::old_candidate() const {
  return path(kOldCandidate);
}

Result<std::string> Store::review() const {
  Result<std::string> text = read_file(path(kReview));
  if (text.ok() || !is_absent(text.error())) return text;
  Error error = text.error();
  error.hint = kNoCandidate;
  return error;
}

Result<FlowIds> Store::flow_ids() const {
  Result<FlowIds> ids = read_kept(place_, path(kFlowIds), parse_flow_ids);
  if (!ids.ok() && is_absent(ids.error())) return FlowIds{};
  return ids;
}

Result<SavedState> Store::state() const {
  Result<SavedState> state = read_kept(place_, path(kState), parse_state);
  if (!state.ok() && is_absent(state.error())) return SavedState{};
  return state;
}

Status Store::save_candidate(const Policy& policy, const std::string& review_json) const {
  HG_CHECK(make_directories(folder_));
  if (has_candidate()) HG_CHECK(set_candidate_aside());
  HG_CHECK(write_own_file(path(kReview), review_json));
  return write_own_file(path(kCandidate), format_policy(policy));
}

Status Store::save_flow_ids(const FlowIds& ids) const {
  HG_CHECK(make_directories(folder_));
  return write_kept(path(kFlowIds), format_flow_ids(ids));
}

Status Store::update_state(const std::function<void(SavedState&)>& change) const {
  HG_CHECK(make_directories(folder_));
  HG_TRY(const Lock lock, Lock::take_shortly(path("state.lock")));
  HG_TRY(SavedState saved, state());
  change(saved);
  return save_state(saved);
}

Status Store::save_state(const SavedState& state) const {
  const nlohmann::json json = {{"schema", 1},
                               {"mode", mode_name(state.mode)},
                               {"generation", state.generation},
                               {"forward", forward_name(state.forward)}};
  return write_kept(path(kState), json.dump(2) + "\n");
}

Status Store::save_policy_copy(const Policy& policy) const {
  return write_own_file(path(kPolicy), format_policy(policy));
}

Status Store::set_candidate_aside() const {
  if (!has_candidate())
    return not_found(fmt::format("discard the candidate in {}: there is none", folder_),
                     "haguard learn makes one");
  HG_CHECK(rename_file(path(kCandidate), old_candidate()));
  return remove_file(path(kReview));
}

Status Store::drop_candidate() const {
  HG_CHECK(remove_file(path(kCandidate)));
  return remove_file(path(kReview));
}

}  // namespace haguard
