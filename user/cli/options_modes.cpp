// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Options of the commands that say what happens to frames.
#include "cli/commands.h"
#include "cli/options.h"

namespace haguard {

void add_mode_commands(CommandLine& line) {
  line.group("What happens to frames");
  const auto add = [&line](const char* name, const char* help, hg_mode mode) {
    auto [app, arguments] = line.command(name, help, run_set_mode);
    arguments->mode = mode;
    add_link(app, arguments->link);
    return std::pair(app, arguments);
  };
  add("bypass", "pass everything, count only; one map write", HG_MODE_BYPASS);
  add("audit", "pass everything, count what enforce would drop", HG_MODE_AUDIT);
  auto [enforce, e] = add("enforce", "drop what the policy does not allow", HG_MODE_ENFORCE);
  add_confirm(enforce, e->confirm);
  add_force(enforce, e->force);
  auto [forward, w] = line.command(
      "forward", "how frames that pass leave this machine; or change that", run_forward);
  add_link(forward, w->link);
  add_json(forward, w->json);
  forward
      ->add_option("--set", w->set,
                   "from now on: kernel: by its bridge or routing; redirect: straight out of the "
                   "other port")
      ->check(CLI::IsMember({"kernel", "redirect"}));
  add_force(forward, w->force);
  auto [confirm, f] = line.command("confirm", "keep enforcing past the deadline", run_confirm);
  add_link(confirm, f->link);
  auto [mode, m] = line.command("mode", "show the mode", run_mode);
  add_link(mode, m->link);
  add_json(mode, m->json);
}

}  // namespace haguard
