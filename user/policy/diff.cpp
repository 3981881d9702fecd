// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/diff.h"

#include <fmt/format.h>

#include <unordered_map>

namespace haguard {
namespace {

std::string text_of(const std::string& value) {
  return value;
}
std::string text_of(bool value) {
  return value ? "true" : "false";
}
std::string text_of(Origin origin) {
  if (origin == Origin::kWritten) return "written";
  return origin == Origin::kLearned ? "learned" : "knowledge";
}
template <typename Address>
std::string text_of(const std::vector<Address>& addresses) {
  std::string text;
  for (const Address& address : addresses)
    text += (text.empty() ? "" : ", ") + address.to_string();
  return text.empty() ? "none" : text;
}

template <typename T>
void compare(const char* field, const T& before, const T& after,
             std::vector<FieldChange>& changes) {
  if (before != after) changes.push_back({field, text_of(before), text_of(after)});
}

std::vector<FieldChange> changes_of(const Peer& before, const Peer& after) {
  std::vector<FieldChange> changes;
  compare("port", before.port, after.port, changes);
  compare("mac", before.macs, after.macs, changes);
  compare("addresses", before.addresses, after.addresses, changes);
  compare("shared_addresses", before.shared_addresses, after.shared_addresses, changes);
  compare("shared_macs", before.shared_macs, after.shared_macs, changes);
  return changes;
}

// All that is not identity.
std::vector<FieldChange> changes_of(const Flow& before, const Flow& after) {
  std::vector<FieldChange> changes;
  compare("name", before.name, after.name, changes);
  compare("fragments", before.fragments, after.fragments, changes);
  compare("heartbeat", before.heartbeat, after.heartbeat, changes);
  compare("bind_mac", before.bind_mac, after.bind_mac, changes);
  compare("origin", before.origin, after.origin, changes);
  return changes;
}

std::string key_of(const Peer& peer) {
  return peer.name;
}
std::string key_of(const Flow& flow) {
  return flow_identity(flow);
}

PeerChange change_of(const Peer& peer, std::vector<FieldChange> fields) {
  return {peer.name, std::move(fields)};
}
FlowChange change_of(const Flow& flow, std::vector<FieldChange> fields) {
  return {flow, std::move(fields)};
}

// Entries are matched by key_of(); of several with one key, in their order.
template <typename Entry, typename Change>
void diff_entries(const std::vector<Entry>& before, const std::vector<Entry>& after,
                  std::vector<Entry>& added, std::vector<Entry>& removed,
                  std::vector<Change>& changed) {
  std::unordered_map<std::string, std::vector<const Entry*>> waiting;
  for (auto entry = before.rbegin(); entry != before.rend(); ++entry)
    waiting[key_of(*entry)].push_back(&*entry);
  for (const Entry& entry : after) {
    const auto match = waiting.find(key_of(entry));
    if (match == waiting.end() || match->second.empty()) {
      added.push_back(entry);
      continue;
    }
    auto fields = changes_of(*match->second.back(), entry);
    match->second.pop_back();
    if (!fields.empty()) changed.push_back(change_of(entry, std::move(fields)));
  }
  for (const Entry& entry : before) {
    auto& left = waiting[key_of(entry)];
    if (left.empty()) continue;
    removed.push_back(*left.back());
    left.pop_back();
  }
}

}  // namespace

bool PolicyDiff::empty() const {
  return policy.empty() && peers_added.empty() && peers_removed.empty() && peers_changed.empty() &&
         flows_added.empty() && flows_removed.empty() && flows_changed.empty();
}

PolicyDiff diff_policies(const Policy& active, const Policy& candidate) {
  PolicyDiff diff;
  compare("link", active.link, candidate.link, diff.policy);
  compare("system", active.system, candidate.system, diff.policy);
  diff_entries(active.peers, candidate.peers, diff.peers_added, diff.peers_removed,
               diff.peers_changed);
  diff_entries(active.flows, candidate.flows, diff.flows_added, diff.flows_removed,
               diff.flows_changed);
  return diff;
}

}  // namespace haguard
