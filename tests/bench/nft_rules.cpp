// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bench/nft_rules.h"

#include <fmt/format.h>

#include <iterator>

#include "fixture/pair.h"
#include "traffic.h"

namespace haguard {
namespace {

std::string bridge_table(const std::string& set, const std::string& rules) {
  return fmt::format(
      "table bridge guard {{\n{}chain forward {{\n"
      "type filter hook forward priority 0; policy drop;\n{}}}\n}}\n",
      set, rules);
}

}  // namespace

std::string nft_linear(std::uint32_t flows) {
  fmt::memory_buffer rules;
  for (std::uint32_t i = 0; i < flows; ++i)
    fmt::format_to(std::back_inserter(rules),
                   "ip saddr {} ip daddr {} udp sport {} udp dport {} accept\n", kIpA.to_string(),
                   kIpB.to_string(), bench_source_port(i), bench_destination_port(i));
  return bridge_table("", fmt::to_string(rules));
}

std::string nft_set(std::uint32_t flows) {
  fmt::memory_buffer elements;
  for (std::uint32_t i = 0; i < flows; ++i)
    fmt::format_to(std::back_inserter(elements), "{}{} . {} . {} . {}", i == 0 ? "" : ", ",
                   kIpA.to_string(), kIpB.to_string(), bench_source_port(i),
                   bench_destination_port(i));
  const std::string set = fmt::format(
      "set flows {{\ntypeof ip saddr . ip daddr . udp sport . udp dport\nelements = {{ {} }}\n}}\n",
      fmt::to_string(elements));
  return bridge_table(set, "ip saddr . ip daddr . udp sport . udp dport @flows accept\n");
}

std::vector<Words> ebtables_commands() {
  return {
      {"ebtables-nft", "-P", "FORWARD", "DROP"},
      {"ebtables-nft", "-A", "FORWARD", "-p", "IPv4", "--ip-src", kIpA.to_string(), "--ip-dst",
       kIpB.to_string(), "--ip-proto", "udp", "--ip-sport", std::to_string(bench_source_port(0)),
       "--ip-dport", std::to_string(bench_destination_port(0)), "-j", "ACCEPT"}};
}

std::string nft_drop_source(const std::string& interface, const std::string& address) {
  return fmt::format(
      "table netdev guard {{\nchain in {{\n"
      "type filter hook ingress device \"{}\" priority 0; policy accept;\n"
      "ip saddr {} drop\n}}\n}}\n",
      interface, address);
}

}  // namespace haguard
