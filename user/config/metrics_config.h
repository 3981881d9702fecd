// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// [metrics] of haguard.toml: how the daemon serves its metrics.
#pragma once

#include <string>

#include "config/listen_address.h"
#include "toml/reader.h"

namespace haguard {

inline constexpr const char* kMetricsListen = "127.0.0.1:9465";

struct MetricsConfig {
  ListenAddress listen;
  std::string cert_file;  // PEM; with key_file: TLS. Empty: none
  std::string key_file;
  std::string users_file;  // NAME:HASH lines; empty: everybody may read
};

// What is wrong is noted in the table's file.
MetricsConfig read_metrics_config(TomlReader& table);

}  // namespace haguard
