// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Which policy a command is about: the one in force, the candidate, or a file's.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/context.h"
#include "policy/compile.h"
#include "policy/model.h"
#include "policy/text.h"

namespace haguard {

// "-" is standard input.
Result<std::string> read_text(const std::string& file);

// A policy, and where in its file its peers and flows stand.
struct PolicyFile {
  Policy policy;
  SourceMap places;
};
Result<PolicyFile> read_policy(const std::string& file);
Result<Policy> policy_of(const std::string& file);

// The policy of a link, which need not be attached to be read: in force, else saved.
Result<Policy> chosen_policy(const Context& context, const std::string& link, bool candidate);

// The ports that its peers are behind.
std::vector<std::string> ports_named_by(const Policy& policy);

// A file that names its link is not put on another one by mistake. `link` may be empty.
Status check_same_link(const Policy& policy, const std::string& link, const std::string& attempt,
                       const std::string& hint);

struct TestedArguments {
  std::string link;
  std::string file;        // instead of the link's own
  bool candidate = false;  // instead of the policy in force
};

// A policy to be tried on frames, and what would surround it.
struct TestedPolicy {
  Policy policy;
  std::string what;         // "the candidate of rooms", "rooms.toml"
  std::string link;         // whose ports and scope they are; empty: no link is attached
  CompileOptions options;   // ports, scope and tags; else ports of the policy and scope link
  std::string assumptions;  // in words: scope and tags, and whose they are
};

// kNotFound where a link is named that is not attached, and whose policy is a file's. kUsage: the
// policy contradicts itself or the ports.
Result<TestedPolicy> choose_tested(const Context& context, const TestedArguments& arguments);

// "link", "policy", "scope" and "vlan".
void add_tested(nlohmann::ordered_json& json, const TestedPolicy& tested);

}  // namespace haguard
