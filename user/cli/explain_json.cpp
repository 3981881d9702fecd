// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/explain_words.h"
#include "policy/describe.h"
#include "policy/packet_text.h"
#include "policy/reason_words.h"
#include "policy/text.h"

namespace haguard {
namespace {

nlohmann::ordered_json sender_json(const Sender& sender) {
  nlohmann::ordered_json json;
  if (sender.address) {
    json["address"] = sender.address->to_string();
    json["by_address"] = sender.by_address;
  }
  json["mac"] = sender.mac.to_string();
  json["by_mac"] = sender.by_mac;
  return json;
}

nlohmann::ordered_json near_json(const Policy& policy, const std::vector<NearFlow>& flows) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const NearFlow& near : flows)
    json.push_back({{"flow", policy.flows.at(near.flow).name},
                    {"description", describe_flow(policy.flows.at(near.flow))},
                    {"differences", near.differences}});
  return json;
}

nlohmann::ordered_json cure_json(const Cure& cure) {
  return {
      {"toml", format_entry(cure.entry)}, {"replaces", cure.replaces}, {"remarks", cure.remarks}};
}

}  // namespace

nlohmann::ordered_json explained_json(const Explained& explained) {
  const Explanation& why = explained.why;
  nlohmann::ordered_json json = {{"schema", 1}};
  add_tested(json, explained.tested);
  json["port"] = explained.port;
  json["frame"] = packet_text(explained.packet);
  json["length"] = explained.packet.length;
  json["bytes_given"] = explained.bytes;
  if (explained.length_by_headers != 0) json["length_by_headers"] = explained.length_by_headers;
  json["in_scope"] = why.is_in_scope;
  if (why.has_sender) json["sender"] = sender_json(why.sender);
  json["passes"] = !is_drop_reason(why.reason);
  json["reason"] = reason_name(why.reason);
  json["text"] = reason_text(why.reason);
  if (why.flow) json["flow"] = explained.tested.policy.flows.at(*why.flow).name;
  json["nearest"] = near_json(explained.tested.policy, why.near);
  if (why.cure) json["entry"] = cure_json(*why.cure);
  json["advice"] = why.advice;
  json["by_kernel"] = explained.no_kernel.empty();
  if (!explained.no_kernel.empty()) json["kernel_not_asked"] = explained.no_kernel;
  return json;
}

}  // namespace haguard
