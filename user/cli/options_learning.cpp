// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Options of learn, review and accept.
#include "cli/commands.h"
#include "cli/options.h"

namespace haguard {

void add_learning_commands(CommandLine& line) {
  line.group("Learning a policy");
  auto [learn, l] =
      line.command("learn", "record what crosses the link, and make a candidate of it", run_learn);
  add_link(learn, l->link);
  learn->add_option("--for", l->duration, "how long: 90s, 15m, 1h; until Ctrl-C otherwise");
  learn->add_option("--peer", l->peers,
                    "a unit you know, NAME=ADDRESS@PORT; records only what names one");
  learn->add_option("--system", l->system, "what the pair is, from the knowledge base");
  learn->add_option("--pcap", l->pcap, "learn from a capture file instead");
  auto [review, r] = line.command(
      "review", "the candidate: peers, flows, evidence, what is doubtful or missing", run_review);
  add_link(review, r->link);
  add_json(review, r->json);
  review->add_flag("--discard", r->discard, "no candidate any more; a copy of it is kept");
  auto [accept, c] = line.command("accept", "make the candidate the policy", run_accept);
  add_link(accept, c->link);
  add_comment(accept, c->comment);
  add_confirm(accept, c->confirm);
  add_force(accept, c->force);
}

}  // namespace haguard
