// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Options of the commands that look at a link.
#include "cli/commands.h"
#include "cli/options.h"
#include "top/order.h"

namespace haguard {
namespace {

void add_states(CommandLine& line) {
  const auto add = [&line](const char* name, const char* help,
                           Status (*run)(const Context&, const LinkArguments&)) {
    auto [app, arguments] = line.command(name, help, run);
    add_link(app, arguments->link);
    add_json(app, arguments->json);
  };
  add("status", "mode, policy, ports, drops", run_status);
  add("flows", "the flows of the policy and what they carried", run_flows);
  add("peers", "the units and whether they are heard", run_peers);
  auto [doctor, x] =
      line.command("doctor", "look for what is wrong with the machine or a link", run_doctor);
  doctor->add_option("LINK", x->link, "name of the link; all of them where left out");
  add_json(doctor, x->json);
  doctor
      ->add_option("--ports", x->ports, "interfaces of a link that is not attached yet: eth1,eth2")
      ->delimiter(',');
  doctor->add_flag("--all", x->all, "each check that found nothing, too");
}

void add_measures(CommandLine& line) {
  auto [counters, c] = line.command("counters", "frames by port and reason", run_counters);
  add_link(counters, c->link);
  add_json(counters, c->json);
  counters->add_flag("--all", c->all, "also reasons without frames");
  auto [metrics, t] =
      line.command("metrics", "every link's metrics in the text format of Prometheus", run_metrics);
  metrics->add_option("--output", t->output, "into this file, replaced whole: for node_exporter");
  auto [latency, y] =
      line.command("latency", "how long things take: percentiles and histograms", run_latency);
  add_link(latency, y->link);
  add_json(latency, y->json);
  latency->add_option("--for", y->duration,
                      "only what comes from now on, for this long: 10s, 5m; else all since attach");
  latency
      ->add_option("--set", y->set,
                   "from now on measure residence of: off, heartbeats, or sampled: these and one "
                   "in 256 frames of each other flow")
      ->check(CLI::IsMember({"off", "heartbeats", "sampled"}));
}

void add_live(CommandLine& line) {
  auto [events, e] = line.command("events", "what happened to a link, oldest first", run_events);
  add_link(events, e->link);
  add_json(events, e->json);
  events->add_flag("--follow", e->follow, "and those to come, until Ctrl-C");
  events->add_option("--since", e->since, "only what is younger than this: 90s, 15m, 1h, 2d");
  events->add_option("--last", e->count, "only this many, the newest")->check(check_count);
  auto [drops, d] = line.command("drops", "watch dropped frames as they come", run_drops);
  add_link(drops, d->link);
  add_json(drops, d->json);
  drops->add_option("--for", d->duration, "how long: 10s, 5m; until Ctrl-C otherwise");
  drops->add_option("--count", d->count, "stop after this many")->check(check_count);
  auto [top, o] = line.command("top", "a link as it is now: rates of ports and flows", run_top);
  top->add_option("LINK", o->link, "name of the link; all of them where left out");
  top->add_option("--every", o->every, "how long between two looks: 1s, 500ms, 10s")
      ->capture_default_str();
  top->add_option("--by", o->order, "which flows stand first: rate, bytes, last, name")
      ->capture_default_str()
      ->check(CLI::IsMember(order_names()));
  top->add_option("--count", o->count, "as plain text, and stop after this many")
      ->check(check_count);
}

}  // namespace

void add_reading_commands(CommandLine& line) {
  line.group("Looking at a link");
  add_states(line);
  add_measures(line);
  add_live(line);
}

}  // namespace haguard
