// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// A TOML file as plain values that remember where they stand. The one place that knows the TOML
// library is value.cpp, so that its headers are compiled once.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace haguard {

enum class TomlKind : std::uint8_t { kTable, kArray, kString, kInteger, kFloat, kBoolean, kTime };

// "a table", "a string" and so on.
const char* toml_kind_name(TomlKind kind);

struct TomlPlace {
  std::uint32_t line = 0;    // from 1
  std::uint32_t column = 0;  // from 1
};

struct TomlMember;

struct TomlValue {
  TomlKind kind = TomlKind::kTable;
  TomlPlace place;
  std::string text;                 // kString
  std::int64_t integer = 0;         // kInteger
  bool boolean = false;             // kBoolean
  std::vector<TomlValue> items;     // kArray
  std::vector<TomlMember> members;  // kTable, sorted by key
};

struct TomlMember {
  std::string key;
  TomlPlace place;  // of the key
  TomlValue value;
};

// `file` is only for messages. kUsage with "file:line:column: " on a syntax error.
Result<TomlValue> parse_toml(const std::string& text, const std::string& file);

}  // namespace haguard
