// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// status: one look at every link, or at one of them.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/link_status.h"

namespace haguard {

Status run_status(const Context& context, const LinkArguments& arguments) {
  std::vector<std::string> names = {arguments.link};
  if (arguments.link.empty()) {
    HG_TRY(names, context.place.pins.links());
  }
  if (names.empty() && !arguments.json) {
    fmt::print("no link is attached; haguard attach NAME --ports eth1,eth2\n");
    return Done{};
  }
  nlohmann::ordered_json json = {{"schema", 1}, {"links", nlohmann::ordered_json::array()}};
  for (const std::string& name : names) {
    HG_TRY(const Link link, open_link(context.place, name));
    HG_TRY(const LinkStatus status, read_link_status(link));
    if (arguments.json)
      json["links"].push_back(link_status_json(status));
    else
      print_link_status(status);
    if (!arguments.json && name != names.back()) fmt::print("\n");
  }
  if (arguments.json) fmt::print("{}\n", json.dump(2));
  return Done{};
}

}  // namespace haguard
