// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// forward: how frames that pass leave this machine.
#include "link/forward.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <system_error>

#include "base/units.h"
#include "cli/commands.h"
#include "cli/forward_words.h"
#include "cli/pass_gate.h"
#include "cli/table.h"
#include "link/lock.h"

namespace haguard {
namespace {

std::string error_text(std::uint64_t error) {
  return error == 0 ? "-" : std::generic_category().message(static_cast<int>(error));
}

void print_failures(const Link& link, const std::vector<hg_redirect_stats>& stats) {
  TextTable table(
      {{"CAME IN ON"}, {"NO PARTNER", Align::kRight}, {"NOT SENT", Align::kRight}, {"LAST ERROR"}},
      2);
  const std::vector<std::string> ports = link.ports();
  for (std::size_t side = 0; side < stats.size(); ++side)
    table.add({printable(ports[side]), format_count(stats[side].no_partner),
               format_count(stats[side].failed), error_text(stats[side].last_error)});
  fmt::print("{}", table.to_string(use_colour()));
}

nlohmann::ordered_json forward_json(const Link& link, hg_forward forward,
                                    const std::optional<hg_forward>& held,
                                    const std::vector<hg_redirect_stats>& stats) {
  nlohmann::ordered_json json = {{"schema", 1},
                                 {"link", link.name},
                                 {"forward", forward_name(forward)},
                                 {"failures_counted", counts_failed_redirects(link)}};
  if (held) json["forward_waits"] = forward_name(*held);
  const std::vector<std::string> ports = link.ports();
  for (std::size_t side = 0; side < stats.size(); ++side)
    json["ports"].push_back({{"port", ports[side]},
                             {"no_partner", stats[side].no_partner},
                             {"not_sent", stats[side].failed},
                             {"last_error", stats[side].last_error}});
  return json;
}

Status change_forward(const Context& context, const ForwardArguments& arguments) {
  HG_TRY(const hg_forward forward, parse_forward(arguments.set));
  HG_TRY(const Lock lock, Lock::take(context.place, context.command_line));
  HG_TRY(Link link, open_chosen(context, arguments.link));
  HG_TRY(const hg_forward before, read_forward(link));
  if (before != forward) HG_CHECK(pass_forward_gate(link, forward, arguments.force));
  HG_CHECK(set_forward(link, forward));
  fmt::print("{}: forwarding: {} -> {}\n", link.name, forward_name(before), forward_name(forward));
  return Done{};
}

}  // namespace

Status run_forward(const Context& context, const ForwardArguments& arguments) {
  if (!arguments.set.empty()) return change_forward(context, arguments);
  HG_TRY(const Link link, open_chosen(context, arguments.link));
  HG_TRY(const hg_forward forward, read_forward(link));
  HG_TRY(const auto held, held_forward(link));
  HG_TRY(const auto stats, read_redirect_stats(link));
  if (arguments.json) {
    fmt::print("{}\n", forward_json(link, forward, held, stats).dump(2));
    return Done{};
  }
  fmt::print("{}: {}\n", link.name,
             forward == HG_FORWARD_REDIRECT
                 ? "redirect: what passes goes straight out of the other port"
                 : "kernel: what passes is left to its bridge or routing");
  if (held) fmt::print("  {}\n", waits_words(link.name, *held));
  if (forward == HG_FORWARD_REDIRECT) print_failures(link, stats);
  return Done{};
}

}  // namespace haguard
