// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Every policy that was put in force, with who did it, when and why:
//   <state>/<link>/history/<generation>.toml   the policy, as people read it
//   <state>/<link>/history/<generation>.json   the rest of its entry
// An entry is written before its policy goes into force, so the policy of the generation that the
// kernel has is always here. One that did not make it stands above that generation, and goes with
// the next change.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "policy/model.h"

namespace haguard {

// How many are kept; the oldest go.
inline constexpr std::size_t kHistoryLimit = 200;

struct HistoryEntry {
  std::uint32_t generation = 0;
  std::int64_t at = 0;  // seconds since the epoch
  std::string who;
  std::string how;  // "accept", "apply", "rollback to 3"
  std::string comment;
  std::size_t peers = 0;
  std::size_t flows = 0;
};

class History {
 public:
  explicit History(std::string folder) : folder_(std::move(folder)) {}

  // By generation. An entry whose .json is torn is still there, with its generation alone.
  Result<std::vector<HistoryEntry>> list() const;
  // kNotFound when there is none.
  Result<Policy> policy(std::uint32_t generation) const;

  // Where the policy of a generation is kept.
  std::string file(std::uint32_t generation) const { return path(generation, ".toml"); }

  // Writes an entry, after removing those of its generation and above, which never were in force.
  Status add(const HistoryEntry& entry, const Policy& policy) const;
  Status remove_from(std::uint32_t generation) const;

 private:
  std::string path(std::uint32_t generation, const char* extension) const;
  Result<std::vector<std::uint32_t>> generations() const;
  Status remove(std::uint32_t generation) const;
  HistoryEntry entry(std::uint32_t generation) const;

  std::string folder_;
};

}  // namespace haguard
