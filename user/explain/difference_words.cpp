// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "explain/comparison.h"
#include "explain/traffic.h"

namespace haguard {
namespace {

template <typename Address>
std::string listed(const std::vector<Address>& addresses) {
  constexpr std::size_t kListed = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(addresses.size(), kListed); ++i)
    text += (i == 0 ? "" : ", ") + addresses[i].to_string();
  if (addresses.size() > kListed) text += ", ...";
  return text.empty() ? "none" : text;
}

std::string where(const std::string& label, const std::string& seen, const std::string& allowed) {
  return fmt::format("{}{} where it allows {}", label, seen, allowed);
}

template <typename Value>
std::string number(const char* label, const std::optional<Value>& seen,
                   const std::optional<Value>& allowed) {
  return where(label, seen ? std::to_string(*seen) : "none",
               allowed ? std::to_string(*allowed) : "any");
}

std::string source(const Flow& flow, const AllowedEnds& ends, const SeenFrame& seen) {
  if (ends.from == nullptr) return fmt::format("there is no peer {}", flow.from);
  if (is_by_mac(flow) || !seen.traffic.source)
    return where("from ", seen.source_mac.to_string(), listed(ends.from->macs));
  return where("from ", seen.traffic.source->to_string(), listed(ends.sources));
}

std::string destination(const Flow& flow, const AllowedEnds& ends, const SeenFrame& seen) {
  if (is_by_mac(flow))
    return where("to ", seen.destination_mac.to_string(), listed(ends.destination_macs));
  if (!seen.traffic.destination)
    return where("to ", seen.destination_mac.to_string(), listed(ends.destinations));
  return where("to ", seen.traffic.destination->to_string(), listed(ends.destinations));
}

}  // namespace

std::string words_of_difference(Difference difference, const Flow& flow, const AllowedEnds& ends,
                                const SeenFrame& seen) {
  const Flow& traffic = seen.traffic;
  switch (difference) {
    case kWhat:
      return where("", name_of_traffic(traffic), name_of_traffic(flow));
    case kSide:
      return fmt::format("in on {} where {} is behind {}", seen.port, flow.from, ends.from->port);
    case kSource:
      return source(flow, ends, seen);
    case kDestination:
      return destination(flow, ends, seen);
    case kSourcePort:
      return number("source port ", traffic.source_port, flow.source_port);
    case kDestinationPort:
      return number("destination port ", traffic.destination_port, flow.destination_port);
    case kType:
      return number("type ", traffic.icmp_type, flow.icmp_type);
    case kCode:
      return number("code ", traffic.icmp_code, flow.icmp_code);
    case kOperation:
      return number("operation ", traffic.arp_operation, flow.arp_operation);
    case kTags:
      return where("", name_of_tags(traffic.vlan), name_of_tags(flow.vlan));
    case kFragment:
      return "a later fragment, and it does not have fragments = true";
    case kMac:
      return where("source MAC ", seen.source_mac.to_string(), listed(ends.bound));
    case kDifferences:
      break;
  }
  return {};
}

}  // namespace haguard
