// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What the data path costs before the first frame: instructions the verifier walks, which is what a
// kernel refuses beyond a million, and memory of the maps at their default sizes.
#include <fmt/format.h>
#include <sys/utsname.h>

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>

#include "bpf/guard.h"
#include "bpf/kernel.h"
#include "capabilities.h"
#include "fixture/must.h"

using namespace haguard;

namespace {

constexpr const char* kNewestMeasured = "6.18";

std::string kernel_release() {
  utsname name{};
  ::uname(&name);
  return name.release;
}

// "6.1" of "6.1.0-56-amd64".
std::string kernel_series() {
  const std::string release = kernel_release();
  const std::size_t minor = release.find('.') + 1;
  return release.substr(0, release.find_first_not_of("0123456789", minor));
}

// The file beside this test: lines of "program series: instructions", comments start with '#'.
// 0: nothing is recorded.
std::uint32_t recorded(const std::string& program, const std::string& series) {
  const std::string begin = fmt::format("{} {}:", program, series);
  std::ifstream file(HAGUARD_VERIFIED_INSTRUCTIONS);
  for (std::string line; std::getline(file, line);)
    if (line.rfind(begin, 0) == 0)
      return static_cast<std::uint32_t>(std::stoul(line.substr(begin.size())));
  return 0;
}

// Verifiers differ: a kernel that was never measured is held to the newest that was.
std::uint32_t known_instructions(const std::string& program) {
  const std::uint32_t own = recorded(program, kernel_series());
  return own > 0 ? own : recorded(program, kNewestMeasured);
}

constexpr std::uint32_t kTolerancePercent = 10;
constexpr std::uint64_t kMemoryLimit = 8ULL << 20U;

void check_instructions(const std::string& name) {
  const GuardSet guard = must(load_guard(2, 1, Capacity::for_flows(16)));
  const std::uint32_t known = known_instructions(name);
  REQUIRE(known > 0);
  // For who records them anew.
  fmt::print("{} {}: {}\n", name, kernel_release(), guard.programs.front().verified_instructions);
  for (const Program& program : guard.programs) {
    INFO(
        fmt::format("kernel {}, {}: verified instructions {}, recorded {}; if the growth is meant, "
                    "record it in {}",
                    kernel_release(), name, program.verified_instructions, known,
                    HAGUARD_VERIFIED_INSTRUCTIONS));
    REQUIRE(program.verified_instructions > 0);
    CHECK(program.verified_instructions <= known + known * kTolerancePercent / 100);
  }
}

}  // namespace

TEST_CASE("the verifier walks no more than was recorded", "[budget]") {
  check_instructions("guard");
}

// It then also walks what a CPU may do by speculation.
TEST_CASE("the verifier walks no more than was recorded, without CAP_PERFMON", "[budget]") {
  if (kernel_is_older_than(kRootlessKernel)) {
    WARN("not on this kernel: rootless_test.cpp");
    return;
  }
  const OnlyCapabilities few{CAP_BPF, CAP_NET_ADMIN};
  check_instructions("guard without CAP_PERFMON");
}

// Two inner maps: while a policy is swapped, the old table and the new one exist.
TEST_CASE("the maps of a link take at most 8 MiB by default", "[budget]") {
  const Capacity capacity = Capacity::for_flows(kDefaultFlows);
  const GuardSet guard = must(load_guard(2, 1, capacity));
  const Map table(must(create_table_map(capacity.entries)), "table");
  std::uint64_t memory = 2 * must(table.info()).memory_bytes;
  for (const Map* map : guard.maps.all())
    memory += must(map->info()).memory_bytes;
  INFO(fmt::format("{:.1f} MiB", static_cast<double>(memory) / (1 << 20)));
  CHECK(memory > 1U << 20U);
  CHECK(memory <= kMemoryLimit);
}
