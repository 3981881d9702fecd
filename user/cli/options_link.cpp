// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Options of the commands that put haguard on the ports of a link, and of the daemon.
#include "cli/commands.h"
#include "cli/options.h"

namespace haguard {

void add_attach_commands(CommandLine& line) {
  line.group("The ports of a link");
  auto [attach, a] =
      line.command("attach", "put a link's ports under haguard; every frame passes", run_attach);
  attach->add_option("LINK", a->link, "name of the link")->required();
  attach->add_option("--ports", a->ports, "its interfaces, one a side: eth1,eth2")->delimiter(',');
  attach->add_option("--system", a->system, "what the pair is, from the knowledge base");
  attach->add_option("--scope", a->scope, "link: judge every frame; peers: only those of the pair")
      ->check(CLI::IsMember({"link", "peers"}));
  attach
      ->add_option("--vlan", a->vlan, "judge only frames with these tags, two at most, outer first")
      ->delimiter(',')
      ->check(CLI::Range(0, 4095));
  attach->add_flag("--generic", a->generic, "for drivers without native xdp; slower");
  attach
      ->add_option("--latency", a->latency,
                   "whose residence times are measured: off, heartbeats, or sampled: these and "
                   "one in 256 frames of each other flow")
      ->check(CLI::IsMember({"off", "heartbeats", "sampled"}));
  attach
      ->add_option("--forward", a->forward,
                   "how frames that pass leave: kernel: by its bridge or routing; redirect: "
                   "straight out of the other port")
      ->check(CLI::IsMember({"kernel", "redirect"}));
  attach->add_option("--max-flows", a->max_flows, "room for this many flows")
      ->check(CLI::Range(1, HG_MAX_FLOWS));
  attach->add_flag("--force", a->force,
                   "redirect in spite of what speaks against it; it is recorded");
  auto [upgrade, u] = line.command(
      "upgrade", "exchange a link's program for this haguard's, without a gap", run_upgrade);
  add_link(upgrade, u->link);
  upgrade->add_flag("--again", u->again, "also when it is the same program");
  line.group("The daemon");
  auto [run, r] =
      line.command("run", "the daemon: looks after the links until it is ended", run_run);
  run->add_flag("--once", r->once,
                "only what is due at its start: attach what the config names, exchange older "
                "programs");
  line.group("The ports of a link");
  auto [detach, d] =
      line.command("detach", "take haguard off a link; its policy stays on disk", run_detach);
  detach->add_option("LINK", d->link, "name of the link")->required();
  add_force(detach, d->force);
}

}  // namespace haguard
