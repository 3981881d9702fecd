// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "web/settings.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/file.h"

namespace haguard {
namespace {

constexpr std::size_t kMaxWebFileBytes = 1U << 20U;

// Empty where no file is named.
Result<std::string> read_named(const std::string& path) {
  if (path.empty()) return std::string();
  Result<std::string> text = read_file(path, kMaxWebFileBytes);
  if (text.ok()) return text;
  Error error = text.error();
  error.hint = "the daemon reads it as its user: chown root:haguard and chmod 0640";
  return error;
}

Result<std::string> read_secret(const std::string& path) {
  HG_TRY(std::string text, read_named(path));
  struct stat info {};
  const bool is_open =
      !path.empty() && ::stat(path.c_str(), &info) == 0 && (info.st_mode & S_IRWXO) != 0;
  if (is_open)
    return failed(fmt::format("read {}: every user of this machine can", path),
                  "chown root:haguard and chmod 0640");
  return text;
}

}  // namespace

Result<WebSettings> read_web_settings(const MetricsConfig& config) {
  WebSettings settings;
  settings.listen = config.listen;
  HG_TRY(settings.certificate, read_named(config.cert_file));
  HG_TRY(settings.key, read_secret(config.key_file));
  HG_TRY(const std::string users, read_secret(config.users_file));
  if (!config.users_file.empty()) {
    HG_TRY(settings.users, parse_web_users(users, config.users_file));
  }
  return settings;
}

}  // namespace haguard
