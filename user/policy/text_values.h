// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Values that several keys of a policy file have in common. Each reader notes what is wrong in the
// file and returns what was right.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model.h"
#include "toml/reader.h"

namespace haguard {

std::optional<IpAddress> read_ip(TomlReader& reader, std::string_view key);
std::optional<MacAddress> read_mac(TomlReader& reader, std::string_view key);

// One string or a list of them.
std::vector<IpAddress> read_ips(TomlReader& reader, std::string_view key);
std::vector<MacAddress> read_macs(TomlReader& reader, std::string_view key);

std::optional<std::uint16_t> read_u16(TomlReader& reader, std::string_view key);
std::optional<std::uint8_t> read_u8(TomlReader& reader, std::string_view key);

// One VLAN id, or a list of at most two, outer first.
VlanTags read_vlan(TomlReader& reader);

// Required, 1 to 64 bytes without control characters: it stands in tables and messages.
std::string read_name(TomlReader& reader);

}  // namespace haguard
