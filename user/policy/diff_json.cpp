// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <nlohmann/json.hpp>

#include "policy/describe.h"
#include "policy/diff.h"

namespace haguard {
namespace {

using nlohmann::json;

json to_json(const std::vector<FieldChange>& fields) {
  json list = json::array();
  for (const FieldChange& field : fields)
    list.push_back({{"field", field.field}, {"before", field.before}, {"after", field.after}});
  return list;
}

template <typename Address>
json to_texts(const std::vector<Address>& addresses) {
  json list = json::array();
  for (const Address& address : addresses)
    list.push_back(address.to_string());
  return list;
}

json to_json(const Peer& peer) {
  return {{"name", peer.name},
          {"port", peer.port},
          {"mac", to_texts(peer.macs)},
          {"addresses", to_texts(peer.addresses)},
          {"shared_addresses", to_texts(peer.shared_addresses)},
          {"shared_macs", to_texts(peer.shared_macs)}};
}

json to_json(const Flow& flow) {
  return {
      {"name", flow.name}, {"identity", flow_identity(flow)}, {"description", describe_flow(flow)}};
}

json to_json(const PeerChange& change) {
  return {{"name", change.name}, {"fields", to_json(change.fields)}};
}

json to_json(const FlowChange& change) {
  json value = to_json(change.flow);
  value["fields"] = to_json(change.fields);
  return value;
}

template <typename Entry>
json to_list(const std::vector<Entry>& entries) {
  json list = json::array();
  for (const Entry& entry : entries)
    list.push_back(to_json(entry));
  return list;
}

}  // namespace

json diff_to_json(const PolicyDiff& diff) {
  return {{"schema", 1},
          {"same", diff.empty()},
          {"policy", to_json(diff.policy)},
          {"peers",
           {{"added", to_list(diff.peers_added)},
            {"removed", to_list(diff.peers_removed)},
            {"changed", to_list(diff.peers_changed)}}},
          {"flows",
           {{"added", to_list(diff.flows_added)},
            {"removed", to_list(diff.flows_removed)},
            {"changed", to_list(diff.flows_changed)}}}};
}

}  // namespace haguard
