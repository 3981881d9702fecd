// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// haguard against its alternatives and its limits, side by side in one run: scripts/bench.
// Exit code 0: measured; 1: something did not do its work, or could not be measured; 2: wrong
// words.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <iterator>
#include <string>
#include <vector>

#include "base/file.h"
#include "bench/gate.h"
#include "bench/report_json.h"
#include "bench/sections.h"
#include "bpf/libbpf_log.h"
#include "cli/table.h"
#include "harness/skip.h"

namespace haguard {
namespace {

struct Arguments {
  Plan plan;
  std::string json;
  std::string only;
  std::string gate;
};

int complain(const Error& error) {
  std::fprintf(stderr, "bench: %s%s%s\n", error.message.c_str(), error.hint.empty() ? "" : "; ",
               error.hint.c_str());
  return 1;
}

int run_gate(const std::string& file) {
  if (::geteuid() != 0) {
    std::fputs("skipped: bpf programs need root\n", stderr);
    return kSkipped;
  }
  const auto passed = pass_gate(file);
  if (!passed.ok()) return complain(passed.error());
  std::printf("%s", passed->c_str());
  return 0;
}

bool is_section(const std::string& name) {
  return std::any_of(std::begin(kSections), std::end(kSections),
                     [&](const SectionEntry& entry) { return name == entry.name; });
}

Status measure(const Arguments& arguments, Report& report) {
  for (const SectionEntry& entry : kSections) {
    if (!arguments.only.empty() && arguments.only != entry.name) continue;
    HG_TRY(Section section, entry.run(arguments.plan));
    std::printf("%s\n", format_section(section, use_colour()).c_str());
    std::fflush(stdout);
    report.add(std::move(section));
  }
  return Done{};
}

int run_sections(const Arguments& arguments) {
  const Machine machine = read_machine();
  std::printf("%s\n\n", format_machine(machine).c_str());
  Report report;
  const Status measured = measure(arguments, report);
  if (!measured.ok()) return complain(measured.error());
  const std::vector<JudgedTarget> targets = judge_targets(report);
  if (!targets.empty()) std::printf("%s", format_targets(targets, use_colour()).c_str());
  if (arguments.json.empty()) return 0;
  const Status written = write_file(arguments.json, to_json(machine, report, targets));
  return written.ok() ? 0 : complain(written.error());
}

}  // namespace
}  // namespace haguard

int main(int argc, char* argv[]) {  // NOLINT(bugprone-exception-escape): of CLI11, caught below
  haguard::Arguments arguments;
  CLI::App app("haguard against its alternatives, side by side");
  app.add_flag("--quick", arguments.plan.quick, "fewer rounds: below a minute");
  app.add_option("--json", arguments.json, "also write the result there")->type_name("FILE");
  app.add_option("--only", arguments.only, "only this section")->type_name("NAME");
  app.add_option("--gate", arguments.gate, "only hold the ratios of this file")->type_name("FILE");
  CLI11_PARSE(app, argc, argv);
  if (!arguments.only.empty() && !haguard::is_section(arguments.only)) {
    std::fprintf(stderr, "bench: there is no section \"%s\"\n", arguments.only.c_str());
    return 2;
  }
  haguard::install_libbpf_log(false);
  if (!arguments.gate.empty()) return haguard::run_gate(arguments.gate);
  return haguard::run_sections(arguments);
}
