// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link/missed_hellos.h"

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/json.h"
#include "latency/missed_tally.h"
#include "link/store.h"

namespace haguard {
namespace {

using Tallies = std::map<std::uint32_t, MissedTally>;

std::string path_of(const Link& link) {
  return Store(link.place, link.name).path("missed-hellos.json");
}

// Which attachment the gaps are of: with another one they begin at nothing.
nlohmann::json attachment_of(const Link& link) {
  return nlohmann::json::array({link.info.attached_at, link.info.stamp_tag});
}

std::uint64_t number(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  const bool is_number = found != object.end() && found->is_number_unsigned();
  return is_number ? found->get<std::uint64_t>() : 0;
}

Tallies read_tallies(const Link& link) {
  Tallies tallies;
  const Result<std::string> text = read_file(path_of(link));
  if (!text.ok()) return tallies;
  const Result<nlohmann::json> json = parse_json(*text, path_of(link));
  const bool is_of_now = json.ok() && json->is_object() && json->contains("flows") &&
                         (*json)["flows"].is_array() && json->contains("attached") &&
                         (*json)["attached"] == attachment_of(link);
  if (!is_of_now) return tallies;
  for (const nlohmann::json& flow : (*json)["flows"])
    if (flow.is_object())
      tallies[static_cast<std::uint32_t>(number(flow, "id"))] = {
          number(flow, "gaps"), number(flow, "interval_ns"), number(flow, "derived"),
          number(flow, "missed")};
  return tallies;
}

Status write_tallies(const Link& link, const Tallies& tallies) {
  nlohmann::ordered_json json = {
      {"schema", 1}, {"attached", attachment_of(link)}, {"flows", nlohmann::json::array()}};
  for (const auto& [id, tally] : tallies)
    json["flows"].push_back({{"id", id},
                             {"gaps", tally.gaps},
                             {"interval_ns", tally.interval_ns},
                             {"derived", tally.derived},
                             {"missed", tally.missed}});
  return write_own_file(path_of(link), json.dump() + "\n");
}

}  // namespace

MissedHellos count_missed_hellos(const Link& link, const std::map<std::uint32_t, GapFacts>& facts) {
  MissedHellos missed;
  if (facts.empty()) return missed;
  const Tallies before = read_tallies(link);
  Tallies after = before;  // a flow that left keeps its own, as it keeps its slot
  for (const auto& [id, now] : facts) {
    after[id] = advanced(after[id], now);
    missed[id] = after[id].missed;
    if (after[id] == MissedTally{}) after.erase(id);
  }
  if (after == before) return missed;
  if (const Status written = write_tallies(link, after); !written.ok())
    link.place.warn(written.error());
  return missed;
}

}  // namespace haguard
