// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/store.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "link/control.h"
#include "policy/flow_ids_text.h"
#include "policy/text.h"

namespace haguard {
namespace {

constexpr const char* kPolicy = "policy.toml";
constexpr const char* kNext = "policy.toml.next";
constexpr const char* kCandidate = "candidate.toml";
constexpr const char* kReview = "review.json";
constexpr const char* kNoCandidate = "there is no candidate: haguard learn makes one";
constexpr const char* kFlowIds = "flow-ids.json";
constexpr const char* kState = "state.json";

bool is_absent(const Error& error) {
  return error.kind == ErrorKind::kNotFound;
}

Status remove_file(const std::string& path) {
  const int error = ::unlink(path.c_str()) == 0 ? 0 : errno;
  if (error != 0 && error != ENOENT) return system_error(fmt::format("remove {}", path), error);
  return Done{};
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

Result<Policy> Store::policy() const {
  return read_policy_file(kPolicy, "there is no policy yet: haguard learn, review, accept");
}

Result<Policy> Store::candidate() const {
  return read_policy_file(kCandidate, kNoCandidate);
}

Result<std::string> Store::review() const {
  Result<std::string> text = read_file(path(kReview));
  if (text.ok() || !is_absent(text.error())) return text;
  Error error = text.error();
  error.hint = kNoCandidate;
  return error;
}

Result<FlowIds> Store::flow_ids() const {
  const Result<std::string> text = read_file(path(kFlowIds));
  if (!text.ok() && is_absent(text.error())) return FlowIds{};
  if (!text.ok()) return text.error();
  return parse_flow_ids(*text, path(kFlowIds));
}

Result<SavedState> Store::state() const {
  const Result<std::string> text = read_file(path(kState));
  if (!text.ok() && is_absent(text.error())) return SavedState{};
  if (!text.ok()) return text.error();
  const nlohmann::json json = nlohmann::json::parse(*text, nullptr, false);
  const bool sane = json.is_object() && json.contains("mode") && json["mode"].is_string() &&
                    json.contains("generation") && json["generation"].is_number_unsigned();
  if (!sane)
    return failed(fmt::format("read {}: not a state file", path(kState)),
                  "remove it; the link then comes back in bypass");
  HG_TRY(const hg_mode mode, parse_mode(json["mode"].get<std::string>()));
  return SavedState{mode, json["generation"].get<std::uint32_t>()};
}

Status Store::save_candidate(const Policy& policy, const std::string& review_json) const {
  HG_CHECK(make_directories(folder_));
  HG_CHECK(write_file(path(kReview), review_json));
  return write_file(path(kCandidate), format_policy(policy));
}

Status Store::save_flow_ids(const FlowIds& ids) const {
  HG_CHECK(make_directories(folder_));
  return write_file(path(kFlowIds), format_flow_ids(ids));
}

Status Store::save_state(const SavedState& state) const {
  HG_CHECK(make_directories(folder_));
  const nlohmann::json json = {
      {"schema", 1}, {"mode", mode_name(state.mode)}, {"generation", state.generation}};
  return write_file(path(kState), json.dump(2) + "\n");
}

Status Store::stage_policy(const Policy& policy) const {
  HG_CHECK(make_directories(folder_));
  return write_file(path(kNext), format_policy(policy));
}

Status Store::commit_policy() const {
  const int error = ::rename(path(kNext).c_str(), path(kPolicy).c_str()) == 0 ? 0 : errno;
  if (error != 0) return system_error(fmt::format("replace {}", path(kPolicy)), error);
  return Done{};
}

Status Store::drop_staged_policy() const {
  return remove_file(path(kNext));
}

Status Store::drop_candidate() const {
  HG_CHECK(remove_file(path(kCandidate)));
  return remove_file(path(kReview));
}

}  // namespace haguard
