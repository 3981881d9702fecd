// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "toml/reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <tuple>

#include "base/nearest.h"
#include "base/units.h"

namespace haguard {
namespace {

constexpr std::size_t kMaxListed = 20;

}  // namespace

void TomlFile::fail(TomlPlace place, const std::string& message, std::string hint) {
  ++problem_count_;
  if (problems_.size() < kMaxListed) problems_.push_back({place, message, std::move(hint)});
}

std::string TomlFile::text_of(const Problem& problem) const {
  return fmt::format("{}:{}:{}: {}", name_, problem.place.line, problem.place.column,
                     problem.message);
}

Status TomlFile::status() const {
  if (problems_.empty()) return Done{};
  if (problem_count_ == 1) return usage(text_of(problems_.front()), problems_.front().hint);
  std::vector<Problem> sorted = problems_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.place.line, a.place.column) < std::tie(b.place.line, b.place.column);
  });
  std::string text;
  for (const Problem& problem : sorted) {
    if (!text.empty()) text += '\n';
    text += text_of(problem);
    if (!problem.hint.empty()) text += "; " + problem.hint;
  }
  if (problem_count_ > problems_.size())
    text += fmt::format("\n{}: and {} more", name_, problem_count_ - problems_.size());
  return usage(std::move(text));
}

const TomlMember* TomlReader::find(std::string_view key) const {
  const auto found = std::find_if(table_->members.begin(), table_->members.end(),
                                  [&](const TomlMember& member) { return member.key == key; });
  return found == table_->members.end() ? nullptr : &*found;
}

const TomlMember* TomlReader::take(std::string_view key) {
  known_.emplace_back(key);
  return find(key);
}

const TomlValue* TomlReader::take(std::string_view key, TomlKind kind) {
  const TomlMember* member = take(key);
  if (member == nullptr) return nullptr;
  if (member->value.kind == kind) return &member->value;
  file_->fail(member->value.place,
              fmt::format("{} of this {} is {}", key, what_, toml_kind_name(member->value.kind)),
              fmt::format("write {}", toml_kind_name(kind)));
  return nullptr;
}

bool TomlReader::has(std::string_view key) const {
  return find(key) != nullptr;
}

TomlPlace TomlReader::place(std::string_view key) const {
  const TomlMember* member = find(key);
  return member == nullptr ? table_->place : member->place;
}

std::optional<std::string> TomlReader::text(std::string_view key) {
  const TomlValue* value = take(key, TomlKind::kString);
  if (value == nullptr) return std::nullopt;
  return value->text;
}

std::optional<std::int64_t> TomlReader::integer(std::string_view key, std::int64_t lowest,
                                                std::int64_t highest) {
  const TomlValue* value = take(key, TomlKind::kInteger);
  if (value == nullptr) return std::nullopt;
  if (value->integer >= lowest && value->integer <= highest) return value->integer;
  file_->fail(value->place, fmt::format("{} of this {} is {}", key, what_, value->integer),
              fmt::format("from {} to {}", lowest, highest));
  return std::nullopt;
}

std::optional<bool> TomlReader::boolean(std::string_view key) {
  const TomlValue* value = take(key, TomlKind::kBoolean);
  if (value == nullptr) return std::nullopt;
  return value->boolean;
}

std::optional<std::uint64_t> TomlReader::duration(std::string_view key) {
  const TomlValue* value = take(key, TomlKind::kString);
  if (value == nullptr) return std::nullopt;
  const auto parsed = parse_duration(value->text);
  if (parsed) return *parsed;
  file_->fail(value->place, fmt::format("{}: {}", key, parsed.error().message),
              parsed.error().hint);
  return std::nullopt;
}

std::optional<std::size_t> TomlReader::choice(std::string_view key,
                                              std::initializer_list<std::string_view> words) {
  const TomlValue* value = take(key, TomlKind::kString);
  if (value == nullptr) return std::nullopt;
  const auto* found = std::find(words.begin(), words.end(), value->text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  file_->fail(value->place, fmt::format("{} of this {} is \"{}\"", key, what_, value->text),
              fmt::format("one of: {}", fmt::join(words.begin(), words.end(), ", ")));
  return std::nullopt;
}

std::vector<std::string> TomlReader::texts(std::string_view key) {
  std::vector<std::string> texts;
  const TomlValue* items = take(key, TomlKind::kArray);
  if (items == nullptr) return texts;
  for (const TomlValue& item : items->items) {
    if (item.kind == TomlKind::kString)
      texts.push_back(item.text);
    else
      file_->fail(item.place, fmt::format("{} holds {}", key, toml_kind_name(item.kind)),
                  "write a list of strings");
  }
  return texts;
}

const TomlValue* TomlReader::value(std::string_view key) {
  const TomlMember* member = take(key);
  return member == nullptr ? nullptr : &member->value;
}

const TomlValue* TomlReader::list(std::string_view key) {
  return take(key, TomlKind::kArray);
}

std::optional<TomlReader> TomlReader::table(std::string_view key) {
  const TomlValue* value = take(key, TomlKind::kTable);
  if (value == nullptr) return std::nullopt;
  return TomlReader(*value, *file_, std::string(key));
}

std::vector<TomlReader> TomlReader::tables(std::string_view key) {
  std::vector<TomlReader> readers;
  const TomlValue* items = take(key, TomlKind::kArray);
  if (items == nullptr) return readers;
  for (const TomlValue& item : items->items) {
    if (item.kind == TomlKind::kTable)
      readers.emplace_back(item, *file_, std::string(key));
    else
      file_->fail(item.place, fmt::format("{} holds {}", key, toml_kind_name(item.kind)),
                  fmt::format("write [[{}]] tables", key));
  }
  return readers;
}

std::string TomlReader::required_text(std::string_view key) {
  const std::optional<std::string> found = text(key);
  if (!has(key) || (found && found->empty()))
    fail(key, fmt::format("this {} has no {}", what_, key), fmt::format("add {} = \"...\"", key));
  return found.value_or(std::string{});
}

void TomlReader::fail(std::string_view key, const std::string& message, std::string hint) {
  file_->fail(place(key), message, std::move(hint));
}

void TomlReader::fail_at(TomlPlace place, const std::string& message, std::string hint) {
  file_->fail(place, message, std::move(hint));
}

Status TomlReader::finish() {
  for (const TomlMember& member : table_->members) {
    if (std::find(known_.begin(), known_.end(), member.key) != known_.end()) continue;
    file_->fail(member.place, fmt::format("unknown key \"{}\" in this {}", member.key, what_),
                nearest_hint(member.key, known_));
  }
  return file_->status();
}

}  // namespace haguard
