// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// policy new: a policy file to begin with, on standard output.
#include <fmt/format.h>

#include <sstream>
#include <string>
#include <vector>

#include "base/name.h"
#include "cli/commands.h"
#include "cli/peer_argument.h"
#include "cli/snapshot.h"
#include "learn/template.h"
#include "policy/text.h"
#include "systems/known.h"

namespace haguard {
namespace {

Status check_units(const std::vector<NamedPeer>& units) {
  const bool are_two = units.size() == 2 && units[0].port != units[1].port;
  return are_two ? Status(Done{})
                 : usage("make a policy: it is about two units, behind different ports",
                         "--peer primary=192.0.2.1@eth1 --peer secondary=192.0.2.2@eth2");
}

// Each line of it.
std::string commented(const std::string& text) {
  std::istringstream lines(text);
  std::string result;
  for (std::string line; std::getline(lines, line);)
    result += line.empty() ? "#\n" : "# " + line + "\n";
  return result;
}

std::string text_of(const PolicyTemplate& made) {
  std::string text = commented(
      "Nobody has seen this on the wire: it is what haguard knows of such a pair. Give each peer "
      "its\n"
      "mac, look through the flows, and let the link stay in audit until nothing would be "
      "dropped.");
  for (const std::string& note : made.notes)
    text += commented("- " + note);
  text += "\n" + format_policy(made.policy);
  if (!made.some.empty())
    text += "\n" + commented("Only some pairs send what follows. Take the # from what yours does.");
  std::string why;
  for (const OptionalFlow& one : made.some) {
    text += "\n";
    if (one.why != why) text += commented(one.why);
    why = one.why;
    text += commented(format_entry(one.flow));
  }
  if (!made.left_out.empty())
    text += "\n" + commented(
                       "These have no IP addresses; learn them, or write them with "
                       "destination_mac:");
  for (const std::string& words : made.left_out)
    text += commented("  " + words);
  return text;
}

}  // namespace

Status run_policy_new(const Context& context, const NewPolicyArguments& arguments) {
  HG_CHECK(check_link_name(arguments.link));
  HG_TRY(const std::vector<NamedPeer> units, parse_peer_arguments(arguments.peers, {}));
  HG_CHECK(check_units(units));
  const std::vector<System> systems = knowledge_base(context);
  HG_CHECK(check_system_name(systems, arguments.system, "policy new", "--system"));
  HG_TRY(const PolicyTemplate made,
         make_template(arguments.link, units, arguments.system, systems));
  fmt::print("{}", text_of(made));
  return Done{};
}

}  // namespace haguard
