// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// On a busy machine a run is only ever slower than it could be, so the fastest of many short rounds
// is what is compared.
#include "bench/gate.h"

#include <fmt/format.h>

#include <sstream>
#include <string>
#include <vector>

#include "base/file.h"
#include "bench/guard_bench.h"
#include "bench/machine.h"
#include "bench/peers.h"
#include "bench/sections.h"
#include "fixture/sample.h"
#include "policy/reason_words.h"

namespace haguard {
namespace {

constexpr unsigned kRounds = 25;

Contestant recorded_contestant(const GuardBench& guard, const std::string& name) {
  const Sample sample = sample_named(name);
  return contestant(guard,
                    {.name = name,
                     .frame = sample.bytes,
                     .side = sample.side,
                     .reason = sample.reason,
                     .disposition = is_drop_reason(sample.reason) ? HG_DROPPED : HG_PASSED},
                    Plan::kRepeat, {});
}

Result<std::vector<Standing>> measure(const std::vector<RecordedRatio>& recorded) {
  HG_TRY(const GuardBench guard, GuardBench::load(Capacity::for_flows(kPairFlowCapacity)));
  HG_CHECK(guard.install(compile_pair(one_mac_policy()).table()));
  HG_TRY(const Driver driver, Driver::load_no_op());
  Contest contest{.contestants = {no_op_contestant(
                      driver.no_op(), sample_named("ipv4 protocol 105").bytes, Plan::kRepeat)},
                  .base = kNoOp};
  contest.contestants.front().zero.clear();
  for (const RecordedRatio& one : recorded)
    contest.contestants.push_back(recorded_contestant(guard, one.name));
  return hold(contest, kRounds);
}

}  // namespace

Result<std::vector<RecordedRatio>> parse_ratios(const std::string& text, bool defended) {
  std::vector<RecordedRatio> ratios;
  std::istringstream lines(text);
  unsigned number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    const std::size_t colon = line.rfind(": ");
    std::istringstream values(colon == std::string::npos ? "" : line.substr(colon + 2));
    double plain = 0;
    double on_defended = 0;
    char slash = 0;
    if (!(values >> plain >> slash >> on_defended) || slash != '/' || plain <= 0 ||
        on_defended <= 0)
      return usage(fmt::format("line {} is no \"name: ratio / ratio\": {}", number, line));
    ratios.push_back({line.substr(0, colon), defended ? on_defended : plain});
  }
  return ratios;
}

Result<std::string> pass_gate(const std::string& path) {
  HG_TRY(const std::string text, read_file(path));
  HG_TRY(const auto recorded, parse_ratios(text, read_machine().defends_returns()));
  HG_TRY(const auto standings, measure(recorded));
  const double nothing = standings.front().values.lowest();
  std::string found;
  std::string grown;
  for (std::size_t i = 0; i < recorded.size(); ++i) {
    const double ratio = standings[i + 1].values.lowest() / nothing;
    const std::string line =
        fmt::format("{}: {:.2f}, recorded {:.2f}\n", recorded[i].name, ratio, recorded[i].ratio);
    found += line;
    if (ratio > recorded[i].ratio * kGateTolerance) grown += line;
  }
  if (grown.empty()) return found;
  return failed(fmt::format("against a program that does nothing, frames cost more than {} times "
                            "what was recorded:\n{}",
                            kGateTolerance, grown),
                fmt::format("if that is meant, record it in {}", path));
}

}  // namespace haguard
