// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// events: what happened to a link, and what happens to it.
#include "link/events.h"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/output.h"
#include "base/printable.h"
#include "base/units.h"
#include "cli/commands.h"
#include "cli/signals.h"
#include "link/event_follower.h"

namespace haguard {
namespace {

constexpr std::uint64_t kFollowNs = 250'000'000U;

void print_event(const Event& event) {
  char buffer[32];
  fmt::print("{}  {:<9} {}{}\n", format_wall_ms(event.at_ms, buffer), printable(event.kind),
             printable(event.text),
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

std::string dumped(const nlohmann::ordered_json& json, int indent) {
  return json.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
}

// A document of its own: there is no end to wait for.
void print_json_line(const std::string& link, const Event& event) {
  nlohmann::ordered_json json = {{"schema", 1}, {"link", link}};
  json.update(to_json(event));
  fmt::print("{}\n", dumped(json, -1));
}

Status keep_chosen(const EventsArguments& arguments, std::vector<Event>& events) {
  if (!arguments.since.empty()) {
    HG_TRY(const std::uint64_t age_ns, parse_duration(arguments.since));
    const std::int64_t oldest =
        wall_milliseconds() - static_cast<std::int64_t>(age_ns / 1'000'000U);
    std::erase_if(events, [oldest](const Event& event) { return event.at_ms < oldest; });
  }
  if (arguments.count != 0 && events.size() > arguments.count)
    events.erase(events.begin(), events.end() - static_cast<std::ptrdiff_t>(arguments.count));
  return Done{};
}

void print_all(const std::string& link, const std::vector<Event>& events) {
  nlohmann::ordered_json json = {
      {"schema", 1}, {"link", link}, {"events", nlohmann::ordered_json::array()}};
  for (const Event& event : events)
    json["events"].push_back(to_json(event));
  fmt::print("{}\n", dumped(json, 2));
}

}  // namespace

Status run_events(const Context& context, const EventsArguments& arguments) {
  HG_TRY(const std::string name, choose_link(context.place, arguments.link));
  const Interruptible interruptible;
  EventFollower follower(context.place, name);
  HG_TRY(std::vector<Event> events, follower.fresh());
  HG_CHECK(keep_chosen(arguments, events));
  if (arguments.json && !arguments.follow) {
    print_all(name, events);
    return Done{};
  }
  for (;;) {
    for (const Event& event : events)
      arguments.json ? print_json_line(name, event) : print_event(event);
    std::fflush(stdout);
    if (!arguments.follow || output_is_lost() || !interruptible.wait(kFollowNs)) return Done{};
    HG_TRY(events, follower.fresh());
  }
}

}  // namespace haguard
