// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "load/hops.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace haguard {
namespace {

struct InterfaceCounters {
  std::uint64_t rx_packets = 0;
  std::uint64_t rx_dropped = 0;
  std::uint64_t tx_dropped = 0;
};

Result<InterfaceCounters> read_counters(const Netns& netns, const std::string& name) {
  HG_TRY(const std::string text, netns.run({"ip", "-stats", "-json", "link", "show", "dev", name}));
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_array() || json.empty() || !json[0].contains("stats64"))
    return failed(fmt::format("read the counters of {}: {}", name, text));
  const auto& counters = json[0]["stats64"];
  return InterfaceCounters{counters["rx"].value("packets", std::uint64_t{0}),
                           counters["rx"].value("dropped", std::uint64_t{0}),
                           counters["tx"].value("dropped", std::uint64_t{0})};
}

}  // namespace

Result<Hops> read_hops(const Lab& lab, int side) {
  const Host& end = side == 1 ? lab.b() : lab.a();
  HG_TRY(const InterfaceCounters in, read_counters(lab.fw(), Lab::port(side)));
  HG_TRY(const InterfaceCounters out, read_counters(lab.fw(), Lab::port(3 - side)));
  HG_TRY(const InterfaceCounters last, read_counters(end.netns, Host::kInterface));
  return Hops{in.rx_packets, in.rx_dropped, out.tx_dropped, last.rx_dropped};
}

}  // namespace haguard
