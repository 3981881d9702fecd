// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/options.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <system_error>

namespace haguard {

void add_link(CLI::App* app, std::string& link) {
  app->add_option("LINK", link, "name of the link; may be left out where there is one");
}

void add_json(CLI::App* app, bool& json) {
  app->add_flag("--json", json, "machine-readable, schema 1");
}

void add_comment(CLI::App* app, std::string& comment) {
  app->add_option("--comment", comment, "why, for the history");
}

void add_confirm(CLI::App* app, std::string& confirm) {
  app->add_option("--confirm", confirm,
                  "fall back to audit after this time unless `haguard confirm` comes");
}

void add_force(CLI::App* app, bool& force) {
  app->add_flag("--force", force, "in spite of what speaks against it; it is recorded");
}

// CLI11 wraps -1 around.
std::string check_count(const std::string& word) {
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), count);
  const bool is_whole = error == std::errc() && end == word.data() + word.size();
  return is_whole && count > 0 ? std::string() : fmt::format("\"{}\" is no number from 1 on", word);
}

}  // namespace haguard
