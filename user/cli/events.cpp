// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// events: what happened to a link.
#include "link/events.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "cli/commands.h"
#include "cli/table.h"

namespace haguard {
namespace {

void print_event(const Event& event) {
  char buffer[32];
  fmt::print("{}.{:03}  {:<9} {}{}\n", format_wall(event.at_ms / 1000, buffer), event.at_ms % 1000,
             printable(event.kind), printable(event.text),
             event.who.empty() ? std::string() : fmt::format("  ({})", printable(event.who)));
  for (const std::string& detail : event.details)
    fmt::print("{:36}{}\n", "", printable(detail));
}

nlohmann::ordered_json to_json(const Event& event) {
  return {{"at_ms", event.at_ms},
          {"kind", event.kind},
          {"who", event.who},
          {"text", event.text},
          {"details", event.details}};
}

}  // namespace

Status run_events(const Context& context, const EventsArguments& arguments) {
  HG_TRY(const std::string name, choose_link(context.place, arguments.link));
  HG_TRY(std::vector<Event> events, read_events(context.place, name));
  if (arguments.count != 0 && events.size() > arguments.count)
    events.erase(events.begin(), events.end() - static_cast<std::ptrdiff_t>(arguments.count));
  if (!arguments.json) {
    for (const Event& event : events)
      print_event(event);
    return Done{};
  }
  nlohmann::ordered_json json = {
      {"schema", 1}, {"link", name}, {"events", nlohmann::ordered_json::array()}};
  for (const Event& event : events)
    json["events"].push_back(to_json(event));
  fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  return Done{};
}

}  // namespace haguard
