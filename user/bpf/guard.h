// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Loading the BPF object that is compiled into the binary: for a link, one program per port over
// one set of maps; for offline use, programs that take the time from the caller.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/result.h"
#include "bpf/link_maps.h"
#include "bpf/program.h"

namespace haguard {

// How large the maps of a link are; fixed when it is attached.
struct Capacity {
  std::uint32_t flows = 0;    // flow ids with a counter
  std::uint32_t entries = 0;  // of the policy table
  std::uint32_t learn = 0;    // observations

  // For `flows` flows: a table with room for their addresses, later fragments and hosts.
  static Capacity for_flows(std::uint32_t flows);
};
inline constexpr std::uint32_t kDefaultFlows = 4096;

struct GuardSet {
  LinkMaps maps;
  std::vector<Program> programs;  // index: side
};

// Loads one program for each of `sides` ports over one new set of maps; `tag` stands in the stamps
// of their frames. kFailed with the last words of libbpf and a hint.
Result<GuardSet> load_guard(unsigned sides, std::uint32_t tag, const Capacity& capacity);

// Loads one program for each of `sides` ports over maps that exist (an upgrade).
Result<std::vector<Program>> load_programs(unsigned sides, std::uint32_t tag, const LinkMaps& maps);

// Which programs this binary carries, those beside it included: a hash of their object files.
std::uint64_t carried_program();

// The same programs for frames out of a file or a test: run by BPF_PROG_TEST_RUN, nothing attached,
// nothing pinned, time given by the caller.
class ReplayGuard {
 public:
  static Result<ReplayGuard> load(unsigned sides, const Capacity& capacity);
  ReplayGuard(ReplayGuard&& other) noexcept;
  ReplayGuard& operator=(ReplayGuard&&) = delete;
  ReplayGuard(const ReplayGuard&) = delete;
  ReplayGuard& operator=(const ReplayGuard&) = delete;
  ~ReplayGuard();

  const LinkMaps& maps() const;

  // Runs one frame that came in on `side` at `time_ns`. Returns the XDP code. The kernel refuses
  // fewer than 14 bytes, and more than about 3,500.
  Result<std::uint32_t> run(unsigned side, std::uint64_t time_ns, const std::uint8_t* frame,
                            std::size_t size) const;

  // For who runs them otherwise (replay_feed.h): descriptors of the programs, and of the map with
  // the time, which they share.
  unsigned sides() const;
  int program(unsigned side) const;
  int clock() const;

 private:
  struct State;
  explicit ReplayGuard(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace haguard
