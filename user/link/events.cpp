// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/events.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "base/clock.h"
#include "base/file.h"
#include "link/event_counts.h"

namespace haguard {
namespace {

std::string line_of(const Event& event) {
  const nlohmann::ordered_json json = {{"at_ms", event.at_ms},
                                       {"kind", event.kind},
                                       {"who", event.who},
                                       {"text", event.text},
                                       {"details", event.details}};
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string text_at(const nlohmann::json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Event event_of(const nlohmann::json& json) {
  Event event;
  event.at_ms = json.contains("at_ms") && json["at_ms"].is_number_integer()
                    ? json["at_ms"].get<std::int64_t>()
                    : 0;
  event.kind = text_at(json, "kind");
  event.who = text_at(json, "who");
  event.text = text_at(json, "text");
  if (!json.contains("details") || !json["details"].is_array()) return event;
  for (const auto& detail : json["details"])
    if (detail.is_string()) event.details.push_back(detail.get<std::string>());
  return event;
}

Status read_part(const std::string& path, std::vector<Event>& events) {
  const Result<std::string> text = read_file(path);
  if (!text.ok() && text.error().kind == ErrorKind::kNotFound) return Done{};
  if (!text.ok()) return text.error();
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    if (auto event = parse_event(line)) events.push_back(std::move(*event));
  }
  return Done{};
}

}  // namespace

std::string events_path(const Place& place, const std::string& link) {
  return fmt::format("{}/{}/events.jsonl", place.state, link);
}

std::string older_events_path(const Place& place, const std::string& link) {
  return fmt::format("{}/{}/events.old.jsonl", place.state, link);
}

std::optional<Event> parse_event(const std::string& line) {
  const nlohmann::json json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  return event_of(json);
}

Status record_event(const Place& place, const std::string& link, Event event) {
  if (event.at_ms == 0) event.at_ms = wall_milliseconds();
  HG_CHECK(make_directories(place.state + "/" + link));
  HG_CHECK(append_line(events_path(place, link), line_of(event), older_events_path(place, link),
                       kEventBytes));
  return count_event(place, link, event.kind);
}

Result<std::vector<Event>> read_events(const Place& place, const std::string& link) {
  std::vector<Event> events;
  HG_CHECK(read_part(older_events_path(place, link), events));
  HG_CHECK(read_part(events_path(place, link), events));
  return events;
}

}  // namespace haguard
