// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/policy_choice.h"

#include <fmt/format.h>

#include <array>
#include <iostream>
#include <optional>

#include "base/contains.h"
#include "base/file.h"
#include "link/apply.h"
#include "policy/check.h"

namespace haguard {
namespace {

std::string tags_text(const std::optional<VlanTags>& tags) {
  if (!tags) return "any tags";
  if (tags->ids.empty()) return "untagged frames only";
  return fmt::format("only vlan {}", fmt::join(tags->ids, " vlan "));
}

std::string words_of(const CompileOptions& options, const std::string& link) {
  return fmt::format("scope {}, {}, as {}", options.scope == HG_SCOPE_PEERS ? "peers" : "link",
                     tags_text(options.scope_vlan),
                     link.empty() ? "no link says otherwise" : link + " has it");
}

// A link that was named is meant; one that only the policy names may be elsewhere.
Result<std::optional<Link>> link_of(const Context& context, const TestedArguments& arguments,
                                    const Policy& policy) {
  const std::string& name = arguments.link.empty() ? policy.link : arguments.link;
  Result<Link> link = open_link(context.place, name);
  if (link.ok()) return std::optional<Link>(std::move(*link));
  if (!arguments.link.empty() && !arguments.file.empty()) return link.error();
  if (link.error().kind != ErrorKind::kNotFound) warn(link.error().message, link.error().hint);
  return std::optional<Link>();
}

// `places` is empty where the policy is no file's.
Status check_sound(const TestedPolicy& tested, const SourceMap& places) {
  const std::vector<Problem> problems = check_policy(tested.policy, tested.options.ports);
  if (!has_errors(problems)) return Done{};
  return usage(fmt::format("try {}: it contradicts itself{}", tested.what,
                           list_errors(problems, places.file.empty() ? nullptr : &places)),
               "correct the policy; haguard policy check says the same of a file");
}

Result<PolicyFile> policy_to_try(const Context& context, const TestedArguments& arguments,
                                 std::string& what) {
  if (!arguments.file.empty()) {
    what = arguments.file == "-" ? "the policy of standard input" : arguments.file;
    return read_policy(arguments.file);
  }
  HG_TRY(const std::string name, choose_link(context.place, arguments.link));
  what = fmt::format("{} of {}", arguments.candidate ? "the candidate" : "the policy", name);
  PolicyFile chosen;
  HG_TRY(chosen.policy, chosen_policy(context, name, arguments.candidate));
  return chosen;
}

}  // namespace

Result<std::string> read_text(const std::string& file) {
  if (file != "-") return read_file(file);
  std::string text;
  std::array<char, 65536> part{};
  while (std::cin.read(part.data(), part.size()) || std::cin.gcount() > 0) {
    text.append(part.data(), static_cast<std::size_t>(std::cin.gcount()));
    if (text.size() > kMaxFileBytes)
      return failed(fmt::format("read standard input: more than {} bytes", kMaxFileBytes));
  }
  return text;
}

Result<PolicyFile> read_policy(const std::string& file) {
  HG_TRY(const std::string text, read_text(file));
  PolicyFile read;
  HG_TRY(read.policy, parse_policy(text, file == "-" ? "standard input" : file, &read.places));
  return read;
}

Result<Policy> policy_of(const std::string& file) {
  HG_TRY(PolicyFile read, read_policy(file));
  return std::move(read.policy);
}

Result<Policy> chosen_policy(const Context& context, const std::string& link, bool candidate) {
  HG_TRY(const std::string name, choose_link(context.place, link));
  const Store store(context.place, name);
  if (candidate) return store.candidate();
  if (const Result<Link> attached = open_link(context.place, name); attached.ok())
    return policy_in_force(*attached);
  HG_TRY(SavedPolicy saved, store.policy());
  return std::move(saved.policy);
}

std::vector<std::string> ports_named_by(const Policy& policy) {
  std::vector<std::string> ports;
  for (const Peer& peer : policy.peers)
    if (!contains(ports, peer.port)) ports.push_back(peer.port);
  return ports;
}

Status check_same_link(const Policy& policy, const std::string& link, const std::string& attempt,
                       const std::string& hint) {
  if (policy.link.empty() || link.empty() || policy.link == link) return Done{};
  return usage(fmt::format("{}: it says link = \"{}\"", attempt, policy.link), hint);
}

Result<TestedPolicy> choose_tested(const Context& context, const TestedArguments& arguments) {
  TestedPolicy tested;
  HG_TRY(PolicyFile file, policy_to_try(context, arguments, tested.what));
  tested.policy = std::move(file.policy);
  if (!arguments.file.empty())
    HG_CHECK(check_same_link(tested.policy, arguments.link,
                             fmt::format("try {} on {}", tested.what, arguments.link),
                             fmt::format("leave LINK out, or correct link in {}", arguments.file)));
  HG_TRY(const std::optional<Link> link, link_of(context, arguments, tested.policy));
  if (link) {
    tested.link = link->name;
    tested.options = link->compile_options(0);
  } else {
    tested.options.ports = ports_named_by(tested.policy);
  }
  tested.assumptions = words_of(tested.options, tested.link);
  HG_CHECK(check_sound(tested, file.places));
  return tested;
}

void add_tested(nlohmann::ordered_json& json, const TestedPolicy& tested) {
  if (!tested.link.empty()) json["link"] = tested.link;
  json["policy"] = tested.what;
  json["scope"] = tested.options.scope == HG_SCOPE_PEERS ? "peers" : "link";
  if (tested.options.scope_vlan) json["vlan"] = tested.options.scope_vlan->ids;
}

}  // namespace haguard
