// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "config/metrics_config.h"

#include <fmt/format.h>

namespace haguard {
namespace {

// The daemon's folder is "/", and nobody else would know which file is meant.
std::string whole_path(TomlReader& table, const char* key) {
  std::string path = table.text(key).value_or("");
  if (table.has(key) && (path.empty() || path.front() != '/'))
    table.fail(key, "not the whole path of a file",
               fmt::format("write {} = \"/etc/haguard/...\"", key));
  return path;
}

}  // namespace

MetricsConfig read_metrics_config(TomlReader& table) {
  MetricsConfig config;
  const Result<ListenAddress> listen =
      ListenAddress::parse(table.text("listen").value_or(kMetricsListen));
  if (listen.ok())
    config.listen = *listen;
  else
    table.fail("listen", listen.error().message, listen.error().hint);
  config.cert_file = whole_path(table, "cert_file");
  config.key_file = whole_path(table, "key_file");
  config.users_file = whole_path(table, "users_file");
  if (table.has("cert_file") != table.has("key_file"))
    table.fail(table.has("cert_file") ? "cert_file" : "key_file",
               "TLS needs a certificate and its key", "write both cert_file and key_file");
  return config;
}

}  // namespace haguard
