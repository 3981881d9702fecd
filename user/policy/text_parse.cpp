// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>

#include <unordered_map>

#include "base/name.h"
#include "policy/text.h"
#include "policy/text_flow.h"
#include "policy/text_values.h"

namespace haguard {
namespace {

// A peer stands for its addresses in `to`, so its name must not read like one.
void refuse_address_name(TomlReader& reader, const std::string& name) {
  if (IpAddress::parse(name) || MacAddress::parse(name))
    reader.fail("name", fmt::format("peer name \"{}\" is an address", name),
                "name the unit; addresses = [...] says where it is");
}

Peer read_peer(TomlReader& reader) {
  Peer peer;
  peer.name = read_name(reader);
  refuse_address_name(reader, peer.name);
  peer.port = reader.required_text("port");
  peer.macs = read_macs(reader, "mac");
  peer.addresses = read_ips(reader, "addresses");
  peer.shared_addresses = read_ips(reader, "shared_addresses");
  peer.shared_macs = read_macs(reader, "shared_macs");
  (void)reader.finish();  // the errors stay in the file
  return peer;
}

// Names of one kind of entry; a second use is an error that says where the first is.
class Names {
 public:
  explicit Names(const char* what) : what_(what) {}
  void add(TomlReader& reader, const std::string& name) {
    if (name.empty()) return;
    const auto [entry, is_new] = places_.try_emplace(name, reader.place());
    if (!is_new)
      reader.fail("name",
                  fmt::format("a second {} is named \"{}\" (the first is in line {})", what_, name,
                              entry->second.line),
                  "names are unique");
  }
  std::map<std::string, TomlPlace> places() const { return {places_.begin(), places_.end()}; }

 private:
  const char* what_;
  std::unordered_map<std::string, TomlPlace> places_;
};

void read_link(TomlReader& reader, Policy& policy) {
  policy.link = reader.text("link").value_or("");
  policy.system = reader.text("system").value_or("");
  if (policy.link.empty()) return;
  const Status valid = check_link_name(policy.link);
  if (!valid) reader.fail("link", valid.error().message, valid.error().hint);
}

}  // namespace

Result<Policy> parse_policy(std::string_view text, const std::string& file_name,
                            SourceMap* places) {
  HG_TRY(const TomlValue root, parse_toml(std::string(text), file_name));
  TomlFile file(file_name);
  TomlReader reader(root, file, "policy");
  Policy policy;
  read_link(reader, policy);

  Names peers("peer");
  std::vector<std::string> peer_names;
  for (TomlReader& entry : reader.tables("peer")) {
    policy.peers.push_back(read_peer(entry));
    peers.add(entry, policy.peers.back().name);
    peer_names.push_back(policy.peers.back().name);
  }
  Names flows("flow");
  for (TomlReader& entry : reader.tables("flow")) {
    policy.flows.push_back(read_flow(entry, peer_names));
    flows.add(entry, policy.flows.back().name);
  }
  HG_CHECK(reader.finish());
  if (places != nullptr) *places = {file_name, peers.places(), flows.places()};
  return policy;
}

}  // namespace haguard
