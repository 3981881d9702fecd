// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// peers: the units of the pair and whether they are heard.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/seconds.h"
#include "base/units.h"
#include "cli/commands.h"
#include "cli/snapshot.h"
#include "cli/table.h"

namespace haguard {
namespace {

template <typename T>
std::vector<std::string> texts(const std::vector<T>& values) {
  std::vector<std::string> out;
  out.reserve(values.size());
  for (const T& value : values)
    out.push_back(value.to_string());
  return out;
}

nlohmann::ordered_json peer_json(const PeerRow& row, std::uint64_t now) {
  nlohmann::ordered_json json = {{"name", row.peer.name},
                                 {"port", row.peer.port},
                                 {"macs", texts(row.peer.macs)},
                                 {"addresses", texts(row.peer.addresses)},
                                 {"shared_addresses", texts(row.peer.shared_addresses)},
                                 {"shared_macs", texts(row.peer.shared_macs)},
                                 {"frames", row.frames}};
  if (row.last_ns != 0) json["seconds_since_last"] = to_seconds(now - std::min(now, row.last_ns));
  return json;
}

}  // namespace

Status run_peers(const Context& context, const LinkArguments& arguments) {
  HG_TRY(const Link link, open_chosen(context, arguments.link));
  HG_TRY(const PolicyRows rows, read_policy_rows(context, link));
  const std::uint64_t now = monotonic_ns();
  if (arguments.json) {
    nlohmann::ordered_json json = {
        {"schema", 1}, {"link", link.name}, {"peers", nlohmann::ordered_json::array()}};
    for (const PeerRow& row : rows.peers)
      json["peers"].push_back(peer_json(row, now));
    fmt::print("{}\n", json.dump(2));
    return Done{};
  }
  if (!rows.policy) {
    fmt::print("{} has no policy yet: haguard learn {}\n", link.name, link.name);
    return Done{};
  }
  TextTable table({{"PEER"},
                   {"PORT"},
                   {"MAC"},
                   {"ADDRESSES"},
                   {"SHARED"},
                   {"FRAMES", Align::kRight},
                   {"LAST HEARD", Align::kRight}});
  for (const PeerRow& row : rows.peers) {
    std::vector<std::string> shared = texts(row.peer.shared_addresses);
    for (const std::string& mac : texts(row.peer.shared_macs))
      shared.push_back(mac);
    table.add({printable(row.peer.name),
               printable(row.peer.port),
               fmt::format("{}", fmt::join(texts(row.peer.macs), " ")),
               fmt::format("{}", fmt::join(texts(row.peer.addresses), " ")),
               fmt::format("{}", fmt::join(shared, " ")),
               format_count(row.frames),
               {format_ago(row.last_ns, now), row.last_ns == 0 ? Tone::kWarn : Tone::kPlain}});
  }
  fmt::print("{}", table.to_string(use_colour()));
  return Done{};
}

}  // namespace haguard
