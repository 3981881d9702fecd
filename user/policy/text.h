// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A policy as the TOML file that people read and edit. What is written by format_policy() is read
// back as the same value; anything that the data path could not mean is refused with its place.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "policy/model.h"
#include "toml/value.h"

namespace haguard {

// Where the peers and flows of a file stand, by name, for messages about them.
struct SourceMap {
  std::string file;
  std::map<std::string, TomlPlace> peers;
  std::map<std::string, TomlPlace> flows;
};

// kUsage with one line "file:line:column: what" for each problem, at most 20. `places` may be
// nullptr.
Result<Policy> parse_policy(std::string_view text, const std::string& file_name,
                            SourceMap* places = nullptr);

// Peers and flows in their order; defaults are left out.
std::string format_policy(const Policy& policy);

// One [[flow]] entry by itself, to be pasted.
std::string format_entry(const Flow& flow);

}  // namespace haguard
