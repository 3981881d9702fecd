// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/who.h"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <charconv>
#include <cstdint>
#include <optional>

#include "base/file.h"

namespace haguard {
namespace {

std::string user_name(uid_t uid) {
  char buffer[4096];
  passwd entry{};
  passwd* found = nullptr;
  const int error = ::getpwuid_r(uid, &entry, buffer, sizeof buffer, &found);
  return error == 0 && found != nullptr ? std::string(found->pw_name) : fmt::format("uid {}", uid);
}

// The user who logged in, whatever became of the process since; the kernel keeps it.
std::optional<uid_t> login_user() {
  const Result<std::string> text = read_file("/proc/self/loginuid", 32);
  std::uint32_t uid = 0;
  if (!text.ok()) return std::nullopt;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), uid);
  if (error != std::errc() || uid == UINT32_MAX) return std::nullopt;
  return uid;
}

}  // namespace

std::string who() {
  const uid_t effective = ::geteuid();
  std::string name = user_name(effective);
  const std::optional<uid_t> login = login_user();
  if (!login || *login == effective) return name;
  return fmt::format("{} as {}", user_name(*login), name);
}

}  // namespace haguard
