// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "faults/campaign.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

#include "base/clock.h"
#include "base/file.h"
#include "fixture/must.h"

namespace haguard {
namespace {

constexpr std::array<const char*, 4> kErrors = {"ENOSPC", "EPERM", "EIO", "ENOMEM"};

struct Case {
  SystemCall call;
  std::string fault;
};

std::vector<Case> cases_of(const std::vector<SystemCall>& calls, Faults faults) {
  std::vector<Case> cases;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const SystemCall& call = calls[i];
    if (faults == Faults::kKills) {
      if (call.changes) cases.push_back({call, kKill});
      continue;
    }
    if (call.name == "exit_group") continue;
    for (std::size_t error = 0; error < kErrors.size(); ++error)
      if (call.changes || i % kErrors.size() == error) cases.push_back({call, kErrors.at(error)});
  }
  return cases;
}

End end_of(const Output& output) {
  if (output.exit_code == 0) return End::kDone;
  // The one error after which all is done.
  if (output.err.find("only its words were lost") != std::string::npos) return End::kDone;
  return output.exit_code < 128 ? End::kRefused : End::kKilled;
}

void run_case(const FaultyLink& link, const Transition& transition, const Case& one) {
  transition.prepare();
  const LinkState before = link.look();
  const Command command = link.cli().command(transition.words());
  const FaultRun run = must(run_with_fault(command, one.call, one.fault, link.lab().scratch()));
  const LinkState now = link.look();
  INFO(one.fault << " at " << one.call.name << " number " << one.call.nth << ": " << one.call.text);
  INFO(run.output.to_string());
  INFO("before: " << before.to_string() << "\nnow:    " << now.to_string());
  REQUIRE(run.happened);
  REQUIRE_FALSE(run.output.timed_out);
  CHECK(now.broken.empty());
  transition.check_fault(before, now, end_of(run.output));
  link.check_frames(now);

  const LinkState settled = link.look();
  const Output next = must(haguard::run(command));
  const LinkState after = link.look();
  INFO("next:   " << after.to_string() << "\n" << next.to_string());
  CHECK(next.exit_code == 0);
  CHECK(after.broken.empty());
  transition.check_next(settled, after);
  link.check_frames(after);
}

}  // namespace

void run_campaign(const FaultyLink& link, const Transition& transition, Faults faults) {
  const char* const kind = faults == Faults::kKills ? "kills" : "errors";
  transition.prepare();
  const auto calls =
      must(list_system_calls(link.cli().command(transition.words()), link.lab().scratch()));
  const std::vector<Case> cases = cases_of(calls, faults);
  REQUIRE(cases.size() > 4);
  const std::uint64_t started = monotonic_ns();
  for (const Case& one : cases)
    run_case(link, transition, one);
  link.check_pair();
  const double seconds = static_cast<double>(monotonic_ns() - started) / 1e9;
  const auto changing =
      std::count_if(calls.begin(), calls.end(), [](const SystemCall& one) { return one.changes; });
  must(make_directories(HAGUARD_FAULTS_REPORT));
  must(write_file(fmt::format("{}/{}-{}.md", HAGUARD_FAULTS_REPORT, transition.name, kind),
                  fmt::format("| {} | {} | {} | {} | {} | {:.0f} s |\n", transition.name, kind,
                              calls.size(), changing, cases.size(), seconds)));
}

}  // namespace haguard
