// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Options of the commands that put frames to a policy.
#include "cli/commands.h"
#include "cli/options.h"

namespace haguard {

void add_replay_commands(CommandLine& line) {
  line.group("What a policy would do");
  const auto add_policy = [](CLI::App* app, std::string& file, bool& candidate) {
    CLI::Option* own =
        app->add_flag("--candidate", candidate, "the candidate instead of the policy in force");
    app->add_option("--policy", file, "this policy file, or - for standard input")->excludes(own);
  };
  auto [replay, r] = line.command("replay", "put the frames of a capture to a policy", run_replay);
  replay->add_option("FILE", r->capture, "a pcap or pcapng file")->required();
  add_link(replay, r->link);
  add_json(replay, r->json);
  add_policy(replay, r->policy, r->candidate);
  replay->add_option("--peer", r->peers,
                     "where a unit was, NAME=ADDRESS@PORT, instead of where the policy has it");
  replay->add_flag("--strict", r->strict, "exit code 1 when a frame would be dropped");
  auto [explain, e] = line.command(
      "explain", "why a frame passes or is dropped, and what would allow it", run_explain);
  explain
      ->add_option("LINK HEX", e->words,
                   "the link, where there are several; the frame in hexadecimal, as \"bytes\" of "
                   "drops --json, or - for standard input")
      ->required()
      ->expected(1, 1 << 16);
  explain->add_option("--port", e->port, "where it came in")->required();
  add_json(explain, e->json);
  add_policy(explain, e->policy, e->candidate);
  explain
      ->add_option(
          "--length", e->length,
          "how long it was, where these bytes are its beginning: \"length\" of drops --json")
      ->check(CLI::Range(1, 65535));
}

}  // namespace haguard
