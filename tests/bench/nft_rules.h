// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What many_flows() means, as rules of nft: they check addresses, protocol and ports, and not the
// side and the MAC address as haguard does.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace haguard {

// For the bridge; all else is dropped. One rule a flow, or one rule and a set.
std::string nft_linear(std::uint32_t flows);
std::string nft_set(std::uint32_t flows);

// The same for the first flow alone, as commands of ebtables.
using Words = std::vector<std::string>;
std::vector<Words> ebtables_commands();

// Where frames come in, in front of the bridge: drops this source.
std::string nft_drop_source(const std::string& interface, const std::string& address);

}  // namespace haguard
