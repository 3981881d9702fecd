// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Reading a TOML table strictly: every key that is read becomes known, a wrong type or an unknown
// key is an error with file, line, column and hint. Errors are noted and reading goes on, so that a
// reader is a flat list of keys, closed by finish().
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "toml/value.h"

namespace haguard {

// What the readers of one file share.
class TomlFile {
 public:
  explicit TomlFile(std::string name) : name_(std::move(name)) {}
  const std::string& name() const { return name_; }
  // Notes a problem; reading goes on.
  void fail(TomlPlace place, const std::string& message, std::string hint);
  // All problems as one error, one line each in the order of the file, at most 20.
  Status status() const;

 private:
  struct Problem {
    TomlPlace place;
    std::string message;
    std::string hint;
  };
  std::string text_of(const Problem& problem) const;

  std::string name_;
  std::vector<Problem> problems_;
  std::size_t problem_count_ = 0;
};

// A view of one table; the TomlValue and the TomlFile outlive it.
class TomlReader {
 public:
  // `what` names the table in messages: "flow", "peer". Precondition: table.kind is kTable.
  TomlReader(const TomlValue& table, TomlFile& file, std::string what)
      : table_(&table), file_(&file), what_(std::move(what)) {}

  bool has(std::string_view key) const;
  TomlPlace place() const { return table_->place; }
  // Of the key, or of the table where it is absent.
  TomlPlace place(std::string_view key) const;

  // Empty where the key is absent or its value was refused.
  std::optional<std::string> text(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t lowest,
                                      std::int64_t highest);
  std::optional<bool> boolean(std::string_view key);
  std::optional<std::uint64_t> duration(std::string_view key);  // "200ms"; nanoseconds
  std::optional<std::size_t> choice(std::string_view key,
                                    std::initializer_list<std::string_view> words);
  std::vector<std::string> texts(std::string_view key);
  const TomlValue* value(std::string_view key);  // of any kind; nullptr where absent
  const TomlValue* list(std::string_view key);   // kArray
  std::optional<TomlReader> table(std::string_view key);
  std::vector<TomlReader> tables(std::string_view key);  // [[key]]

  // As text(), and absent or empty is an error.
  std::string required_text(std::string_view key);

  void fail(std::string_view key, const std::string& message, std::string hint = {});
  void fail_at(TomlPlace place, const std::string& message, std::string hint = {});

  // Unknown keys become errors; then the file's status().
  Status finish();

 private:
  const TomlMember* find(std::string_view key) const;
  const TomlMember* take(std::string_view key);
  const TomlValue* take(std::string_view key, TomlKind kind);

  const TomlValue* table_;
  TomlFile* file_;
  std::string what_;
  std::vector<std::string> known_;
};

}  // namespace haguard
