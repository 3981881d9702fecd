// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "policy/text_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <limits>

namespace haguard {
namespace {

constexpr std::size_t kMaxName = 64;
constexpr std::int64_t kMaxVlan = 4095;

template <typename Address>
std::optional<Address> parse_address(TomlReader& reader, std::string_view key,
                                     const TomlValue& value) {
  if (value.kind != TomlKind::kString) {
    reader.fail_at(value.place, fmt::format("{} holds {}", key, toml_kind_name(value.kind)),
                   "write a string");
    return std::nullopt;
  }
  const auto parsed = Address::parse(value.text);
  if (parsed) return *parsed;
  reader.fail_at(value.place, fmt::format("{}: {}", key, parsed.error().message),
                 parsed.error().hint);
  return std::nullopt;
}

template <typename Address>
std::vector<Address> read_list(TomlReader& reader, std::string_view key) {
  std::vector<Address> addresses;
  const TomlValue* value = reader.value(key);
  if (value == nullptr) return addresses;
  if (value->kind != TomlKind::kArray) {
    if (const auto one = parse_address<Address>(reader, key, *value)) addresses.push_back(*one);
    return addresses;
  }
  for (const TomlValue& item : value->items)
    if (const auto one = parse_address<Address>(reader, key, item)) addresses.push_back(*one);
  return addresses;
}

template <typename Address>
std::optional<Address> read_one(TomlReader& reader, std::string_view key) {
  const TomlValue* value = reader.value(key);
  if (value == nullptr) return std::nullopt;
  return parse_address<Address>(reader, key, *value);
}

template <typename Number>
std::optional<Number> read_number(TomlReader& reader, std::string_view key) {
  const auto number = reader.integer(key, 0, std::numeric_limits<Number>::max());
  if (!number) return std::nullopt;
  return static_cast<Number>(*number);
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

void add_vlan(TomlReader& reader, const TomlValue& value, VlanTags& tags) {
  if (value.kind == TomlKind::kInteger && value.integer >= 0 && value.integer <= kMaxVlan)
    tags.ids.push_back(static_cast<std::uint16_t>(value.integer));
  else
    reader.fail_at(value.place, "vlan is no VLAN id",
                   fmt::format("a number from 0 to {}", kMaxVlan));
}

}  // namespace

std::optional<IpAddress> read_ip(TomlReader& reader, std::string_view key) {
  return read_one<IpAddress>(reader, key);
}

std::optional<MacAddress> read_mac(TomlReader& reader, std::string_view key) {
  return read_one<MacAddress>(reader, key);
}

std::vector<IpAddress> read_ips(TomlReader& reader, std::string_view key) {
  return read_list<IpAddress>(reader, key);
}

std::vector<MacAddress> read_macs(TomlReader& reader, std::string_view key) {
  return read_list<MacAddress>(reader, key);
}

std::optional<std::uint16_t> read_u16(TomlReader& reader, std::string_view key) {
  return read_number<std::uint16_t>(reader, key);
}

std::optional<std::uint8_t> read_u8(TomlReader& reader, std::string_view key) {
  return read_number<std::uint8_t>(reader, key);
}

VlanTags read_vlan(TomlReader& reader) {
  VlanTags tags;
  const TomlValue* value = reader.value("vlan");
  if (value == nullptr) return tags;
  if (value->kind != TomlKind::kArray) {
    add_vlan(reader, *value, tags);
    return tags;
  }
  if (value->items.size() > 2) {
    reader.fail_at(value->place, fmt::format("vlan has {} tags", value->items.size()),
                   "at most two, the outer one first");
    return tags;
  }
  for (const TomlValue& item : value->items)
    add_vlan(reader, item, tags);
  return tags;
}

std::string read_name(TomlReader& reader) {
  std::string name = reader.required_text("name");
  if (name.size() > kMaxName || std::any_of(name.begin(), name.end(), is_control))
    reader.fail("name", fmt::format("a name of {} bytes, or with control characters", name.size()),
                fmt::format("1 to {} printable characters", kMaxName));
  return name;
}

}  // namespace haguard
