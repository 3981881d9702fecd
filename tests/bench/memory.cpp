// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What a link's maps take of the kernel's memory.
#include <nlohmann/json.hpp>
#include <string>

#include "bench/guarded.h"
#include "bench/many_flows.h"
#include "bench/sections.h"
#include "bench/wire.h"
#include "bpf/map.h"

namespace haguard {

Result<Section> bench_memory(const Plan& /*plan*/) {
  constexpr double kMebibyte = 1 << 20;
  constexpr std::uint32_t kFlows = 1000;
  HG_TRY(const auto wire, BenchWire::create());
  HG_CHECK(guard(wire->lab(), many_flows(kFlows), room_for(kFlows)));
  HG_TRY(const std::string text, haguard_says(wire->lab(), {"status", "rooms", "--json"}));
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const auto place = nlohmann::json::json_pointer("/links/0/memory_bytes");
  if (!json.is_object() || !json.contains(place))
    return failed("read the memory of a link: haguard status does not say it");
  HG_TRY(const unsigned cpus, possible_cpus());
  const double all = json.at(place).get<double>() / kMebibyte;
  return Section{.name = "memory",
                 .title = "Memory of a link's maps, 1,000 flows",
                 .unit = "MiB",
                 .lines = {{"all", Series({all})}, {kMemoryPerCore, Series({all / cpus})}}};
}

}  // namespace haguard
