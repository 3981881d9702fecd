// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/flow_ids_text.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/json.h"

namespace haguard {

Result<FlowIds> parse_flow_ids(const std::string& text, const std::string& file) {
  const auto bad = [&](const char* why) {
    return failed(fmt::format("read {}: {}", file, why),
                  "move it away: flows then get new ids, and their counters start anew");
  };
  HG_TRY(const nlohmann::json json, parse_json(text, file));
  if (!json.is_object() || !json.contains("ids") || !json["ids"].is_object())
    return bad("not a file of flow ids");
  FlowIds ids;
  std::set<std::uint32_t> given;
  for (const auto& [identity, id] : json["ids"].items()) {
    if (!id.is_number_unsigned() || id.get<std::uint64_t>() > UINT32_MAX)
      return bad("an id that is no number");
    if (!given.insert(id.get<std::uint32_t>()).second) return bad("an id that is given twice");
    ids[identity] = id.get<std::uint32_t>();
  }
  return ids;
}

std::string format_flow_ids(const FlowIds& ids) {
  nlohmann::json json = {{"schema", 1}, {"ids", nlohmann::json::object()}};
  for (const auto& [identity, id] : ids)
    json["ids"][identity] = id;
  // Names that are no UTF-8 lose their id rather than the whole file.
  return json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace haguard
