// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/learning_run.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/file.h"

namespace haguard {
namespace {

constexpr const char* kLearning = "learning";

std::string path_of(const Place& place, const std::string& link) {
  return fmt::format("{}/{}/learning.json", place.state, link);
}

LearningRun run_of(const nlohmann::json& json) {
  LearningRun run;
  run.before.mode = HG_MODE_AUDIT;
  if (!json.is_object()) return run;
  if (json.contains("control") && json["control"].is_number_unsigned())
    run.before = decode_control(json["control"].get<std::uint64_t>());
  return run;
}

}  // namespace

Result<Lock> lock_learning(const Link& link, const std::string& command) {
  return Lock::take_for(link.place, link.name, kLearning, command);
}

Result<std::optional<Lock>> try_lock_learning(const Link& link, const std::string& command) {
  return Lock::try_take_for(link.place, link.name, kLearning, command);
}

Status save_run(const Link& link, const LearningRun& run) {
  const nlohmann::ordered_json json = {{"schema", 1}, {"control", encode_control(run.before)}};
  return write_own_file(path_of(link.place, link.name), json.dump(2) + "\n");
}

Result<std::optional<LearningRun>> saved_run(const Link& link) {
  const std::string path = path_of(link.place, link.name);
  const Result<std::string> text = read_file(path);
  if (!text.ok() && text.error().kind == ErrorKind::kNotFound) return std::optional<LearningRun>();
  if (!text.ok()) return text.error();
  return std::optional(run_of(nlohmann::json::parse(*text, nullptr, false)));
}

bool has_abandoned_run(const Link& link) {
  if (!modified_ns(path_of(link.place, link.name)).ok()) return false;
  const auto lock = try_lock_learning(link, "looks whether anybody learns");
  return lock.ok() && lock->has_value();
}

Status forget_run(const Place& place, const std::string& link) {
  return remove_file(path_of(place, link));
}

}  // namespace haguard
