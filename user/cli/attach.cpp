// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// attach and detach.
#include "link/attach.h"

#include <fmt/format.h>

#include "cli/attached_options.h"
#include "cli/commands.h"
#include "cli/forward_words.h"
#include "cli/pass_gate.h"
#include "daemon/configured.h"
#include "link/control.h"
#include "link/forward.h"
#include "link/lock.h"
#include "link/ports.h"
#include "link/stamping.h"
#include "systems/known.h"

namespace haguard {
namespace {

// A link whose configuration is wrong about it works all the same, until something is learned.
Status check_system(const Context& context, const AttachArguments& arguments,
                    const AttachOptions& options) {
  const std::string attempt = "attach " + arguments.link;
  if (!arguments.system.empty())
    return check_system_name(context.place.systems, arguments.system, attempt, "--system");
  const Status configured =
      check_system_name(context.place.systems, options.system, attempt, kConfiguredSystem);
  if (!configured.ok()) context.place.warn(configured.error());
  return Done{};
}

// What the command line does not say, the config does.
AttachOptions options_of(const AttachArguments& arguments, const LinkConfig* config) {
  AttachOptions options = config == nullptr ? AttachOptions{} : attach_options(*config);
  options.name = arguments.link;
  if (!arguments.ports.empty()) options.ports = arguments.ports;
  if (!arguments.system.empty()) options.system = arguments.system;
  if (!arguments.scope.empty())
    options.scope = arguments.scope == "peers" ? HG_SCOPE_PEERS : HG_SCOPE_LINK;
  if (!arguments.vlan.empty()) options.scope_vlan = VlanTags{arguments.vlan};
  if (!arguments.latency.empty())
    options.stamping = parse_stamping(arguments.latency).value();  // a word of the option's list
  if (!arguments.forward.empty())
    options.forward = parse_forward(arguments.forward).value();  // a word of the option's list
  if (arguments.max_flows != 0) options.max_flows = arguments.max_flows;
  options.xdp_mode = arguments.generic ? XdpMode::kGeneric : XdpMode::kNative;
  return options;
}

// A link that was attached already stays as it is.
void print_stamping(const AttachOptions& options, const AttachArguments& arguments,
                    const AttachReport& report) {
  if (!arguments.latency.empty() && options.stamping != report.stamping)
    fmt::print("next: haguard latency {} --set {}: it was attached before\n", options.name,
               arguments.latency);
}

// Also where it is not what was asked for.
void print_forward(const AttachOptions& options, const AttachReport& report) {
  const hg_forward wanted = options.forward.value_or(report.forward);
  fmt::print("forwarding: {}\n", forward_name(report.forward));
  if (report.held_forward)
    fmt::print("{}\n", waits_words(options.name, *report.held_forward));
  else if (wanted != report.forward)
    fmt::print("next: haguard forward {} --set {}: it was attached before\n", options.name,
               forward_name(wanted));
}

}  // namespace

Status run_attach(const Context& context, const AttachArguments& arguments) {
  AttachOptions options = options_of(arguments, find_link(context.config, arguments.link));
  if (options.ports.empty())
    return usage(fmt::format("attach {}: no ports", arguments.link),
                 "name them: --ports eth1,eth2, or in the config");
  if (arguments.vlan.size() > 2)
    return usage(
        fmt::format("attach {}: --vlan with {} tags", arguments.link, arguments.vlan.size()),
        "a frame has two at most: --vlan 3001, or --vlan 100,3001 (outer first)");
  HG_CHECK(check_system(context, arguments, options));
  HG_TRY(const Lock lock, Lock::take(context.place, context.command_line));
  if (const Result<Link> link = open_link(context.place, arguments.link); link.ok())
    HG_CHECK(check_attached_options(*link, arguments));
  HG_TRY(const bool may_redirect, pass_attach_gate(context.place, options, arguments.force));
  options.hold_redirect = !may_redirect;
  HG_TRY(const AttachReport report, attach_link(context.place, options));
  fmt::print("{} {} to {} ({} xdp), mode {}{}\n", options.name,
             report.already ? "is attached" : "attached", fmt::join(options.ports, " and "),
             arguments.generic ? "generic" : "native", mode_name(report.mode),
             report.mode == HG_MODE_BYPASS ? ": every frame passes" : "");
  print_forward(options, report);
  print_stamping(options, arguments, report);
  for (const std::string& port : report.renamed)
    fmt::print("{} has another name now, and its program goes on there: haguard doctor {}\n", port,
               options.name);
  if (!report.returned.empty())
    fmt::print("attached again: {}\n", fmt::join(report.returned, ", "));
  if (report.older_program)
    fmt::print("next: haguard upgrade {}: its program is of another build\n", options.name);
  if (report.generation != 0)
    fmt::print("policy generation {} is loaded\n", report.generation);
  else
    fmt::print("next: haguard learn {}\n", options.name);
  return Done{};
}

Status run_upgrade(const Context& context, const UpgradeArguments& arguments) {
  HG_TRY(const Lock lock, Lock::take(context.place, context.command_line));
  HG_TRY(Link link, open_chosen(context, arguments.link));
  HG_TRY(const UpgradeReport report, upgrade_link(link, arguments.again));
  if (report.current) {
    fmt::print("{}: the program of this haguard is on its ports already\n", link.name);
    return Done{};
  }
  fmt::print("{}: program exchanged{}{}, mode, policy and counters go on\n", link.name,
             report.replaced.empty() ? "" : " on ", fmt::join(report.replaced, " and "));
  if (!report.absent.empty())
    fmt::print("{} gets it when its interface comes back\n", fmt::join(report.absent, " and "));
  return Done{};
}

Status run_detach(const Context& context, const DetachArguments& arguments) {
  HG_TRY(const Lock lock, Lock::take(context.place, context.command_line));
  // A link that cannot be opened is detached all the same: it may be what is wrong.
  if (const Result<Link> link = open_link(context.place, arguments.link); link.ok())
    HG_CHECK(pass_detach_gate(*link, arguments.force));
  HG_CHECK(detach_link(context.place, arguments.link));
  fmt::print("{} detached: every frame passes uncounted; its policy stays in {}/{}\n",
             arguments.link, context.place.state, arguments.link);
  return Done{};
}

}  // namespace haguard
