// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "top/order.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace haguard {
namespace {

constexpr std::array<const char*, 4> kNames = {"rate", "bytes", "last", "name"};

double weight_of(const FlowRates& flow, FlowOrder order) {
  switch (order) {
    case FlowOrder::kRate:
      return flow.frames.value_or(0);
    case FlowOrder::kBytes:
      return flow.bytes.value_or(0);
    case FlowOrder::kLast:
      return static_cast<double>(flow.stats.last_ns);
    case FlowOrder::kName:
      break;
  }
  return 0;
}

auto name_of(const FlowRates& flow) {
  return std::tie(flow.link->name, flow.flow->name, flow.flow->from, flow.flow->to, flow.flow->id);
}

}  // namespace

const char* order_name(FlowOrder order) {
  return kNames.at(static_cast<std::size_t>(order));
}

std::vector<std::string> order_names() {
  return {kNames.begin(), kNames.end()};
}

Result<FlowOrder> parse_order(const std::string& name) {
  const auto* found = std::find(kNames.begin(), kNames.end(), name);
  if (found != kNames.end()) return static_cast<FlowOrder>(found - kNames.begin());
  return usage(fmt::format("sort by \"{}\": there is no such order", name),
               fmt::format("one of {}", fmt::join(kNames, ", ")));
}

FlowOrder next_order(FlowOrder order) {
  return static_cast<FlowOrder>((static_cast<std::size_t>(order) + 1) % kNames.size());
}

void sort_flows(std::vector<FlowRates>& flows, FlowOrder order) {
  std::sort(flows.begin(), flows.end(), [order](const FlowRates& a, const FlowRates& b) {
    const double of_a = weight_of(a, order);
    const double of_b = weight_of(b, order);
    return of_a != of_b ? of_a > of_b : name_of(a) < name_of(b);
  });
}

}  // namespace haguard
