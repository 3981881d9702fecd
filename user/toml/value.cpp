// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "toml/value.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <exception>

#include "toml/depth.h"

namespace haguard {
namespace {

TomlPlace place_of(const toml::source_region& region) {
  return {region.begin.line, region.begin.column};
}

TomlValue convert(const toml::node& node);

void convert_table(const toml::table& table, TomlValue& value) {
  for (const auto& [key, member] : table)
    value.members.push_back({std::string(key.str()), place_of(key.source()), convert(member)});
}

void convert_scalar(const toml::node& node, TomlValue& value) {
  if (const auto* text = node.as_string()) {
    value.kind = TomlKind::kString;
    value.text = text->get();
  } else if (const auto* integer = node.as_integer()) {
    value.kind = TomlKind::kInteger;
    value.integer = integer->get();
  } else if (node.is_floating_point()) {
    value.kind = TomlKind::kFloat;
  } else if (const auto* boolean = node.as_boolean()) {
    value.kind = TomlKind::kBoolean;
    value.boolean = boolean->get();
  } else {
    value.kind = TomlKind::kTime;
  }
}

// Depth is bounded by the parser, which refuses deep nesting.
TomlValue convert(const toml::node& node) {
  TomlValue value;
  value.place = place_of(node.source());
  if (const auto* table = node.as_table()) {
    convert_table(*table, value);
  } else if (const auto* array = node.as_array()) {
    value.kind = TomlKind::kArray;
    for (const auto& item : *array)
      value.items.push_back(convert(item));
  } else {
    convert_scalar(node, value);
  }
  return value;
}

}  // namespace

const char* toml_kind_name(TomlKind kind) {
  switch (kind) {
    case TomlKind::kTable:
      return "a table";
    case TomlKind::kArray:
      return "a list";
    case TomlKind::kString:
      return "a string";
    case TomlKind::kInteger:
      return "an integer";
    case TomlKind::kFloat:
      return "a decimal number";
    case TomlKind::kBoolean:
      return "true or false";
    case TomlKind::kTime:
      return "a date or time";
  }
  return "a value";
}

Result<TomlValue> parse_toml(const std::string& text, const std::string& file) {
  if (const auto line = line_of_deep_key(text))
    return usage(fmt::format("{}:{}:1: a key of too many parts, or too many dots", file, *line),
                 "split the line");
  // The library throws where it is built with exceptions, as Debian's is.
  try {
    return convert(toml::parse(text));
  } catch (const toml::parse_error& error) {
    return usage(fmt::format("{}:{}:{}: {}", file, error.source().begin.line,
                             error.source().begin.column, error.description()),
                 "the file is not TOML: see https://toml.io");
  } catch (const std::exception& error) {
    return usage(fmt::format("{}:1:1: {}", file, error.what()),
                 "the file is not TOML: see https://toml.io");
  }
}

}  // namespace haguard
