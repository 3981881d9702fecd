// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/event_counts.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/json.h"
#include "link/lock.h"

namespace haguard {
namespace {

std::string path_of(const Place& place, const std::string& link) {
  return fmt::format("{}/{}/event-counts.json", place.state, link);
}

}  // namespace

Result<EventCounts> read_event_counts(const Place& place, const std::string& link) {
  const std::string path = path_of(place, link);
  EventCounts counts;
  const Result<std::string> text = read_file(path);
  if (!text.ok() && text.error().kind == ErrorKind::kNotFound) return counts;
  if (!text.ok()) return text.error();
  HG_TRY(const nlohmann::json json, parse_json(*text, path));
  const bool is_ours = json.is_object() && json.contains("counts") && json["counts"].is_object();
  if (!is_ours) return failed(fmt::format("read {}: not a file of counts", path));
  for (const auto& [kind, count] : json["counts"].items())
    if (count.is_number_unsigned()) counts[kind] = count.get<std::uint64_t>();
  return counts;
}

Status count_event(const Place& place, const std::string& link, const std::string& kind) {
  const std::string path = path_of(place, link);
  // Two commands must not count two events as one; where the lock is not to be had, it is not
  // counted.
  HG_TRY(const Lock lock, Lock::take_shortly(path + ".lock"));
  // A file that was broken by hand starts again.
  Result<EventCounts> read = read_event_counts(place, link);
  EventCounts counts = read.ok() ? std::move(*read) : EventCounts{};
  ++counts[kind];
  const nlohmann::ordered_json json = {{"schema", 1}, {"counts", counts}};
  return write_own_file(path, json.dump() + "\n");
}

}  // namespace haguard
