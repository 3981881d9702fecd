// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/event_counts.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/file.h>

#include <cerrno>
#include <nlohmann/json.hpp>

#include "base/fd.h"
#include "base/file.h"
#include "base/json.h"

namespace haguard {
namespace {

std::string path_of(const Place& place, const std::string& link) {
  return fmt::format("{}/{}/event-counts.json", place.state, link);
}

// Two commands must not count two events as one. A holder that was stopped in between must not keep
// an operator's bypass waiting: then this event is not counted.
Result<Fd> lock_counts(const std::string& path) {
  constexpr int kTries = 20;
  constexpr int kPauseMs = 5;
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640));
  int error = fd.valid() ? 0 : errno;
  for (int i = 0; error == 0 && i < kTries; ++i) {
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return fd;
    if (errno != EWOULDBLOCK && errno != EINTR) error = errno;
    if (error == 0) ::poll(nullptr, 0, kPauseMs);
  }
  return system_error(fmt::format("lock {}", path), error == 0 ? EBUSY : error);
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
  HG_TRY(const Fd lock, lock_counts(path + ".lock"));
  // A file that was broken by hand starts again.
  Result<EventCounts> read = read_event_counts(place, link);
  EventCounts counts = read.ok() ? std::move(*read) : EventCounts{};
  ++counts[kind];
  const nlohmann::ordered_json json = {{"schema", 1}, {"counts", counts}};
  return write_own_file(path, json.dump() + "\n");
}

}  // namespace haguard
