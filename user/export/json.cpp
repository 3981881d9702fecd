// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "export/json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace haguard {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json texts(const std::vector<T>& values) {
  Json list = Json::array();
  for (const T& value : values)
    list.push_back(value.to_string());
  return list;
}

template <typename T>
void put_number(Json& object, const char* key, const std::optional<T>& value) {
  if (value) object[key] = *value;
}

template <typename T>
void put_text(Json& object, const char* key, const std::optional<T>& value) {
  if (value) object[key] = value->to_string();
}

const char* kind_word(FlowKind kind) {
  switch (kind) {
    case FlowKind::kIp:
      return "ip";
    case FlowKind::kArp:
      return "arp";
    case FlowKind::kEther:
      return "ethertype";
    case FlowKind::kLlc:
      return "llc";
  }
  return "";
}

const char* origin_word(Origin origin) {
  switch (origin) {
    case Origin::kWritten:
      return "written";
    case Origin::kLearned:
      return "learned";
    case Origin::kKnowledge:
      return "knowledge";
  }
  return "";
}

Json peer_json(const Peer& peer) {
  return {{"name", peer.name},
          {"port", peer.port},
          {"macs", texts(peer.macs)},
          {"addresses", texts(peer.addresses)},
          {"shared_macs", texts(peer.shared_macs)},
          {"shared_addresses", texts(peer.shared_addresses)}};
}

// What a frame must carry beside its addresses; the same keys in a flow and in a rule.
void put_match(Json& object, const Flow& flow) {
  object["kind"] = kind_word(flow.kind);
  if (flow.kind == FlowKind::kIp) object["protocol"] = flow.protocol;
  if (flow.kind == FlowKind::kEther) object["ethertype"] = flow.number;
  if (flow.kind == FlowKind::kLlc) object["service_access_points"] = flow.number;
  put_number(object, "source_port", flow.source_port);
  put_number(object, "destination_port", flow.destination_port);
  put_number(object, "icmp_type", flow.icmp_type);
  put_number(object, "icmp_code", flow.icmp_code);
  put_number(object, "arp_operation", flow.arp_operation);
  object["vlan"] = flow.vlan.ids;
  object["fragments"] = flow.fragments;
}

Json flow_json(const Flow& flow, const std::string& label) {
  Json object{{"name", flow.name}, {"label", label}, {"from", flow.from}, {"to", flow.to}};
  put_match(object, flow);
  put_text(object, "source", flow.source);
  put_text(object, "destination", flow.destination);
  put_text(object, "destination_mac", flow.destination_mac);
  object["heartbeat"] = flow.heartbeat;
  object["bind_mac"] = flow.bind_mac;
  object["origin"] = origin_word(flow.origin);
  return object;
}

Json rule_json(const ExportRules& rules, const ExportRule& rule) {
  Json object{{"flow", rule.flow - rules.policy->flows.data()},
              {"port", rules.options->ports[rule.side]},
              {"source_macs", texts(rule.source_macs)}};
  put_match(object, *rule.flow);
  if (rule.flow->kind == FlowKind::kIp || rule.flow->kind == FlowKind::kArp) {
    object["source"] = rule.source.to_string();
    object["destination"] = rule.destination.to_string();
  } else {
    object["destination_mac"] = rule.destination_mac.to_string();
  }
  return object;
}

}  // namespace

std::string export_json(const ExportRules& rules) {
  const Policy& policy = *rules.policy;
  const ExportOptions& options = *rules.options;
  Json root{{"schema", 1},
            {"link", policy.link},
            {"system", policy.system},
            {"ports", options.ports},
            {"bridge", options.bridge},
            {"scope", options.scope == HG_SCOPE_PEERS ? "peers" : "link"}};
  if (options.scope_vlan) root["scope_vlan"] = options.scope_vlan->ids;
  root["peers"] = Json::array();
  for (const Peer& peer : policy.peers)
    root["peers"].push_back(peer_json(peer));
  root["flows"] = Json::array();
  for (std::size_t i = 0; i < policy.flows.size(); ++i)
    root["flows"].push_back(
        flow_json(policy.flows[i], options.labels.empty() ? std::string{} : options.labels[i]));
  root["rules"] = Json::array();
  for (const ExportRule& rule : rules.rules)
    root["rules"].push_back(rule_json(rules, rule));
  // A name may hold bytes that are no UTF-8: they are replaced, as dump() would throw on them.
  return root.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace haguard
