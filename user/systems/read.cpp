// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "systems/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "systems/read_flow.h"
#include "toml/reader.h"

namespace haguard {
namespace {

constexpr std::int64_t kMostPolls = 1000;

std::optional<std::uint32_t> read_count(TomlReader& reader, std::string_view key) {
  const auto count = reader.integer(key, 1, kMostPolls);
  if (!count) return std::nullopt;
  return static_cast<std::uint32_t>(*count);
}

void read_timers(TomlReader& root, SystemTimers& timers) {
  auto reader = root.table("timers");
  if (!reader) return;
  timers.poll = reader->duration("poll");
  timers.poll_lowest = reader->duration("poll_lowest");
  timers.poll_highest = reader->duration("poll_highest");
  timers.hold = reader->duration("hold");
  timers.hold_lowest = reader->duration("hold_lowest");
  timers.hold_highest = reader->duration("hold_highest");
  timers.hold_polls = read_count(*reader, "hold_polls");
  timers.missed = read_count(*reader, "missed");
  (void)reader->finish();  // the error stays in the file
}

void read_latency(TomlReader& root, System& system) {
  auto reader = root.table("latency");
  if (!reader) return;
  system.latency_warn = reader->duration("warn");
  system.latency_critical = reader->duration("critical");
  (void)reader->finish();  // the error stays in the file
}

// "00:00:5e:00:01:*": whole bytes, then a star.
std::optional<MacPrefix> parse_prefix(const std::string& text) {
  if (text.size() < 4 || text.size() % 3 != 1 || text.back() != '*') return std::nullopt;
  const std::size_t size = text.size() / 3;
  std::string whole = text.substr(0, size * 3 - 1);
  for (std::size_t i = size; i < 6; ++i)
    whole += ":00";
  const auto bytes = MacAddress::parse(whole);
  if (!bytes) return std::nullopt;
  return MacPrefix{*bytes, size};
}

void read_shared(TomlReader& root, System& system) {
  auto reader = root.table("shared");
  if (!reader) return;
  system.shared_addresses = reader->boolean("addresses").value_or(false);
  for (const std::string& text : reader->texts("macs")) {
    if (const auto prefix = parse_prefix(text))
      system.shared_macs.push_back(*prefix);
    else
      reader->fail("macs", fmt::format("\"{}\" is no MAC prefix", text),
                   "write it like 00:00:5e:00:01:*");
  }
  (void)reader->finish();  // the error stays in the file
}

bool valid_id(const std::string& id) {
  return !id.empty() && id.size() < 32 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

void read_flows(TomlReader& root, System& system) {
  for (TomlReader& reader : root.tables("flow")) {
    SystemFlow flow = read_system_flow(reader);
    if (find_flow(system, flow.name) != nullptr)
      reader.fail("name", fmt::format("a second flow is named \"{}\"", flow.name),
                  "names are unique within a file");
    system.flows.push_back(std::move(flow));
  }
  if (system.flows.empty()) root.fail_at(root.place(), "this system has no flow", "add a [[flow]]");
}

void check_names(TomlReader& root, const System& system, const SystemFlow& flow, const char* key,
                 const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (find_flow(system, name) != nullptr) continue;
    root.fail_at(root.place("flow"),
                 fmt::format("flow \"{}\": {} names \"{}\", which is no flow of this file",
                             flow.name, key, name));
  }
}

bool is_portless_protocol(const SystemFlow& flow) {
  return flow.kind == FlowKind::kIp && flow.ports.empty() && flow.icmp_types.empty();
}

// What is seeded beside a flow is that flow with another protocol number.
void check_accompanied(TomlReader& root, const System& system, const SystemFlow& flow) {
  check_names(root, system, flow, "accompanies", flow.accompanies);
  for (const std::string& name : flow.accompanies) {
    const SystemFlow* other = find_flow(system, name);
    if (other == nullptr || (is_portless_protocol(flow) && is_portless_protocol(*other))) continue;
    root.fail_at(root.place("flow"),
                 fmt::format("flow \"{}\": accompanies \"{}\", and one of the two has ports",
                             flow.name, name),
                 "both must be IP protocols without ports");
  }
}

}  // namespace

Result<System> read_system(const std::string& text, const std::string& file) {
  HG_TRY(const TomlValue tree, parse_toml(text, file));
  TomlFile errors(file);
  TomlReader root(tree, errors, "system");

  System system;
  system.file = file;
  system.id = root.required_text("id");
  if (!valid_id(system.id))
    root.fail("id", fmt::format("\"{}\" is no id", system.id),
              "lower case letters, digits and -, at most 31");
  system.title = root.required_text("title");
  system.description = root.text("description").value_or("");
  system.confidence = read_confidence(root);
  system.source = root.required_text("source");
  system.background = root.boolean("background").value_or(false);
  read_timers(root, system.timers);
  read_latency(root, system);
  read_shared(root, system);
  read_flows(root, system);
  for (const SystemFlow& flow : system.flows) {
    check_names(root, system, flow, "instead", flow.instead);
    check_accompanied(root, system, flow);
  }
  HG_CHECK(root.finish());
  return system;
}

}  // namespace haguard
