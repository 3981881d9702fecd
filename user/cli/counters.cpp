// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// counters: frames and bytes by port, disposition and reason.
#include "link/counters.h"

#include <fmt/format.h>

#include <cstddef>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/counter_rows.h"

namespace haguard {

Status run_counters(const Context& context, const CountersArguments& arguments) {
  HG_TRY(const Link link, open_chosen(context, arguments.link));
  HG_TRY(const std::vector<PortCounters> counters, read_ports(link));
  if (arguments.json) {
    const nlohmann::ordered_json json = {
        {"schema", 1}, {"link", link.name}, {"ports", counter_json(link.ports(), counters)}};
    fmt::print("{}\n", json.dump(2));
    return Done{};
  }
  fmt::print("{}", counter_table(link.ports(), counters, arguments.all));
  return Done{};
}

}  // namespace haguard
